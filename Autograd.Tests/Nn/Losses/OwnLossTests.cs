using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Losses;

/// <summary>A loss of one's own returns the losses of elements or samples, or one number; its reduction decides what comes out.</summary>
public sealed class OwnLossTests
{
    private static readonly Tensor s_input = Tensor.From(new[,] { { 1.0, 2, 3 }, { 4, 5, 6 } });
    private static readonly Tensor s_target = Tensor.Zeros([2, 3], DType.Float64);

    [TestCase(Reduction.Mean, 3.5)]
    [TestCase(Reduction.Sum, 21)]
    [TestCase(Reduction.BatchMean, 10.5)]
    public void Losses_of_elements_are_reduced(Reduction reduction, double expected)
    {
        foreach (Tensor loss in new[]
        {
            new Plain(reduction).Forward(s_input, s_target),
            new PlainTernary(reduction).Forward(s_input, s_target, s_target),
        })
        {
            loss.Shape.ShouldBe(Shape.Scalar);
            loss.Item().ShouldBe(expected);
        }
    }

    [Test]
    public void Losses_of_elements_stay_as_they_are_where_none_is_to_be_reduced() =>
        new Plain(Reduction.None).Forward(s_input, s_target).Difference(s_input).ShouldBeNull();

    [Test]
    public void A_loss_that_has_reduced_by_itself_is_left_alone() =>
        new Greatest(Reduction.Sum).Forward(s_input, s_target).Item().ShouldBe(6);

    [Test]
    public void Losses_that_are_reduced_are_differentiated()
    {
        using var tape = new Tape();
        tape.Watch(s_input);
        tape.Backward(new Plain(Reduction.Mean).Forward(s_input, s_target));
        s_input.Grad!.ToArray<double>().ShouldAllBe(slope => Math.Abs(slope - (1 / 6.0)) < 1e-15);
    }

    [Test]
    public void A_loss_of_three_tensors_that_computes_nothing_is_named() =>
        Should.Throw<InvalidOperationException>(() => new Nothing().Forward(s_input, s_target, s_target)).Message
            .ShouldStartWith("Nothing: its Compute returned null; expected a tensor.");

    private sealed class Plain(Reduction reduction) : Loss(reduction)
    {
        protected override Tensor Compute(Tensor input, Tensor target) => (input - target).Abs();
    }

    private sealed class PlainTernary(Reduction reduction) : TernaryLoss(reduction)
    {
        protected override Tensor Compute(Tensor first, Tensor second, Tensor third) => (first - second - third).Abs();
    }

    private sealed class Greatest(Reduction reduction) : Loss(reduction)
    {
        protected override Tensor Compute(Tensor input, Tensor target) => (input - target).Abs().Max();
    }

    private sealed class Nothing : TernaryLoss
    {
        protected override Tensor Compute(Tensor first, Tensor second, Tensor third) => null!;
    }
}
