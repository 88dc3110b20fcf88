namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>eˣ, element by element.</summary>
    public Tensor Exp() => ExpOp.Instance.Apply(this);
}

internal static class ExpOp
{
    public static readonly Op Instance = new SlopeOp<Formula>("exp", new Formula());

    private readonly record struct Formula : ISlopeFormula
    {
        public static bool NeedsArgument => false;

        public static bool NeedsValue => true;

        public R Apply<R>(R x) where R : struct, IReal<R> => R.Exp(x);

        public R Slope<R>(R x, R y) where R : struct, IReal<R> => y;
    }

    public static OpDefinition Definition => new()
    {
        Name = "exp",
        Category = OpCategory.Elementwise,
        Formula = "e^x",
        Source = "Elementary function",
        Derivative = "e^x",
        Usage =
            "Makes a positive number of any, such as a variance of its logarithm. It overflows in float32 beyond 88: for sums of " +
            "exponentials take LogSumExp, for their shares Softmax.",
        Example = new(() => Tensor.From([0.0, 1.0]).Exp()),
        Make = _ => Instance,
        Samples = OpSamples.Unary(),
        Errors = OpErrors.Unary("exp"),
    };
}
