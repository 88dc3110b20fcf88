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

    public static OpDefinition Definition => new()
    {
        Name = "neg",
        Category = OpCategory.Elementwise,
        Symmetry = Symmetry.Odd,
        Formula = "-x",
        Source = "Arithmetic",
        Derivative = "-1",
        Usage = "Turns a quantity to be maximized, such as a log-likelihood, into a loss.",
        Example = new(() => -Tensor.From([1.0, -2.0])),
        Make = _ => Instance,
        Samples = OpSamples.Unary(),
        Errors = OpErrors.Unary("neg"),
    };
}
