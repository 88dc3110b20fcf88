using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>½x(1 + tanh u) with u = √(2/π)(x + 0.044715x³), which is x·σ(2u).</summary>
internal readonly record struct GeluTanh : IUnaryFormula
{
    // 2√(2/π) and 0.044715 times that, each a float and the rest.
    private const double A = 1.5957691669464111, ARest = -4.534068042105272e-8, B = 0.07135481387376785, BRest = 2.3988323959931355e-9;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x) where R : struct, IReal<R>
    {
        // In the lower tail the exponential would magnify what 2u lost by rounding, so 2u and the loss are computed apart.
        R square = x * x, squareLost = R.FusedMultiplyAdd(x, x, -square);
        R cubic = B * square, cubicLost = R.FusedMultiplyAdd(B, square, -cubic);
        R factor = A + cubic, added = factor - A;
        R factorLost = (A - (factor - added)) + (cubic - added) + cubicLost + (B * squareLost) + (BRest * square) + ARest;
        R u2 = x * factor, lost = R.FusedMultiplyAdd(x, factor, -u2) + (x * factorLost);

        // e^loss, of which two terms suffice.
        R loss = R.IfGreater(x, 0, -lost, lost), makeUp = 1 + (loss * (1 + (0.5 * loss)));
        R fraction = x / (1 + (makeUp * R.Exp(R.IfGreater(x, 0, -u2, u2))));
        return R.IfGreater(x, 40, x, R.IfGreater(-40, x, -0.0, R.IfGreater(x, 0, fraction, R.ExpTimes(u2, fraction * makeUp))));
    }
}
