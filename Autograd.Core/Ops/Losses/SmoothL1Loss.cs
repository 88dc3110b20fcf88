using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// With e = x − t: e² / 2β where |e| &lt; β, else |e| − β/2. A parabola at the target that goes on as straight lines of slope ±1.
    /// </summary>
    /// <param name="target">The targets t, of this tensor's shape; differentiable too.</param>
    /// <param name="beta">Where parabola and lines meet, 0 or more; 0 makes it <see cref="L1Loss"/>.</param>
    /// <param name="reduction">How the losses of the elements become one number. The mean of no elements is NaN.</param>
    /// <remarks>Girshick, 2015 (arXiv:1504.08083). It is <see cref="HuberLoss"/> divided by β.</remarks>
    /// <exception cref="ArgumentException">
    /// The shapes or types differ, for nothing is broadcast, or β is negative or not finite.
    /// </exception>
    public Tensor SmoothL1Loss(Tensor target, double beta = SmoothL1LossOp.DefaultBeta, Reduction reduction = Reduction.Mean) =>
        SmoothL1LossOp.Make(beta, reduction).Apply(this, target);
}

internal static class SmoothL1LossOp
{
    public const double DefaultBeta = 1;

    private const string Name = "smooth_l1_loss";

    public static Op Make(double beta, Reduction reduction)
    {
        Expect.NotNegative(beta, Name);
        return beta is 0 or (> 1e-12 and < 1e12)
            ? Op.Loss(Name, new Formula(beta, 0.5 / beta), reduction, beta)
            : Op.Loss(Name, new Extreme(beta), reduction, beta);
    }

    private readonly record struct Formula(Coefficient Beta, Coefficient Scale) : IBinaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x, R t) where R : struct, IReal<R>
        {
            R error = x - t, distance = R.Abs(error);
            return R.IfGreater(Beta, distance, error * error * Scale, distance - (0.5 * (R)Beta));
        }
    }

    // Where e² or 1 / β may be beyond the type, e / β is not: it is the slope, and half of it times e the value.
    private readonly record struct Extreme(Coefficient Beta) : IBinaryFormula
    {
        public R Apply<R>(R x, R t) where R : struct, IReal<R>
        {
            R error = x - t, distance = R.Abs(error), slope = R.Detach(error / Beta), value = R.Detach(error);
            return R.IfGreater(Beta, distance, (0.5 * slope * value) + (slope * (error - value)), distance - (0.5 * (R)Beta));
        }
    }

    public static OpDefinition Definition => new()
    {
        Name = Name,
        Category = OpCategory.Loss,
        Formula = @"\begin{cases} \frac{(x - t)^2}{2\beta} & |x - t| < \beta \\ |x - t| - \frac{\beta}{2} & \text{else} \end{cases}",
        Source = "Girshick, Fast R-CNN, 2015 (arXiv:1504.08083)",
        Derivative =
            @"\frac{\partial}{\partial x} = \begin{cases} (x - t) / \beta & |x - t| < \beta \\ \operatorname{sign}(x - t) & \text{else} " +
                @"\end{cases}, \quad " +
            @"\frac{\partial}{\partial t} = -\frac{\partial}{\partial x}",
        Usage =
            "For regression with outliers, as of boxes around objects: gentle near the target like L2, and no outlier pulls harder " +
            "than 1. Not to find a mean.",
        Example = new(() => Tensor.From([1.0, 2.0]).SmoothL1Loss(Tensor.From([0.5, 4.0]))),
        Parameters = [new("beta", DefaultBeta, "Where the parabola goes over into lines; 0 for the absolute error."), Reductions.Parameter],
        Make = attributes => Make(attributes.Number("beta"), Reductions.Of(attributes, Name)),
        Samples =
        [
            .. OpSamples.Loss(),
            .. OpSamples.Loss().Select(sample => sample.With(new() { ["beta"] = 0.4 })),
            .. OpSamples.Loss().Select(sample => sample.With(new() { ["beta"] = 0 })),
        ],
        Kink = Kinks.Apart(0, 0.4, 1),
        Errors =
        [
            .. OpErrors.Loss(Name),
            new($"{Name}: beta is -1; expected a number of 0 or more", () => [Tensor.Ones([2]), Tensor.Ones([2])],
                new() { ["beta"] = -1 }),
        ],
    };
}
