namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>eˣ − 1, element by element, precise near 0.</summary>
    public Tensor Expm1() => Expm1Op.Instance.Apply(this);
}

internal static class Expm1Op
{
    public static readonly Op Instance = Op.Unary("expm1", new Formula());

    private readonly record struct Formula : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Expm1(x);
    }

    public static OpDefinition Definition => new()
    {
        Name = "expm1",
        Category = OpCategory.Elementwise,
        Formula = "e^x - 1",
        Source = "Elementary function",
        Derivative = "e^x",
        Usage = "Wherever eˣ − 1 is meant: near 0 it keeps all digits, which the subtraction would lose.",
        Example = new(() => Tensor.From([1e-12, 1.0]).Expm1()),
        Make = _ => Instance,
        Samples = OpSamples.Unary(),
        Errors = OpErrors.Unary("expm1"),
    };
}
