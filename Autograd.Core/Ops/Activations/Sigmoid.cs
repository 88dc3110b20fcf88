namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The logistic function 1 / (1 + e⁻ˣ), element by element, from 0 to 1.</summary>
    /// <remarks>Verhulst, 1838. It neither overflows nor loses precision, however large |x|.</remarks>
    public Tensor Sigmoid() => SigmoidOp.Instance.Apply(this);
}

internal static class SigmoidOp
{
    public static readonly Op Instance = Op.Unary("sigmoid", new Formula());

    private readonly record struct Formula : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Sigmoid(x);
    }

    public static OpDefinition Definition { get; } = new()
    {
        Name = "sigmoid",
        Category = OpCategory.Activation,
        Activation = new(false, Smoothness.Smooth, "For gates and for probabilities at the output. In deep hidden layers its slope, at most 1/4, makes the gradient vanish."),
        Formula = @"\frac{1}{1 + e^{-x}}",
        Source = "Verhulst, Notice sur la loi que la population suit dans son accroissement, 1838",
        Make = _ => Instance,
        Samples = OpSamples.Unary(),
        Errors = OpErrors.Unary("sigmoid"),
    };
}
