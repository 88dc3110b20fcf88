using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// The functions of <see cref="IReal{R}"/> in single precision, over lanes of any width: without branches, small enough to be inlined into
/// a dual's loop, within 2.5 units in the last place over the whole range, the normal distribution function within 3.05 and gelu within
/// 3.6. Every operation rounds the same on every machine, so the width of a lane changes no bit. The polynomials are minimax fits, in
/// Estrin's scheme but where Horner's is more precise.
/// </summary>
internal static class FloatFunctions<L, T>
    where L : struct, ILane<L, T>, IReal<L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private const double Log2E = 1.4426950408889634;
    private const double Ln2 = 0.693147182464599609375;
    private const double OneOverSqrtTwoPi = 0.39894228040143268;
    private const double Ln2Rest = -1.904654299957768e-9;
    private const double TwoTo64 = 18446744073709551616.0;

    // The range is that of ExpTimes, so that a formula with both reduces its argument once.
    [MethodImpl(Inline)]
    public static L Exp(L x) => ExpWithinRange(L.AtMost(L.AtLeast(x, -120), 89));

    [MethodImpl(Inline)]
    public static L ExpOfNegative(L x)
    {
        L reduced = Expm1OfReduced(L.AtLeast(x, -105), out L n), power = L.SmallPowerOfTwo(n);
        return L.FusedMultiplyAdd(power, reduced, power);
    }

    [MethodImpl(Inline)]
    public static L Exp2OfNegativeTimes(L x, L y)
    {
        L within = L.AtLeast(x, -127);
        L n = L.Round(within);
        L f = within - n, square = f * f, power = y * L.PowerOfTwoOrZero(n);
        L high = L.FusedMultiplyAdd(square, L.FusedMultiplyAdd(0.000153259753, f, 0.00133908051),
            L.FusedMultiplyAdd(0.00961850677, f, 0.0555036));
        return L.FusedMultiplyAdd(power * f, L.FusedMultiplyAdd(square, high, L.FusedMultiplyAdd(0.240226477, f, 0.693147182)), power);
    }

    [MethodImpl(Inline)]
    public static L Expm1(L x)
    {
        // eʳ − 2⁻ⁿ is scaled, for 2¹²⁸ alone is no number. The sign is that of x, a zero's too.
        L reduced = Expm1OfReduced(L.AtMost(L.AtLeast(x, -20), 89), out L n);
        return L.CopySign(L.Scale(reduced + (1 - L.PowerOfTwo(-L.AtMost(n, 100))), n), x);
    }

    [MethodImpl(Inline)]
    public static L Expm1OfNegative(L x)
    {
        // It is −1 before x reaches −20, where 2ⁿ is still a normal number, and up to 2⁰ it takes one rounding.
        L reduced = Expm1OfReduced(L.AtLeast(x, -20), out L n), power = L.PowerOfTwo(n);
        return L.CopySign(L.FusedMultiplyAdd(power, reduced, power - 1), x);
    }

    [MethodImpl(Inline)]
    public static L Tanh(L x)
    {
        // tanh|x| = (1 − e⁻²ˣ) / (1 + e⁻²ˣ), and it is 1 before |x| reaches 10: so near 0 the rest of the logarithm makes no difference.
        L a = L.AtMost(L.Abs(x), 10);
        L n = L.Round(-2 * Log2E * a);
        L reduced = Expm1NearZero(L.FusedMultiplyAdd(n, -Ln2, -2 * a)), power = L.PowerOfTwo(n);
        return L.AddSign(L.FusedMultiplySubtract(power, reduced, 1 - power) / L.FusedMultiplyAdd(power, reduced, 1 + power), x);
    }

    [MethodImpl(Inline)]
    public static L Sigmoid(L x)
    {
        L exp = ExpOfNegative(-L.Abs(x));
        return L.IfGreater(x, 0, 1, exp) / (1 + exp);
    }

    // Longer than the sigmoid alone, whose exponential may underflow.
    [MethodImpl(Inline)]
    public static L SigmoidTimes(L x, L y)
    {
        // With x = n · log 2 − r it is 2ⁿ · y / (2ⁿ + e^r), where 2ⁿ is nothing beside e^r long before it is subnormal: what is left of n
        // then comes last. From 30 on it is y.
        L within = L.AtMost(L.AtLeast(x, -120), 30);
        L n = L.Round(within * Log2E);
        L r = L.FusedMultiplyAdd(n, Ln2Rest, L.FusedMultiplyAdd(n, Ln2, -within));
        L most = L.AtLeast(n, -120), power = L.PowerOfTwo(most);
        return y / (power + (1 + Expm1NearZero(r))) * power * L.PowerOfTwo(n - most);
    }

    [MethodImpl(Inline)]
    public static L Softplus(L x)
    {
        L e = ExpOfNegative(-L.Abs(x));
        // log(1 + e) = e + e² · P(e) for e in [0, 1].
        L e2 = e * e;
        L e4 = e2 * e2;
        L low = L.FusedMultiplyAdd(e2, L.FusedMultiplyAdd(0.198996216, e, -0.249888644), L.FusedMultiplyAdd(0.333327144, e, -0.499999881));
        L middle = L.FusedMultiplyAdd(
            e2, L.FusedMultiplyAdd(0.0421139076, e, -0.0832380503), L.FusedMultiplyAdd(0.124794811, e, -0.161351576));
        L high = L.FusedMultiplyAdd(0.00208444009, e, -0.0136911869);
        L p = L.FusedMultiplyAdd(e4, L.FusedMultiplyAdd(e4, high, middle), low);
        return L.AtLeast(x, 0) + L.FusedMultiplyAdd(e2, p, e);
    }

    [MethodImpl(Inline)]
    public static L Log(L x)
    {
        // Small numbers are taken times 2⁶⁴: the exponent is read from the bits, which a subnormal has elsewhere.
        L normal = L.IfGreater(1e-30, x, x * TwoTo64, x);
        L n = L.Exponent(normal);
        L f = L.FusedMultiplyAdd(L.PowerOfTwo(2 - n), 0.25 * normal, -1);
        return WithPole(x, LogOfReduced(f, n - L.IfGreater(1e-30, x, 64, 0)));
    }

    [MethodImpl(Inline)]
    public static L Log1p(L x)
    {
        L sum = 1 + x;
        L n = L.Exponent(sum);
        // (1 + x) · 2⁻ⁿ − 1 with one rounding, as 4 · 2⁻ⁿ times a quarter because 2⁻¹²⁸ is no normal number.
        L power = L.PowerOfTwo(2 - n);
        L f = L.FusedMultiplyAdd(power, 0.25 * x, L.FusedMultiplyAdd(power, 0.25, -1));
        // Below 2⁻²⁵ it is x itself, subnormals and the sign of zero included.
        return L.IfGreater(L.Abs(x), 2.98e-8, WithPole(sum, LogOfReduced(f, n)), x);
    }

    [MethodImpl(Inline)]
    public static L Erf(L x)
    {
        // x + x · P(x²) up to 1; from there 1 − e^Q(|x|), which is 1 before 4.
        L t = x * x;
        L t2 = t * t;
        L p = L.FusedMultiplyAdd(
            t2 * t2,
            L.FusedMultiplyAdd(t2, 7.92036808e-05, L.FusedMultiplyAdd(-0.000803076138, t, 0.00519073382)),
            L.FusedMultiplyAdd(t2, L.FusedMultiplyAdd(-0.026855126, t, 0.112836182), L.FusedMultiplyAdd(-0.376126289, t, 0.128379166)));
        L a = L.AtMost(L.Abs(x), 4);
        L a2 = a * a;
        L q = L.FusedMultiplyAdd(
            a2 * a2,
            L.FusedMultiplyAdd(a2, 0.000199899805, L.FusedMultiplyAdd(-0.00308198249, a, 0.022380989)),
            L.FusedMultiplyAdd(a2, L.FusedMultiplyAdd(-0.104250148, a, -0.636820674), L.FusedMultiplyAdd(-1.12788939, a, -0.000144203965)));
        L reduced = Expm1OfReduced(q, out L n);
        L power = L.PowerOfTwo(n);
        L complement = L.FusedMultiplyAdd(power, reduced, power - 1);
        return L.IfGreater(L.Abs(x), 1, L.CopySign(complement, x), L.FusedMultiplyAdd(x, p, x));
    }

    [MethodImpl(Inline)]
    public static L ExpTimes(L x, L y)
    {
        L reduced = Expm1OfReduced(L.AtMost(L.AtLeast(x, -120), 89), out L n);
        return L.Scale(L.FusedMultiplyAdd(y, reduced, y), n);
    }

    [MethodImpl(Inline)]
    public static L NormalCdf(L x)
    {
        L a = L.AtMost(L.Abs(x), 15), square = a * a, reduced = Expm1OfHalfSquare(a, square, out L power),
            ratio = LoweredMillsRatio(a, square);
        L tail = L.FusedMultiplyAdd(ratio, reduced, ratio);
        return L.IfGreaterOrEqual(x, 0, L.FusedMultiplySubtract(tail, power, 1), tail * power);
    }

    [MethodImpl(Inline)]
    public static L Gelu(L x, out L slope)
    {
        // It is relu(x) − a · Φ(−a) for a = |x|, and so its slope at a negative x is Φ(−a) − a · φ(a), at a positive one 1 less that.
        L a = L.AtMost(L.Abs(x), 15), square = a * a, reduced = Expm1OfHalfSquare(a, square, out L power),
            ratio = LoweredMillsRatio(a, square);
        L tail = L.FusedMultiplyAdd(ratio, reduced, ratio), falling = L.FusedMultiplyAdd(-OneOverSqrtTwoPi / TwoTo64, a, ratio);
        falling = L.FusedMultiplyAdd(falling, reduced, falling);
        slope = L.IfGreaterOrEqual(x, 0, L.FusedMultiplySubtract(falling, power, 1), falling * power);
        return L.FusedMultiplySubtract(tail, a * power, L.AtLeast(x, -0.0));
    }

    /// <summary>2⁻⁶⁴ · Φ(−a) · e^(a²/2) for a in [0, 15].</summary>
    [MethodImpl(Inline)]
    private static L LoweredMillsRatio(L a, L square)
    {
        // N / (2N + a · (√2π · N + S)): S is a sixth of the rest at most, so that most of what N is rounded by cancels.
        L n = L.FusedMultiplyAdd(L.FusedMultiplyAdd(a + 9.887693405151367, a, 44.629981994628906), square,
            L.FusedMultiplyAdd(106.82890319824219, a, 121.9563217163086));
        L s = L.FusedMultiplyAdd(
            L.FusedMultiplyAdd(-1.9981402158737183 * TwoTo64, a, -17.304080963134766 * TwoTo64),
            square,
            L.FusedMultiplyAdd(-63.98060989379883 * TwoTo64, a, -111.08141326904297 * TwoTo64));
        return n / L.FusedMultiplyAdd(a, L.FusedMultiplyAdd(2.506599187850952 * TwoTo64, n, s), 2 * TwoTo64 * n);
    }

    /// <summary>
    /// e^(−a²/2) · 2⁻ⁿ − 1 for a in [0, 15], and 2ⁿ⁺⁶⁴: a normal number, so that only what it makes is rounded to a subnormal one.
    /// </summary>
    [MethodImpl(Inline)]
    private static L Expm1OfHalfSquare(L a, L square, out L power)
    {
        // n · log 2 in two parts, the first of few bits: its product is exact, and the square is rounded only after it has been taken off.
        L n = L.Round(-0.5 * Log2E * square);
        power = L.PowerOfTwo(n, 64);
        L r = L.FusedMultiplyAdd(n, 0.000212194440, L.FusedMultiplyAdd(-0.5 * a, a, -0.693359375 * n)), r2 = r * r;

        // A degree less than below: 0.03 units more, which are lost among those of the ratio.
        L high = L.FusedMultiplyAdd(r2, 0.00138214778, L.FusedMultiplyAdd(0.00836867467, r, 0.0416682586));
        return L.FusedMultiplyAdd(r2, L.FusedMultiplyAdd(r2, high, L.FusedMultiplyAdd(0.166665211, r, 0.49999994)), r);
    }

    /// <summary>eˣ for x in [−120, 89], where it runs from 0 to infinity.</summary>
    [MethodImpl(Inline)]
    private static L ExpWithinRange(L x)
    {
        L reduced = Expm1OfReduced(x, out L n);
        return L.Scale(1 + reduced, n);
    }

    /// <summary>eʳ − 1 where x = n · log 2 + r and |r| ≤ ½ log 2.</summary>
    [MethodImpl(Inline)]
    private static L Expm1OfReduced(L x, out L n)
    {
        n = L.Round(x * Log2E);
        return Expm1NearZero(L.FusedMultiplyAdd(n, -Ln2Rest, L.FusedMultiplyAdd(n, -Ln2, x)));
    }

    /// <summary>eʳ − 1 for |r| ≤ ½ log 2.</summary>
    [MethodImpl(Inline)]
    private static L Expm1NearZero(L r)
    {
        L square = r * r;
        L high = L.FusedMultiplyAdd(
            square, L.FusedMultiplyAdd(0.000199451024, r, 0.00139326707), L.FusedMultiplyAdd(0.00833320711, r, 0.0416664891));
        return L.FusedMultiplyAdd(square, L.FusedMultiplyAdd(square, high, L.FusedMultiplyAdd(0.166666672, r, 0.5)), r);
    }

    /// <summary>n · log 2 + log(1 + f) for 1 + f in [√½, √2).</summary>
    [MethodImpl(Inline)]
    private static L LogOfReduced(L f, L n) => L.FusedMultiplyAdd(n, Ln2, L.FusedMultiplyAdd(n, Ln2Rest, LogTail(f)) + f);

    /// <summary>log(1 + f) − f for 1 + f in [√½, √2).</summary>
    [MethodImpl(Inline)]
    private static L LogTail(L f)
    {
        L square = f * f;
        L low = L.FusedMultiplyAdd(
            square, L.FusedMultiplyAdd(-0.166250065, f, 0.200022995), L.FusedMultiplyAdd(-0.250007957, f, 0.333333164));
        L high = L.FusedMultiplyAdd(
            square, L.FusedMultiplyAdd(-0.0786804259, f, 0.128804088), L.FusedMultiplyAdd(-0.131247595, f, 0.141811639));
        return square * L.FusedMultiplyAdd(f, L.FusedMultiplyAdd(square * square, high, low), -0.5);
    }

    /// <summary>A logarithm's value with what it is at infinity, at 0 and below.</summary>
    [MethodImpl(Inline)]
    private static L WithPole(L x, L log) => L.IfGreater(
        x, 0, L.IfGreater(double.PositiveInfinity, x, log, x), L.IfGreaterOrEqual(x, 0, double.NegativeInfinity, double.NaN));
}
