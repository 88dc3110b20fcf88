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

    public static OpDefinition Definition => new()
    {
        Name = "sqrt",
        Category = OpCategory.Elementwise,
        Formula = @"\sqrt{x}",
        Source = "Elementary function",
        Derivative = @"\frac{1}{2 \sqrt{x}}",
        Usage = "Standard deviations and lengths. Its slope at 0 is infinite: add a small number inside where the argument can be 0.",
        Example = new(() => Tensor.From([4.0, 9.0]).Sqrt()),
        Make = _ => Instance,
        Samples = OpSamples.Unary(low: 0.1, high: 4),
        Errors = OpErrors.Unary("sqrt"),
    };
}
