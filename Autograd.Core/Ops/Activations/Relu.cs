using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The rectified linear unit max(x, 0), element by element; its slope at 0 is 0.</summary>
    /// <remarks>Nair and Hinton, 2010. NaN stays NaN.</remarks>
    public Tensor Relu() => ReluOp.Instance.Apply(this);
}

internal static class ReluOp
{
    public static readonly Op Instance = Op.Unary("relu", new Formula());

    private readonly record struct Formula : IUnaryFormula
    {
        // Written so that a NaN, which compares with nothing, comes through.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x) where R : struct, IReal<R> => R.IfGreaterOrEqual(0, x, 0, x);
    }

    public static OpDefinition Definition => new()
    {
        Name = "relu",
        Category = OpCategory.Activation,
        Activation = new(true, Smoothness.OneKink),
        IsIdempotent = true,
        Formula = @"\max(x, 0)",
        Source = "Nair and Hinton, Rectified linear units improve restricted Boltzmann machines, 2010",
        Derivative = @"\begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}",
        Usage =
            "The first choice for hidden layers. It has one kink and no scale of its own: when the input is multiplied by k > 0, " +
            "so is the output. A unit whose input stays negative gets no gradient and stops learning; where that happens take " +
            "LeakyRelu or PRelu. With two kinks, or a smooth bend, the scale matters again.",
        Example = new(() => Tensor.From([-2.0, 0.0, 3.0]).Relu()),
        Make = _ => Instance,
        Samples = OpSamples.Unary(),
        Kink = Kinks.At(0),
        Errors = OpErrors.Unary("relu"),
    };
}
