using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>x·(x + 3) / 6 between −3 and 3, 0 below and x above: a silu without an exponential.</summary>
    /// <remarks>Howard et al., 2019 (arXiv:1905.02244). At −3 the slope is −½, at 3 it is 1. NaN stays NaN.</remarks>
    public Tensor Hardswish() => HardswishOp.Instance.Apply(this);
}

internal static class HardswishOp
{
    public static readonly Op Instance = Op.Unary("hardswish", new Formula());

    private readonly record struct Formula : IUnaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x) where R : struct, IReal<R> => R.IfGreater(-3, x, -0.0, R.IfGreater(3, x, x * (x + 3) / 6, x));
    }

    public static OpDefinition Definition => new()
    {
        Name = "hardswish",
        Category = OpCategory.Activation,
        Activation = new(false, Smoothness.TwoKinks),
        Formula = @"x \min(\max(\tfrac{x + 3}{6}, 0), 1)",
        Source = "Howard et al., Searching for MobileNetV3, 2019 (arXiv:1905.02244)",
        Derivative = @"\begin{cases} 0 & x \le -3 \\ \frac{2 x + 3}{6} & -3 < x < 3 \\ 1 & x \ge 3 \end{cases}",
        Usage = "In place of silu where an exponential costs too much, as on small devices.",
        Example = new(() => Tensor.From([-4.0, 1.0, 4.0]).Hardswish()),
        Make = _ => Instance,
        Samples = [.. OpSamples.Unary(), .. OpSamples.Unary(-5, 5)],
        Kink = Kinks.At(-3, 3),
        Errors = OpErrors.Unary("hardswish"),
    };
}
