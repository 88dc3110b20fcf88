using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// With e = x − t: e² / 2 where |e| &lt; δ, else δ(|e| − δ/2). A parabola at the target that goes on as straight lines of slope ±δ.
    /// </summary>
    /// <param name="target">The targets t, of this tensor's shape; differentiable too.</param>
    /// <param name="delta">Where parabola and lines meet, above 0.</param>
    /// <param name="reduction">How the losses of the elements become one number. The mean of no elements is NaN.</param>
    /// <remarks>Huber, 1964. It is <see cref="SmoothL1Loss"/> times δ: with a large δ it becomes half of <see cref="MseLoss"/>.</remarks>
    /// <exception cref="ArgumentException">
    /// The shapes or types differ, for nothing is broadcast, or δ is not above 0 or not finite.
    /// </exception>
    public Tensor HuberLoss(Tensor target, double delta = HuberLossOp.DefaultDelta, Reduction reduction = Reduction.Mean) =>
        HuberLossOp.Make(delta, reduction).Apply(this, target);
}

internal static class HuberLossOp
{
    public const double DefaultDelta = 1;

    public static Op Make(double delta, Reduction reduction) =>
        Op.Loss("huber_loss", new Formula(Expect.Positive(delta, "huber_loss")), reduction, delta);

    private readonly record struct Formula(Coefficient Delta) : IBinaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x, R t) where R : struct, IReal<R>
        {
            R error = x - t, distance = R.Abs(error);
            return R.IfGreater(Delta, distance, 0.5 * error * error, Delta * (distance - (0.5 * (R)Delta)));
        }
    }

    public static OpDefinition Definition => new()
    {
        Name = "huber_loss",
        Category = OpCategory.Loss,
        Formula = @"\begin{cases} \frac{1}{2} (x - t)^2 & |x - t| < \delta \\ \delta \left(|x - t| - \frac{\delta}{2}\right) & " +
            @"\text{else} \end{cases}",
        Source = "Huber, Robust estimation of a location parameter, 1964",
        Derivative =
            @"\frac{\partial}{\partial x} = \begin{cases} x - t & |x - t| < \delta \\ \delta \operatorname{sign}(x - t) & \text{else} " +
                @"\end{cases}, \quad " +
            @"\frac{\partial}{\partial t} = -\frac{\partial}{\partial x}",
        Usage =
            "For regression with outliers where small errors should count as in L2; delta is the error from which a sample is taken " +
            "for an outlier.",
        Example = new(() => Tensor.From([1.0, 2.0]).HuberLoss(Tensor.From([0.5, 4.0]))),
        Parameters = [new("delta", DefaultDelta, "Where the parabola goes over into lines."), Reductions.Parameter],
        Make = attributes => Make(attributes.Number("delta"), Reductions.Of(attributes, "huber_loss")),
        Samples = [.. OpSamples.Loss(), .. OpSamples.Loss().Select(sample => sample.With(new() { ["delta"] = 0.4 }))],
        Kink = Kinks.Apart(0.4, 1),
        Errors =
        [
            .. OpErrors.Loss("huber_loss"),
            new("huber_loss: delta is 0; expected a positive number", () => [Tensor.Ones([2]), Tensor.Ones([2])],
                new() { ["delta"] = 0 }),
        ],
    };
}
