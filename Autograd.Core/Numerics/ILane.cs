using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// As many numbers as one instruction takes: what the loops of the kernels run over. A lane brings arithmetic, memory and bits; the
/// functions of <see cref="IReal{R}"/> are written once, here, for every width.
/// </summary>
internal interface ILane<L, T> : IReal<L>
    where L : struct, ILane<L, T>, IReal<L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>How many numbers a lane holds.</summary>
    static abstract int Count { get; }

    /// <summary>The same number throughout.</summary>
    static abstract L Splat(T value);

    static abstract L Load(ref readonly T source, nuint offset);

    static abstract void Store(L lane, ref T destination, nuint offset);

    /// <summary>
    /// a · b + c, with one rounding where the machine does that in one step, else with two: for the sums of products, where a fused step
    /// that the machine lacks would take thirty times as long.
    /// </summary>
    static abstract L MultiplyAdd(L a, L b, L c);

    /// <summary>The same, where b is taken from memory and needs no register.</summary>
    static virtual L MultiplyAdd(L a, ref readonly T b, nuint offset, L c) => L.MultiplyAdd(a, L.Load(in b, offset), c);

    /// <summary>The sum of the lane's numbers, halves added to halves.</summary>
    static abstract T Sum(L lane);

    /// <summary>The largest of the lane's numbers, NaN if any is.</summary>
    static abstract T Largest(L lane);

    /// <summary>
    /// Element by element, <paramref name="then"/> where x is zero. Where x is a constant the JIT takes the branch: it compares for
    /// equality at compile time, so that the tangents of constants and seeds cost nothing.
    /// </summary>
    static abstract L IfZero(L x, L then, L otherwise);

    /// <summary>The largest of the lane's numbers, anything if one is NaN.</summary>
    static abstract T LargestNumber(L lane);

    /// <summary>To the nearest integer, ties to even.</summary>
    static abstract L Round(L x);

    /// <summary>The magnitude of one with the sign of the other.</summary>
    static abstract L CopySign(L magnitude, L sign);

    /// <summary>The same for a magnitude that has no sign.</summary>
    static virtual L AddSign(L magnitude, L sign) => L.CopySign(magnitude, sign);

    /// <summary>c − a · b with one rounding.</summary>
    static virtual L FusedMultiplySubtract(L a, L b, L c) => L.FusedMultiplyAdd(-a, b, c);

    /// <summary>The larger of a number and a limit that is not NaN; NaN if x is.</summary>
    static abstract L AtLeast(L x, L limit);

    /// <summary>The smaller of a number and a limit that is not NaN; NaN if x is.</summary>
    static abstract L AtMost(L x, L limit);

    /// <summary>2ⁿ⁺ᵐ for an n + m that is the exponent of a normal number, or up to ¼ more, and m a constant.</summary>
    static abstract L PowerOfTwo(L n, int m = 0);

    /// <summary>2ⁿ⁺ᵐ likewise, and zero for the integer below those.</summary>
    static virtual L PowerOfTwoOrZero(L n, int m = 0) => L.PowerOfTwo(n, m);

    /// <summary>
    /// 2ⁿ for an integral n from −170 to 0: exact, a subnormal number included, and zero where n is less than those have.
    /// </summary>
    [MethodImpl(Inline)]
    static virtual L SmallPowerOfTwo(L n) => 5.4210108624275222e-20 * L.PowerOfTwo(n, 64);

    /// <summary>
    /// x · 2ⁿ with one rounding, for an x that is NaN, or normal when half of n has been taken, and integral n within ±252.
    /// </summary>
    [MethodImpl(Inline)]
    static virtual L Scale(L x, L n) => ScaleInTwo(x, n);

    /// <summary>The exponent e of a positive normal number x = m · 2ᵉ with m in [√½, √2).</summary>
    static abstract L Exponent(L x);

    // n is cut in two, for 2ⁿ may be no normal number.
    [MethodImpl(Inline)]
    protected static L ScaleInTwo(L x, L n)
    {
        L half = L.Round(0.5 * n);
        return x * L.PowerOfTwo(half) * L.PowerOfTwo(n - half);
    }

    [MethodImpl(Inline)]
    static L IReal<L>.Exp(L x) => typeof(T) == typeof(float) ? FloatFunctions<L, T>.Exp(x) : DoubleFunctions<L, T>.Exp(x);

    [MethodImpl(Inline)]
    static L IReal<L>.ExpOfNegative(L x) => typeof(T) == typeof(float)
        ? FloatFunctions<L, T>.ExpOfNegative(x)
        : DoubleFunctions<L, T>.Exp(x);

    [MethodImpl(Inline)]
    static L IReal<L>.Exp2OfNegativeTimes(L x, L y) =>
        typeof(T) == typeof(float)
            ? FloatFunctions<L, T>.Exp2OfNegativeTimes(x, y)
            : y * DoubleFunctions<L, T>.Exp(0.69314718055994531 * x);

    [MethodImpl(Inline)]
    static L IReal<L>.Log(L x) => typeof(T) == typeof(float) ? FloatFunctions<L, T>.Log(x) : DoubleFunctions<L, T>.Log(x);

    [MethodImpl(Inline)]
    static L IReal<L>.Expm1(L x) => typeof(T) == typeof(float) ? FloatFunctions<L, T>.Expm1(x) : DoubleFunctions<L, T>.Expm1(x);

    [MethodImpl(Inline)]
    static L IReal<L>.Expm1OfNegative(L x) => typeof(T) == typeof(float)
        ? FloatFunctions<L, T>.Expm1OfNegative(x)
        : DoubleFunctions<L, T>.Expm1(x);

    [MethodImpl(Inline)]
    static L IReal<L>.Log1p(L x) => typeof(T) == typeof(float) ? FloatFunctions<L, T>.Log1p(x) : DoubleFunctions<L, T>.Log1p(x);

    [MethodImpl(Inline)]
    static L IReal<L>.Tanh(L x) => typeof(T) == typeof(float) ? FloatFunctions<L, T>.Tanh(x) : DoubleFunctions<L, T>.Tanh(x);

    [MethodImpl(Inline)]
    static L IReal<L>.Sigmoid(L x) => typeof(T) == typeof(float) ? FloatFunctions<L, T>.Sigmoid(x) : DoubleFunctions<L, T>.Sigmoid(x);

    [MethodImpl(Inline)]
    static L IReal<L>.Softplus(L x) => typeof(T) == typeof(float) ? FloatFunctions<L, T>.Softplus(x) : DoubleFunctions<L, T>.Softplus(x);

    [MethodImpl(Inline)]
    static L IReal<L>.Erf(L x) => typeof(T) == typeof(float) ? FloatFunctions<L, T>.Erf(x) : DoubleFunctions<L, T>.Erf(x);

    [MethodImpl(Inline)]
    static L IReal<L>.ExpTimes(L x, L y) => typeof(T) == typeof(float)
        ? FloatFunctions<L, T>.ExpTimes(x, y)
        : DoubleFunctions<L, T>.ExpTimes(x, y);

    [MethodImpl(Inline)]
    static L IReal<L>.SigmoidTimes(L x, L y) =>
        typeof(T) == typeof(float) ? FloatFunctions<L, T>.SigmoidTimes(x, y) : DoubleFunctions<L, T>.SigmoidTimes(x, y);

    [MethodImpl(Inline)]
    static L IReal<L>.NormalCdf(L x) => typeof(T) == typeof(float)
        ? FloatFunctions<L, T>.NormalCdf(x)
        : DoubleFunctions<L, T>.NormalCdfTimes(x, 1);

    [MethodImpl(Inline)]
    static L IReal<L>.Gelu(L x, out L slope) =>
        typeof(T) == typeof(float) ? FloatFunctions<L, T>.Gelu(x, out slope) : DoubleFunctions<L, T>.Gelu(x, out slope);

    // Sine, cosine and power are rare in networks and hard over their whole range: both types take the double-precision ones.
    [MethodImpl(Inline)]
    static L IReal<L>.Sin(L x) => DoubleFunctions<L, T>.Sin(x);

    [MethodImpl(Inline)]
    static L IReal<L>.Cos(L x) => DoubleFunctions<L, T>.Cos(x);

    [MethodImpl(Inline)]
    static L IReal<L>.Pow(L x, L y) => DoubleFunctions<L, T>.Pow(x, y);

    [MethodImpl(Inline)]
    static L IReal<L>.Chain(L slope, L tangent) => L.IfZero(slope, 0, L.IfZero(tangent, 0, slope * tangent));

    // Of a finite tangent other than zero the product is right as it is, and that of a constant the JIT knows.
    [MethodImpl(Inline)]
    static L IReal<L>.Along(L slope, L tangent) =>
        L.IfZero(tangent, 0, L.IfZero(tangent - tangent, slope * tangent, L.IfZero(slope, 0, slope * tangent)));

    [MethodImpl(Inline)]
    static L IReal<L>.ChainOver(L tangent, L divisor)
    {
        // The slope over an infinite divisor is zero.
        L quotient = tangent / divisor;
        return L.IfZero(tangent, 0,
            L.IfZero(tangent - tangent, quotient, L.IfGreaterOrEqual(L.Abs(divisor), double.PositiveInfinity, 0, quotient)));
    }
}
