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
        Tensor x = OpSamples.Spread([4, 5], DType.Float32), weight = OpSamples.Spread([3, 5], DType.Float32), bias = OpSamples.Spread([3], DType.Float32);
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

    private static Tensor Step(Tensor x, Func<Tensor, Tensor> compute)
    {
        using var tape = new Tape();
        tape.Watch(x);
        tape.Backward(compute(x).Sum());
        return x.Grad!;
    }
}
