namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>−x, element by element.</summary>
    public static Tensor operator -(Tensor x) => NegOp.Instance.Apply(x);
}

internal static class NegOp
{
    public static readonly Op Instance = Op.Unary("neg", new Formula());

    private readonly record struct Formula : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => -x;
    }

    public static OpDefinition Definition { get; } = new()
    {
        Name = "neg",
        Category = OpCategory.Elementwise,
        Symmetry = Symmetry.Odd,
        Formula = "-x",
        Source = "Arithmetic",
        Make = _ => Instance,
        Samples = OpSamples.Unary(),
        Errors = OpErrors.Unary("neg"),
    };
}
