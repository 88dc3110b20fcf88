using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// The randomized leaky rectified linear unit as it is in evaluation: x where x &gt; 0, else the mean of both slopes times x.
    /// </summary>
    /// <param name="lower">The smallest slope.</param>
    /// <param name="upper">The largest slope.</param>
    /// <remarks>Xu et al., 2015 (arXiv:1505.00853). At 0 the slope is that of the negative side.</remarks>
    /// <exception cref="ArgumentException">The lower slope is above the upper one, or one is not finite.</exception>
    public Tensor RRelu(double lower = RReluOp.DefaultLower, double upper = RReluOp.DefaultUpper) => RReluOp.Make(lower, upper).Apply(this);

    /// <summary>The same as it is in training: a slope drawn evenly between both for each element.</summary>
    /// <param name="generator">Where the slopes come from; it moves on by one number for each element.</param>
    /// <param name="lower">The smallest slope.</param>
    /// <param name="upper">The largest slope.</param>
    /// <remarks>It is <see cref="PRelu"/> with the slopes drawn, so that is what a tape records.</remarks>
    /// <exception cref="ArgumentException">
    /// The lower slope is above the upper one, or one is not finite, or the tensor is not floating point.
    /// </exception>
    public Tensor RRelu(Generator generator, double lower = RReluOp.DefaultLower, double upper = RReluOp.DefaultUpper)
    {
        Expect.Ordered(lower, upper, "rrelu", nameof(lower), nameof(upper));
        return PRelu(Uniform(Shape, generator, lower, upper, DType));
    }
}

internal static class RReluOp
{
    public const double DefaultLower = 1.0 / 8;
    public const double DefaultUpper = 1.0 / 3;

    public static Op Make(double lower, double upper)
    {
        Expect.Ordered(lower, upper, "rrelu", nameof(lower), nameof(upper));
        return Op.Unary("rrelu", new Formula((lower / 2) + (upper / 2)), lower, upper).WithCoefficient(nameof(lower), lower)
            .WithCoefficient(nameof(upper), upper);
    }

    private readonly record struct Formula(Coefficient Slope) : IUnaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x) where R : struct, IReal<R> => R.IfGreater(x, 0, x, Slope * x);
    }

    public static OpDefinition Definition => new()
    {
        Name = "rrelu",
        Category = OpCategory.Activation,
        Activation = new(true, Smoothness.OneKink),
        Formula = @"\begin{cases} x & x > 0 \\ \tfrac{1}{2} (\mathrm{lower} + \mathrm{upper}) x & x \le 0 \end{cases}",
        Source = "Xu, Wang, Chen and Li, Empirical evaluation of rectified activations in convolutional network, 2015 (arXiv:1505.00853)",
        Derivative = @"\begin{cases} 1 & x \ge 0 \\ \frac{l + u}{2} & x < 0 \end{cases}",
        Usage = "Like leaky_relu, where the random slopes of training should hold back overfitting on few samples.",
        Example = new(() => Tensor.From([-2.0, 0.0, 3.0]).RRelu(lower: 0.125, upper: 0.375)),
        Parameters =
        [
            new("lower", DefaultLower, "The smallest slope for x ≤ 0."),
            new("upper", DefaultUpper, "The largest slope for x ≤ 0; in evaluation the mean of both counts."),
        ],
        Make = attributes => Make(attributes.Number("lower"), attributes.Number("upper")),
        Samples = [.. OpSamples.Unary(), .. OpSamples.Unary(attributes: new() { ["lower"] = -0.25, ["upper"] = 0.75 })],
        Kink = Kinks.At(0),
        Errors =
        [
            new("rrelu: lower is 0.5 and upper is 0.25; expected finite numbers with lower ≤ upper", () => [Tensor.Ones([2])],
                new() { ["lower"] = 0.5, ["upper"] = 0.25 }),
            .. OpErrors.Unary("rrelu"),
        ],
    };
}
