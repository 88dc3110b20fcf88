namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The error function 2/√π ∫₀ˣ exp(−t²) dt, element by element.</summary>
    public Tensor Erf() => ErfOp.Instance.Apply(this);
}

internal static class ErfOp
{
    public static readonly Op Instance = Op.Unary("erf", new Formula());

    private readonly record struct Formula : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Erf(x);
    }

    public static OpDefinition Definition => new()
    {
        Name = "erf",
        Category = OpCategory.Elementwise,
        Symmetry = Symmetry.Odd,
        Formula = @"\frac{2}{\sqrt{\pi}} \int_0^x e^{-t^2} dt",
        Source = "Abramowitz and Stegun, Handbook of mathematical functions, 1964, 7.1.1",
        Derivative = @"\frac{2}{\sqrt{\pi}} e^{-x^2}",
        Usage = "Probabilities of the normal distribution, Φ(x) = (1 + erf(x / √2)) / 2, and with it the exact GELU.",
        Example = new(() => Tensor.From([0.0, 1.0]).Erf()),
        Make = _ => Instance,
        Samples = OpSamples.Unary(),
        Errors = OpErrors.Unary("erf"),
    };
}
