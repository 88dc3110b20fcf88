using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The Gaussian error linear unit x·Φ(x), element by element, with Φ the normal distribution function.</summary>
    /// <param name="approximate">How Φ is computed: exactly, or approximately by a hyperbolic tangent.</param>
    /// <remarks>
    /// Hendrycks and Gimpel, 2016 (arXiv:1606.08415). Smooth. Towards −∞ the value is 0, and the slopes are 0 and 1 at the infinities. The
    /// approximation ½x(1 + tanh(√(2/π)(x + 0.044715x³))) is off by up to 0.0005 and no faster here; it serves models trained with it. On a
    /// tape the slope is computed with the value and kept, in as much memory as the value.
    /// </remarks>
    public Tensor Gelu(GeluApproximation approximate = GeluApproximation.None) => GeluOp.Make(approximate).Apply(this);
}

internal static class GeluOp
{
    public static Op Make(GeluApproximation approximate) => approximate switch
    {
        GeluApproximation.None => new KeptSlopeOp<Exact>("gelu", new Exact(), "none"),
        GeluApproximation.Tanh => Op.Unary("gelu", new GeluTanh(), "tanh"),
        _ => throw Unknown($"{approximate}"),
    };

    private readonly record struct Exact : IUnaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Gelu(x, out _);
    }

    private static ArgumentException Unknown(string approximate) =>
        new($"gelu: approximate is \"{approximate}\"; expected \"none\" or \"tanh\".", nameof(approximate));

    public static OpDefinition Definition => new()
    {
        Name = "gelu",
        Category = OpCategory.Activation,
        Activation = new(false, Smoothness.Smooth),
        Formula = @"x \, \Phi(x) = \tfrac{x}{2} \left(1 + \mathrm{erf}\tfrac{x}{\sqrt{2}}\right)",
        Source = "Hendrycks and Gimpel, Gaussian error linear units, 2016 (arXiv:1606.08415)",
        Derivative = @"\Phi(x) + x \varphi(x)",
        Usage = "The custom in transformers: a smooth relu, not monotone. It costs an exponential.",
        Example = new(() => Tensor.From([-2.0, 0.0, 3.0]).Gelu()),
        Parameters = [new("approximate", "none", "\"none\" for the distribution function itself, \"tanh\" for its approximation.")],
        Make = attributes => Make(attributes.Word("approximate") switch
        {
            "none" => GeluApproximation.None,
            "tanh" => GeluApproximation.Tanh,
            string word => throw Unknown(word),
        }),
        Samples = [.. OpSamples.Unary(), .. OpSamples.Unary(attributes: new() { ["approximate"] = "tanh" })],
        Errors =
        [
            new("gelu: approximate is \"fast\"; expected \"none\" or \"tanh\"", () => [Tensor.Ones([2])],
                new() { ["approximate"] = "fast" }),
            .. OpErrors.Unary("gelu"),
        ],
    };
}
