using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The hyperbolic tangent, element by element, from −1 to 1.</summary>
    /// <remarks>As an activation: LeCun et al., Efficient backprop, 1998.</remarks>
    public Tensor Tanh() => TanhOp.Instance.Apply(this);
}

internal static class TanhOp
{
    public static readonly Op Instance = new SlopeOp<Formula>("tanh", new Formula());

    private readonly record struct Formula : ISlopeFormula
    {
        public static bool NeedsArgument => false;

        public static bool NeedsValue => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Tanh(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Slope<R>(R x, R y) where R : struct, IReal<R> => 1 - (y * y);
    }

    public static OpDefinition Definition => new()
    {
        Name = "tanh",
        Category = OpCategory.Activation,
        Activation = new(false, Smoothness.Smooth),
        Symmetry = Symmetry.Odd,
        Formula = @"\tanh x",
        Source = "LeCun et al., Efficient backprop, 1998",
        Derivative = @"1 - \tanh^2 x",
        Usage =
            "A sigmoid that is centred: its outputs average near 0 and its slope at 0 is 1, which makes it the better of the two " +
            "between layers, and for outputs between −1 and 1. It saturates all the same, and works at one scale only: inputs much " +
            "smaller than 1 see a linear function, much larger ones a constant.",
        Example = new(() => Tensor.From([-2.0, 0.0, 2.0]).Tanh()),
        Make = _ => Instance,
        Samples = OpSamples.Unary(),
        Errors = OpErrors.Unary("tanh"),
    };
}
