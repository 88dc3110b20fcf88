namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The hyperbolic tangent, element by element, from −1 to 1.</summary>
    /// <remarks>As an activation: LeCun et al., Efficient backprop, 1998.</remarks>
    public Tensor Tanh() => TanhOp.Instance.Apply(this);
}

internal static class TanhOp
{
    public static readonly Op Instance = Op.Unary("tanh", new Formula());

    private readonly record struct Formula : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Tanh(x);
    }

    public static OpDefinition Definition { get; } = new()
    {
        Name = "tanh",
        Category = OpCategory.Activation,
        Activation = new(false, Smoothness.Smooth, "For recurrent layers and small networks: centred at 0, so better conditioned than sigmoid. It saturates on both sides."),
        Symmetry = Symmetry.Odd,
        Formula = @"\tanh x",
        Source = "LeCun et al., Efficient backprop, 1998",
        Make = _ => Instance,
        Samples = OpSamples.Unary(),
        Errors = OpErrors.Unary("tanh"),
    };
}
