using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>x − tanh x, element by element, precise near 0 too.</summary>
    /// <remarks>
    /// Smooth; near 0 it is x³/3. Up to |x| = 2 it is computed from the continued fraction of Lambert, 1768, in which nothing cancels.
    /// </remarks>
    public Tensor Tanhshrink() => TanhshrinkOp.Instance.Apply(this);
}

internal static class TanhshrinkOp
{
    public static readonly Op Instance = Op.Unary("tanhshrink", new Formula());

    private readonly record struct Formula : IUnaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x) where R : struct, IReal<R>
        {
            // tanh x = x / (1 + c) with c = x² / (3 + x² / (5 + …)), hence x − tanh x = xc / (1 + c). Up to 21 it is exact in double
            // precision.
            R square = x * x, c = 0;
            for (int odd = 21; odd >= 3; odd -= 2)
            {
                c = square / (odd + c);
            }

            return R.IfGreater(R.Abs(x), 2, x - R.Tanh(x), x * c / (1 + c));
        }
    }

    public static OpDefinition Definition => new()
    {
        Name = "tanhshrink",
        Category = OpCategory.Activation,
        Activation = new(false, Smoothness.Smooth),
        Symmetry = Symmetry.Odd,
        Formula = @"x - \tanh x",
        Source = "Common; the continued fraction: Lambert, Mémoire sur quelques propriétés remarquables des quantités transcendentes, 1768",
        Derivative = @"\tanh^2 x",
        Usage = "For sparse coding, as a smooth shrinkage: small values become much smaller, large ones lose 1. Seldom used elsewhere.",
        Example = new(() => Tensor.From([-2.0, 0.0, 3.0]).Tanhshrink()),
        Make = _ => Instance,
        Samples = OpSamples.Unary(),
        Errors = OpErrors.Unary("tanhshrink"),
    };
}
