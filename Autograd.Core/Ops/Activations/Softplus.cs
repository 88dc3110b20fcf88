using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>log(1 + e^(βx)) / β, element by element: a smooth relu.</summary>
    /// <param name="beta">β: the larger, the nearer to relu.</param>
    /// <param name="threshold">Where βx is larger, the result is x itself.</param>
    /// <remarks>
    /// Dugas et al., 2001. It overflows for no threshold, and its slope is that of the value at hand: σ(βx) up to the threshold, 1 beyond.
    /// The step at the threshold, log(1 + e^(−threshold)) / β, is below the precision of Float32 at the default.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">β is not positive, or the threshold is NaN.</exception>
    public Tensor Softplus(double beta = SoftplusOp.DefaultBeta, double threshold = SoftplusOp.DefaultThreshold) =>
        SoftplusOp.Make(beta, threshold).Apply(this);
}

internal static class SoftplusOp
{
    public const double DefaultBeta = 1;
    public const double DefaultThreshold = 20;

    public static Op Make(double beta, double threshold)
    {
        Expect.That(!double.IsNaN(threshold), threshold, "softplus", "a number");
        return (beta == 1
            ? Op.Unary("softplus", new Plain(threshold), beta, threshold)
            : Op.Unary("softplus", new Scaled(Expect.Positive(beta, "softplus"), threshold), beta, threshold))
            .WithCoefficient(nameof(beta), beta, mayVanish: false);
    }

    private readonly record struct Plain(Coefficient Threshold) : IUnaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x) where R : struct, IReal<R> => R.IfGreater(x, Threshold, x, R.Softplus(x));
    }

    private readonly record struct Scaled(Coefficient Beta, Coefficient Threshold) : IUnaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x) where R : struct, IReal<R>
        {
            // In the lower tail the exponential would magnify what βx lost by rounding, and dividing by β what a subnormal has lost.
            R scaled = Beta * x, lost = R.FusedMultiplyAdd(Beta, x, -scaled);
            R middle = (R.Softplus(scaled) + (R.Sigmoid(scaled) * lost)) / Beta;
            R tail = R.IfGreater(-800, scaled, 0, R.ExpTimes(scaled, (1 + lost) / Beta));
            return R.IfGreater(scaled, Threshold, x, R.IfGreater(-40, scaled, tail, middle));
        }
    }

    public static OpDefinition Definition => new()
    {
        Name = "softplus",
        Category = OpCategory.Activation,
        Activation = new(false, Smoothness.Smooth),
        Formula = @"\frac{1}{\beta} \log(1 + e^{\beta x})",
        Source = "Dugas, Bengio, Bélisle, Nadeau and Garcia, Incorporating second-order functional knowledge for better option " +
            "pricing, 2001",
        Derivative = @"\sigma(\beta x)",
        Usage = "Where an output must be positive, a variance or a rate. In hidden layers relu does as well for less.",
        Example = new(() => Tensor.From([-2.0, 0.0, 3.0]).Softplus()),
        Parameters =
        [
            new("beta", DefaultBeta, "The larger, the nearer to relu."),
            new("threshold", DefaultThreshold, "Where β·x is larger, the result is x itself."),
        ],
        Make = attributes => Make(attributes.Number("beta"), attributes.Number("threshold")),
        Samples = [
            .. OpSamples.Unary(),
            .. OpSamples.Unary(attributes: new() { ["beta"] = 2.5 }),
            .. OpSamples.Unary(attributes: new() { ["beta"] = 0.25 }),
            .. OpSamples.Unary(attributes: new() { ["beta"] = 2, ["threshold"] = 1 }),
        ],
        Kink = Kinks.At(0.5),
        Errors =
        [
            new("softplus: beta is 0; expected a positive number", () => [Tensor.Ones([2])], new() { ["beta"] = 0 }),
            new("softplus: threshold is NaN; expected a number", () => [Tensor.Ones([2])], new() { ["threshold"] = double.NaN }),
            .. OpErrors.Unary("softplus"),
        ],
    };
}
