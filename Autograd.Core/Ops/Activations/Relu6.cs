using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>min(max(x, 0), 6), element by element.</summary>
    /// <remarks>Krizhevsky, 2010. At both kinks the slope is 0. NaN stays NaN.</remarks>
    public Tensor Relu6() => Relu6Op.Instance.Apply(this);
}

internal static class Relu6Op
{
    public static readonly Op Instance = Op.Unary("relu6", new Formula());

    private readonly record struct Formula : IUnaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x) where R : struct, IReal<R> => R.IfGreaterOrEqual(0, x, 0, R.IfGreaterOrEqual(x, 6, 6, x));
    }

    public static OpDefinition Definition => new()
    {
        Name = "relu6",
        Category = OpCategory.Activation,
        Activation = new(false, Smoothness.TwoKinks),
        IsIdempotent = true,
        Formula = @"\min(\max(x, 0), 6)",
        Source = "Krizhevsky, Convolutional deep belief networks on CIFAR-10, 2010",
        Derivative = @"\begin{cases} 1 & 0 < x < 6 \\ 0 & \text{otherwise} \end{cases}",
        Usage = "Where a network will run in low precision: the range is known beforehand. Otherwise relu, which does not saturate.",
        Example = new(() => Tensor.From([-2.0, 3.0, 8.0]).Relu6()),
        Curve = new("", x => Instance.Apply(x), -4, 10),
        Make = _ => Instance,
        Samples = [.. OpSamples.Unary(), .. OpSamples.Unary(-2, 9)],
        Kink = Kinks.At(0, 6),
        Errors = OpErrors.Unary("relu6"),
    };
}
