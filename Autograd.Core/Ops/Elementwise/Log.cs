namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The natural logarithm, element by element: −∞ at 0 and NaN below it.</summary>
    public Tensor Log() => LogOp.Instance.Apply(this);
}

internal static class LogOp
{
    public static readonly Op Instance = Op.Unary("log", new Formula());

    private readonly record struct Formula : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Log(x);
    }

    public static OpDefinition Definition { get; } = new()
    {
        Name = "log",
        Category = OpCategory.Elementwise,
        Formula = @"\log x",
        Source = "Elementary function",
        Make = _ => Instance,
        Samples = OpSamples.Unary(low: 0.1, high: 4),
        Errors = OpErrors.Unary("log"),
    };
}
