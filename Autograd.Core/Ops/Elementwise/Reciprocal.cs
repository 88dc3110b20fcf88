namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>1 / x, element by element: infinite at 0, with the sign of the zero.</summary>
    public Tensor Reciprocal() => ReciprocalOp.Instance.Apply(this);
}

internal static class ReciprocalOp
{
    public static readonly Op Instance = Op.Unary("reciprocal", new Formula());

    private readonly record struct Formula : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => 1 / x;
    }

    public static OpDefinition Definition => new()
    {
        Name = "reciprocal",
        Category = OpCategory.Elementwise,
        Symmetry = Symmetry.Odd,
        Formula = @"\frac{1}{x}",
        Source = "Arithmetic",
        Derivative = @"-\frac{1}{x^2}",
        Usage = "Precisions from variances, rates from times. Value and slope grow without bound at 0.",
        Example = new(() => Tensor.From([2.0, -4.0]).Reciprocal()),
        Make = _ => Instance,
        Samples = OpSamples.Unary(low: 0.5, high: 3),
        Errors = OpErrors.Unary("reciprocal"),
    };
}
