namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The square root, element by element: NaN below 0. Its slope at 0 is infinite.</summary>
    public Tensor Sqrt() => SqrtOp.Instance.Apply(this);
}

internal static class SqrtOp
{
    public static readonly Op Instance = Op.Unary("sqrt", new Formula());

    private readonly record struct Formula : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Sqrt(x);
    }

    public static OpDefinition Definition { get; } = new()
    {
        Name = "sqrt",
        Category = OpCategory.Elementwise,
        Formula = @"\sqrt{x}",
        Source = "Elementary function",
        Make = _ => Instance,
        Samples = OpSamples.Unary(low: 0.1, high: 4),
        Errors = OpErrors.Unary("sqrt"),
    };
}
