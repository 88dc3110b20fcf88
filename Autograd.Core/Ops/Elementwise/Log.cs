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

    public static OpDefinition Definition => new()
    {
        Name = "log",
        Category = OpCategory.Elementwise,
        Formula = @"\log x",
        Source = "Elementary function",
        Derivative = @"\frac{1}{x}",
        Usage =
            "For positive quantities that range over many magnitudes. For the logarithm of a probability that a network computes " +
            "take LogSoftmax or LogSigmoid, which never see a rounded 0.",
        Example = new(() => Tensor.From([1.0, Math.E]).Log()),
        Make = _ => Instance,
        Samples = OpSamples.Unary(low: 0.1, high: 4),
        Errors = OpErrors.Unary("log"),
    };
}
