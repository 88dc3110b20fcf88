namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>log(1 + x), element by element, precise near 0: −∞ at −1 and NaN below it.</summary>
    public Tensor Log1p() => Log1pOp.Instance.Apply(this);
}

internal static class Log1pOp
{
    public static readonly Op Instance = Op.Unary("log1p", new Formula());

    private readonly record struct Formula : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Log1p(x);
    }

    public static OpDefinition Definition => new()
    {
        Name = "log1p",
        Category = OpCategory.Elementwise,
        Formula = @"\log(1 + x)",
        Source = "Elementary function",
        Derivative = @"\frac{1}{1 + x}",
        Usage = "Wherever log(1 + x) is meant, such as for counts that may be 0; near 0 it keeps all digits.",
        Example = new(() => Tensor.From([0.0, 1.0]).Log1p()),
        Make = _ => Instance,
        Samples = OpSamples.Unary(low: -0.9, high: 4),
        Errors = OpErrors.Unary("log1p"),
    };
}
