using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The leaky rectified linear unit, element by element: x where x &gt; 0, else a small multiple of x.</summary>
    /// <param name="negativeSlope">The slope for x ≤ 0.</param>
    /// <remarks>Maas, Hannun and Ng, 2013.</remarks>
    public Tensor LeakyRelu(double negativeSlope = LeakyReluOp.DefaultNegativeSlope) => LeakyReluOp.Make(negativeSlope).Apply(this);
}

internal static class LeakyReluOp
{
    public const double DefaultNegativeSlope = 0.01;

    public static Op Make(double negativeSlope) =>
        Op.Unary("leaky_relu", new Formula(negativeSlope), negativeSlope).WithCoefficient(nameof(negativeSlope), negativeSlope);

    private readonly record struct Formula(Coefficient NegativeSlope) : IUnaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x) where R : struct, IReal<R> => R.IfGreater(x, 0, x, NegativeSlope * x);
    }

    public static OpDefinition Definition => new()
    {
        Name = "leaky_relu",
        Category = OpCategory.Activation,
        Activation = new(true, Smoothness.OneKink),
        Formula = @"\begin{cases} x & x > 0 \\ \mathrm{negativeSlope} \cdot x & x \le 0 \end{cases}",
        Source = "Maas, Hannun and Ng, Rectifier nonlinearities improve neural network acoustic models, 2013",
        Derivative = @"\begin{cases} 1 & x > 0 \\ \mathrm{negativeSlope} & x \le 0 \end{cases}",
        Usage =
            "Like Relu with one kink and no scale of its own, but the negative side lets a small gradient through, so that no unit " +
            "dies. Where the best slope is not known let PRelu learn it.",
        Example = new(() => Tensor.From([-2.0, 0.0, 3.0]).LeakyRelu(0.1)),
        Parameters = [new("negativeSlope", DefaultNegativeSlope, "The slope for x ≤ 0.")],
        Make = attributes => Make(attributes.Number("negativeSlope")),
        Samples = [.. OpSamples.Unary(), .. OpSamples.Unary(attributes: new() { ["negativeSlope"] = 0.3 })],
        Kink = Kinks.At(0),
        Errors = OpErrors.Unary("leaky_relu"),
    };
}
