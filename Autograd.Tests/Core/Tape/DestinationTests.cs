using Autograd.Core;

namespace Autograd.Tests.Core.Tapes;

/// <summary>A gradient is written to where it stays, and never over something the op still reads.</summary>
public sealed class DestinationTests
{
    [Test]
    public void The_memory_of_a_gradient_is_used_again()
    {
        Tensor x = Tensor.From([1.0, -2.0]);
        Tensor first = Step(x, y => y.Exp());
        x.ZeroGrad();
        Step(x, y => y * y).ShouldBeSameAs(first);
        first.ToArray<double>().ShouldBe([2, -4]);
    }

    [Test]
    public void A_second_gradient_is_added_and_not_written_over_the_first()
    {
        Tensor x = Tensor.From([1.0, -2.0]);
        Step(x, y => y * y);
        Step(x, y => y * y).ToArray<double>().ShouldBe([4, -8]);
        x.ZeroGrad();
        Step(x, y => y.Relu() + (y * y)).ToArray<double>().ShouldBe([3, -4]);
    }

    [Test]
    public void Both_factors_may_be_the_same_matrix()
    {
        Tensor x = OpSamples.Spread([3, 3], DType.Float64);
        using var tape = new Tape();
        tape.Watch(x);
        tape.Backward(x.MatMul(x).Sum());
        Tensor ones = Tensor.Ones([3, 3], DType.Float64);
        Tensor expected = ones.MatMul(x, transposeOther: true) + x.MatMul(ones, transposeThis: true);
        x.Grad!.ToArray<double>().ShouldBe(expected.ToArray<double>(), 1e-12);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_forgotten_gradient_may_be_an_operand(bool isUpstream)
    {
        Tensor weight = OpSamples.Spread([3, 3], DType.Float64), other = OpSamples.Spread([3, 3], DType.Float64, phase: 1);
        Tensor stale = Step(weight, w => w * other);
        Tensor copy = stale.Detach();
        weight.ZeroGrad();

        using var tape = new Tape();
        tape.Watch(weight);
        if (isUpstream)
        {
            tape.Backward(weight.MatMul(other), stale);
            weight.Grad!.ToArray<double>().ShouldBe(copy.MatMul(other, transposeOther: true).ToArray<double>(), 1e-12);
        }
        else
        {
            tape.Backward(weight.MatMul(stale), other);
            weight.Grad!.ToArray<double>().ShouldBe(other.MatMul(copy, transposeOther: true).ToArray<double>(), 1e-12);
        }
    }

    [Test]
    public void A_leaf_may_fill_two_inputs_of_a_loss()
    {
        Tensor p = Tensor.From([1.5, 2.0]), target = Tensor.From([1.0, 4.0]);
        Step(p, x => x.GaussianNllLoss(target, x, reduction: Reduction.Sum)).ToArray<double>().ShouldBe([0.6111, -1.25], 1e-4);
        Tensor q = Tensor.From([1.5, 2.0]);
        Step(q, x => x.BinaryCrossEntropyWithLogits(Tensor.From([1.0, 0.0]), x, reduction: Reduction.Sum)).ToArray<double>()
            .ShouldBe(Gradient(q, x => x.BinaryCrossEntropyWithLogits(Tensor.From([1.0, 0.0]), x, reduction: Reduction.Sum)), 1e-12);
    }

    [Test]
    public void A_forgotten_gradient_may_be_the_upstream_of_a_chain()
    {
        Tensor x = Tensor.From([1.0, 2.0]), w = Tensor.From([3.0, 4.0]);
        Tensor stale = Step(x, y => y * Tensor.From([5.0, 7.0]));
        x.ZeroGrad();
        using var tape = new Tape();
        tape.Watch(x);
        tape.Watch(w);
        tape.Backward((x + 0) * w + (x * 2), stale);
        x.Grad!.ToArray<double>().ShouldBe([25, 42]);
        w.Grad!.ToArray<double>().ShouldBe([5, 14]);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Gradients_that_are_returned_share_no_memory(bool createGraph)
    {
        Tensor x = OpSamples.Spread([2, 3], DType.Float64), y = OpSamples.Spread([2, 3], DType.Float64, phase: 1);
        Func<Tensor>[] functions =
        [
            () => x.Reshape(3, 2) + y.Reshape(3, 2), () => x.Slice(0, ..) + y, () => Tensor.Concatenate([x, y], 0), () =>
                Tensor.Stack([x, y]),
            () => x + y, () => x - y, () => x.BroadcastTo([2, 3]) + y,
        ];
        foreach (Func<Tensor> function in functions)
        {
            using var tape = new Tape();
            tape.Watch(x);
            tape.Watch(y);
            Tensor z = function(), upstream = OpSamples.Spread(z.Shape, DType.Float64, phase: 2);
            double[] before = upstream.ToArray<double>();
            Tensor[] gradients = tape.Gradient(z, [x, y, x], upstream, createGraph);
            double[][] values = [.. gradients.Select(gradient => gradient.ToArray<double>())];
            for (int i = 0; i < gradients.Length; i++)
            {
                gradients[i].Elements<double>().Fill(9);
                upstream.ToArray<double>().ShouldBe(before);
                for (int j = i + 1; j < gradients.Length; j++)
                {
                    gradients[j].ToArray<double>().ShouldBe(values[j]);
                }
            }
        }
    }

    [Test]
    public void Gradients_that_are_returned_leave_the_accumulated_ones_alone()
    {
        Tensor x = Tensor.From([1.0, -2.0]);
        double[] before = Step(x, y => y * y).ToArray<double>();
        using var tape = new Tape();
        tape.Watch(x);
        Tensor returned = tape.Gradient((x * x * x).Sum(), [x])[0];
        returned.ToArray<double>().ShouldBe([3, 12]);
        x.Grad!.ToArray<double>().ShouldBe(before);
    }

    [Test]
    public void A_gradient_outlives_the_tape()
    {
        Tensor x = OpSamples.Spread([4, 5], DType.Float32), weight = OpSamples.Spread([3, 5], DType.Float32),
            bias = OpSamples.Spread([3], DType.Float32);
        weight.RequiresGrad = bias.RequiresGrad = true;
        using (var tape = new Tape())
        {
            tape.Watch(x);
            tape.Backward(x.Linear(weight, bias).Sum());
        }

        float[] byBias = bias.Grad!.ToArray<float>(), byWeight = weight.Grad!.ToArray<float>(), byX = x.Grad!.ToArray<float>();
        using (var tape = new Tape())
        {
            x.Linear(weight, bias).Tanh();
        }

        byBias.ShouldBe([4f, 4f, 4f]);
        bias.Grad!.ToArray<float>().ShouldBe(byBias);
        weight.Grad!.ToArray<float>().ShouldBe(byWeight);
        x.Grad!.ToArray<float>().ShouldBe(byX);
    }

    private static double[] Gradient(Tensor x, Func<Tensor, Tensor> compute)
    {
        using var tape = new Tape();
        tape.Watch(x);
        return tape.Gradient(compute(x).Sum(), [x])[0].ToArray<double>();
    }

    private static Tensor Step(Tensor x, Func<Tensor, Tensor> compute)
    {
        using var tape = new Tape();
        tape.Watch(x);
        tape.Backward(compute(x).Sum());
        return x.Grad!;
    }
}
