using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>(x + 3) / 6 between −3 and 3, 0 below and 1 above: a sigmoid of three straight lines.</summary>
    /// <remarks>
    /// Courbariaux, Bengio and David, 2015, with other slopes; these are those of Howard et al., 2019. At both kinks the slope is 0, at NaN
    /// too.
    /// </remarks>
    public Tensor Hardsigmoid() => HardsigmoidOp.Instance.Apply(this);
}

internal static class HardsigmoidOp
{
    public static readonly Op Instance = Op.Unary("hardsigmoid", new Formula());

    private readonly record struct Formula : IUnaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x) where R : struct, IReal<R> =>
            R.IfGreaterOrEqual(-3, x, 0, R.IfGreater(3, x, (x + 3) / 6, R.IfGreaterOrEqual(x, 3, 1, double.NaN)));
    }

    public static OpDefinition Definition => new()
    {
        Name = "hardsigmoid",
        Category = OpCategory.Activation,
        Activation = new(false, Smoothness.TwoKinks),
        Formula = @"\min(\max(\tfrac{x + 3}{6}, 0), 1)",
        Source = "Howard et al., Searching for MobileNetV3, 2019 (arXiv:1905.02244)",
        Derivative = @"\begin{cases} \frac{1}{6} & -3 < x < 3 \\ 0 & \text{otherwise} \end{cases}",
        Usage = "For gates where a sigmoid would cost too much. Beyond ±3 no gradient comes back.",
        Example = new(() => Tensor.From([-4.0, 0.0, 1.5]).Hardsigmoid()),
        Make = _ => Instance,
        Samples = [.. OpSamples.Unary(), .. OpSamples.Unary(-5, 5)],
        Kink = Kinks.At(-3, 3),
        Errors = OpErrors.Unary("hardsigmoid"),
    };
}
