using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// max(0, m − t·(x − y)) for two scores x and y: where t is 1 the first should be the higher one, where it is −1 the second, by m.
    /// </summary>
    /// <param name="other">The second scores y, of this tensor's shape.</param>
    /// <param name="target">The labels t, 1 or −1, in Int64 or this tensor's type, of the same shape.</param>
    /// <param name="margin">The margin m.</param>
    /// <param name="reduction">How the losses of the pairs become one number. The mean of no pairs is NaN.</param>
    /// <remarks>
    /// Herbrich, Graepel and Obermayer, 2000. Where the margin is just kept the slope is that of a pair that does not keep it, as in
    /// PyTorch.
    /// </remarks>
    /// <exception cref="ArgumentException">The shapes differ, for nothing is broadcast, or a label is neither 1 nor −1.</exception>
    public Tensor MarginRankingLoss(Tensor other, Tensor target, double margin = MarginRankingLossOp.DefaultMargin,
        Reduction reduction = Reduction.Mean) =>
        MarginRankingLossOp.Make(margin, reduction).Apply(this, other, target);
}

internal static class MarginRankingLossOp
{
    public const double DefaultMargin = 0;

    private const string Name = "margin_ranking_loss";

    public static Op Make(double margin, Reduction reduction) => new LossOp<Formula>(
        Name,
        new(Expect.Finite(margin, Name)),
        reduction,
        Layout,
        (op, at) => Expect.Values<Allowed.Signs>(op, "target", at.Z!),
        margin).WithCoefficient(nameof(margin), margin);

    private static LossArguments Layout(Op op, ReadOnlySpan<Tensor> inputs)
    {
        op.ExpectInputs(inputs, 3);
        op.ExpectFloats(inputs[..2]);
        LossLayouts.ExpectEqual(op, inputs[0], inputs[1], "first input", "second");
        LossLayouts.ExpectEqual(op, inputs[0], inputs[2]);
        return new(inputs[0], inputs[1], LossLayouts.Labels(op, inputs[2], inputs[0]));
    }

    private readonly record struct Formula(Coefficient Margin) : ITernaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x, R y, R t) where R : struct, IReal<R>
        {
            R missing = Margin - (t * (x - y));
            return R.IfGreater(0, missing, 0, missing);
        }
    }

    public static OpDefinition Definition => new()
    {
        Name = Name,
        Category = OpCategory.Loss,
        Formula = @"\max(0, m - t (x - y))",
        Source = "Herbrich, Graepel and Obermayer, Large margin rank boundaries for ordinal regression, 2000",
        Derivative = @"\frac{\partial}{\partial x} = -t \, [m - t (x - y) \ge 0], \quad \frac{\partial}{\partial y} = " +
            @"-\frac{\partial}{\partial x}",
        Usage =
            "To learn an order where only comparisons are known, or to push the energy of right answers below that of wrong ones. " +
            "Not to predict the scores themselves.",
        Example = new(() => Tensor.From([1.0, 2.0]).MarginRankingLoss(Tensor.From([3.0, 0.0]), Tensor.From([1.0, 1.0]))),
        Curve = new("second score 0, target 1, margin 0.5",
            x => Make(0.5, Reduction.None).Apply(x, Tensor.Zeros(x.Shape, x.DType), Tensor.Ones(x.Shape, x.DType))),
        Parameters = [new("margin", DefaultMargin, "By how much the one should exceed the other."), Reductions.Parameter],
        Make = attributes => Make(attributes.Number("margin"), Reductions.Of(attributes, Name)),
        Samples = [.. Pairs, .. Pairs.Select(sample => sample.With(new() { ["margin"] = 0.5 }))],
        Kink = Kinks.Apart(0, 0.5),
        Errors =
        [
            new(
                $"{Name}: the first input is [2, 3] and the second [3]; expected equal shapes",
                () => [Tensor.Ones([2, 3]), Tensor.Ones([3]), Tensor.Ones([2, 3])]),
            new($"{Name}: the input is [2] and the target [1]; expected equal shapes",
                () => [Tensor.Ones([2]), Tensor.Ones([2]), Tensor.Ones([1])]),
            new($"{Name}: the target at [1] is 0; expected 1 or -1", () => [Tensor.Ones([2]), Tensor.Ones([2]), Tensor.From([1L, 0])]),
            new(
                $"{Name}: the inputs are Float32 and Float64; expected one type",
                () => [Tensor.Ones([2]), Tensor.Ones([2], DType.Float64), Tensor.Ones([2])]),
            new($"{Name}: expected 3 inputs, got 2", () => [Tensor.Ones([2]), Tensor.Ones([2])]),
        ],
    };

    private static IEnumerable<OpSample> Pairs => OpSamples.LabelledLoss().Select(sample => sample with
    {
        Inputs = dtype => sample.Inputs(dtype) is [var x, var labels] ? [x, OpSamples.Spread(x.Shape, dtype, phase: 2), labels] : [],
    });
}
