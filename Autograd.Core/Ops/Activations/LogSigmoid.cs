using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>log(1 / (1 + e⁻ˣ)), element by element, precise where the sigmoid is nearly 0 or 1.</summary>
    /// <remarks>Smooth. It is −softplus(−x): towards −∞ it is x, towards +∞ it is −e⁻ˣ.</remarks>
    public Tensor LogSigmoid() => LogSigmoidOp.Instance.Apply(this);
}

internal static class LogSigmoidOp
{
    public static readonly Op Instance = Op.Unary("logsigmoid", new Formula());

    private readonly record struct Formula : IUnaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x) where R : struct, IReal<R> => -R.Softplus(-x);
    }

    public static OpDefinition Definition => new()
    {
        Name = "logsigmoid",
        Category = OpCategory.Activation,
        Activation = new(false, Smoothness.Smooth),
        Formula = @"\log \frac{1}{1 + e^{-x}}",
        Source = "Common; as the logistic loss: Cox, The regression analysis of binary sequences, 1958",
        Derivative = @"\sigma(-x)",
        Usage = "In losses, for the logarithm of a probability. As a nonlinearity between layers it has no use of its own.",
        Example = new(() => Tensor.From([-2.0, 0.0, 3.0]).LogSigmoid()),
        Make = _ => Instance,
        Samples = OpSamples.Unary(),
        Errors = OpErrors.Unary("logsigmoid"),
    };
}
