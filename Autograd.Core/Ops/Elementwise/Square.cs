namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>x², element by element.</summary>
    public Tensor Square() => SquareOp.Instance.Apply(this);
}

internal static class SquareOp
{
    public static readonly Op Instance = Op.Unary("square", new Formula());

    private readonly record struct Formula : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => x * x;
    }

    public static OpDefinition Definition => new()
    {
        Name = "square",
        Category = OpCategory.Elementwise,
        Symmetry = Symmetry.Even,
        Formula = "x^2",
        Source = "Arithmetic",
        Derivative = "2x",
        Usage = "Energies and squared errors; cheaper and more exact than a power or a product of two tensors.",
        Example = new(() => Tensor.From([-3.0, 2.0]).Square()),
        Make = _ => Instance,
        Samples = OpSamples.Unary(),
        Errors = OpErrors.Unary("square"),
    };
}
