using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The logistic function 1 / (1 + e⁻ˣ), element by element, from 0 to 1.</summary>
    /// <remarks>Verhulst, 1838. It neither overflows nor loses precision, however large |x|.</remarks>
    public Tensor Sigmoid() => SigmoidOp.Instance.Apply(this);
}

internal static class SigmoidOp
{
    public static readonly Op Instance = new SlopeOp<Formula>("sigmoid", new Formula());

    private readonly record struct Formula : ISlopeFormula
    {
        public static bool NeedsArgument => false;

        public static bool NeedsValue => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Sigmoid(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Slope<R>(R x, R y) where R : struct, IReal<R> => y * (1 - y);
    }

    public static OpDefinition Definition => new()
    {
        Name = "sigmoid",
        Category = OpCategory.Activation,
        Activation = new(false, Smoothness.Smooth),
        Formula = @"\frac{1}{1 + e^{-x}}",
        Source = "Verhulst, Notice sur la loi que la population suit dans son accroissement, 1838",
        Derivative = @"\sigma(x) \, (1 - \sigma(x))",
        Usage =
            "For probabilities and gates. Between hidden layers it is a poor choice: it saturates at both ends, where the slope " +
            "and with it learning vanishes, its slope is never above 1/4, and its outputs are all positive, so that the weights " +
            "behind it can only grow or shrink together. Its scale is built in: the layer before must bring its inputs near ±1.",
        Example = new(() => Tensor.From([-2.0, 0.0, 2.0]).Sigmoid()),
        Make = _ => Instance,
        Samples = OpSamples.Unary(),
        Errors = OpErrors.Unary("sigmoid"),
    };
}
