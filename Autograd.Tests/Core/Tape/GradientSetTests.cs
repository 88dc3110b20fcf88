using Autograd.Core;

namespace Autograd.Tests.Core.Tapes;

/// <summary>Gradients go where they are asked to: several threads differentiate the same parameters without seeing each other.</summary>
public sealed class GradientSetTests
{
    [Test]
    public void Gradients_arrive_in_the_set_and_nowhere_else()
    {
        (Tensor weight, Tensor bias, Tensor other) = Parameters();
        Tensor x = OpSamples.Spread([4, 3], DType.Float64);
        var set = new GradientSet(weight, bias);
        Differentiate(x, weight, bias, other, set);
        Differentiate(x, weight, bias, other, into: null);
        set[weight]!.ToArray<double>().ShouldBe(weight.Grad!.ToArray<double>());
        set[bias]!.ToArray<double>().ShouldBe(bias.Grad!.ToArray<double>());
        set[other].ShouldBeNull();
        double[] once = weight.Grad!.ToArray<double>();
        Differentiate(x, weight, bias, other, set);
        set[weight]!.ToArray<double>().ShouldBe([.. once.Select(gradient => 2 * gradient)]);
        weight.Grad!.ToArray<double>().ShouldBe(once);
        set.Clear();
        set[weight].ShouldBeNull();
        set.Values.ToArray<double>().ShouldAllBe(value => value == 0);
    }

    [Test]
    public void Threads_with_a_set_each_add_up_to_the_gradient_of_the_whole_batch()
    {
        (Tensor weight, Tensor bias, Tensor other) = Parameters();
        Tensor x = OpSamples.Spread([8, 3], DType.Float64);
        Differentiate(x, weight, bias, other, into: null);
        GradientSet[] sets = [.. Enumerable.Range(0, 4).Select(_ => new GradientSet(weight, bias, other))];
        Thread[] threads =
            [.. sets.Select((set, i) => new Thread(() => Differentiate(x.Slice(0, (2 * i)..((2 * i) + 2)), weight, bias, other, set)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        foreach (Tensor parameter in new[] { weight, bias, other })
        {
            Tensor sum = sets.Select(set => set[parameter]!).Aggregate((a, b) => a + b);
            sum.ToArray<double>().ShouldBe(parameter.Grad!.ToArray<double>(), 1e-12);
        }
    }

    [Test]
    public void Sets_are_added_to_the_gradients_where_an_optimizer_finds_them()
    {
        (Tensor weight, Tensor bias, Tensor other) = Parameters();
        Tensor x = OpSamples.Spread([8, 3], DType.Float64);
        Differentiate(x, weight, bias, other, into: null);
        double[][] expected = [weight.Grad!.ToArray<double>(), bias.Grad!.ToArray<double>()];
        weight.ZeroGrad();
        bias.ZeroGrad();
        GradientSet first = new(bias, weight), second = new(bias, weight), empty = new(bias, weight);
        Differentiate(x[..4], weight, bias, other, first);
        Differentiate(x[4..], weight, bias, other, second);
        foreach (GradientSet set in new[] { first, empty, second })
        {
            set.AddToGrad();
            set.Clear();
        }

        weight.Grad!.ToArray<double>().ShouldBe(expected[0], 1e-12);
        bias.Grad!.ToArray<double>().ShouldBe(expected[1], 1e-12);
    }

    [Test]
    public void A_set_to_which_no_gradient_comes_is_found_out()
    {
        (Tensor weight, Tensor bias, Tensor other) = Parameters();
        Tensor x = OpSamples.Spread([4, 3], DType.Float64);
        var stale = new GradientSet(weight.Detach());
        for (int i = 0; i < 2; i++)
        {
            Should.Throw<InvalidOperationException>(() => Differentiate(x, weight, bias, other, stale)).Message
                .ShouldContain("no gradient arrived in the set: the value depends on none of its 1 tensors");
        }

        using var tape = new Tape();
        Tensor loss = x.Linear(weight, bias).Sum();
        Should.Throw<InvalidOperationException>(() => tape.Backward(loss, into: stale));
        tape.Backward(loss);
        weight.Grad.ShouldNotBeNull();
    }

    [Test]
    public void What_a_pullback_left_that_threw_midway_is_no_gradient()
    {
        (Tensor weight, Tensor bias, _) = Parameters();
        var set = new GradientSet(bias, weight);
        using var tape = new Tape();
        Tensor loss = new Thrower().Apply(weight).Sum();
        Should.Throw<NotSupportedException>(() => tape.Backward(loss, into: set));
        set[weight].ShouldBeNull();
        set.Values.ToArray<double>().ShouldAllBe(value => value == 0);
        tape.Backward((weight * 2).Sum(), into: set);
        set[weight]!.ToArray<double>().ShouldAllBe(value => value == 2);
        set.Values.Sum().Item().ShouldBe(2 * weight.Count);
    }

    [Test]
    public void What_a_set_cannot_hold_is_refused_in_its_name()
    {
        Tensor leaf = Tensor.Ones([2]);
        Tensor[][] refused = [[leaf, leaf], [Tensor.From([1L])], [leaf, Tensor.From([1.0])]];
        foreach (Tensor[] leaves in refused)
        {
            ArgumentException error = Should.Throw<ArgumentException>(() => new GradientSet(leaves));
            error.Message.ShouldStartWith("GradientSet: the tensor ");
            error.ParamName.ShouldBe("leaves");
        }

        Should.Throw<ArgumentNullException>(() => new GradientSet([null!])).ParamName.ShouldBe("leaves");
    }

    private sealed class Thrower() : Op("thrower")
    {
        protected override Tensor Forward(OpCall call) => call.Inputs[0] * 1;

        protected override void Differentiate(Pullback call)
        {
            call.Destination(0)!.SetItem(7);
            throw new NotSupportedException();
        }
    }

    private static (Tensor Weight, Tensor Bias, Tensor Other) Parameters()
    {
        Tensor weight = OpSamples.Spread([2, 3], DType.Float64, phase: 1), bias = OpSamples.Spread([2], DType.Float64),
            other = Tensor.From([0.5]);
        weight.RequiresGrad = bias.RequiresGrad = other.RequiresGrad = true;
        return (weight, bias, other);
    }

    private static void Differentiate(Tensor x, Tensor weight, Tensor bias, Tensor other, GradientSet? into)
    {
        using var tape = new Tape();
        tape.Backward((x.Linear(weight, bias).Tanh() * other).Sum(), into: into);
    }
}
