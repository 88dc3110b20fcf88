namespace Autograd.Core;

/// <summary>
/// What a formula is written over: a number, a SIMD lane of numbers, or a <see cref="Dual{R}"/> of either. One text of a formula serves
/// as its value, its vectorized value and all its derivatives.
/// </summary>
/// <typeparam name="R">The type itself.</typeparam>
public interface IReal<R> where R : struct, IReal<R>
{
    /// <summary>A constant: the same number in every lane, with tangent zero.</summary>
    /// <param name="value">The number, rounded to the precision at hand.</param>
    static abstract implicit operator R(double value);

    /// <summary>The same for a number that is not written in the formula.</summary>
    /// <param name="value">The number.</param>
    static abstract implicit operator R(Coefficient value);

    /// <summary>a + b.</summary>
    static abstract R operator +(R a, R b);

    /// <summary>a − b.</summary>
    static abstract R operator -(R a, R b);

    /// <summary>a · b.</summary>
    static abstract R operator *(R a, R b);

    /// <summary>a / b.</summary>
    static abstract R operator /(R a, R b);

    /// <summary>−a.</summary>
    static abstract R operator -(R a);

    /// <summary>eˣ.</summary>
    static abstract R Exp(R x);

    /// <summary>The natural logarithm.</summary>
    static abstract R Log(R x);

    /// <summary>eˣ for an x that is not positive.</summary>
    internal static virtual R ExpOfNegative(R x) => R.Exp(x);

    /// <summary>y · 2ˣ for an x that is not positive but by rounding, and zero where 2ˣ is subnormal.</summary>
    internal static virtual R Exp2OfNegativeTimes(R x, R y) => y * R.Exp(0.69314718055994531 * x);

    /// <summary>eˣ − 1, precise near zero.</summary>
    static abstract R Expm1(R x);

    /// <summary>eˣ − 1 for an x that is not positive; anything for others.</summary>
    internal static virtual R Expm1OfNegative(R x) => R.Expm1(x);

    /// <summary>log(1 + x), precise near zero.</summary>
    static abstract R Log1p(R x);

    /// <summary>The hyperbolic tangent.</summary>
    static abstract R Tanh(R x);

    /// <summary>The logistic function 1 / (1 + e⁻ˣ).</summary>
    static abstract R Sigmoid(R x);

    /// <summary>log(1 + eˣ), which never overflows.</summary>
    static abstract R Softplus(R x);

    /// <summary>The error function.</summary>
    static abstract R Erf(R x);

    /// <summary>The distribution function of the normal distribution, Φ(x) = ½ erfc(−x/√2), precise in its lower tail.</summary>
    static abstract R NormalCdf(R x);

    /// <summary>The square root.</summary>
    static abstract R Sqrt(R x);

    /// <summary>The sine of an angle in radians.</summary>
    static abstract R Sin(R x);

    /// <summary>The cosine of an angle in radians.</summary>
    static abstract R Cos(R x);

    /// <summary>
    /// x to the power y, as <see cref="Math.Pow(double, double)"/> defines it. For x ≤ 0 the derivative by y is taken as zero.
    /// </summary>
    static abstract R Pow(R x, R y);

    /// <summary>The absolute value; its slope at zero is zero.</summary>
    static abstract R Abs(R x);

    /// <summary>The smaller of two; NaN if either is. Where both are equal each gets half of the slope.</summary>
    static abstract R Min(R x, R y);

    /// <summary>The larger of two; NaN if either is. Where both are equal each gets half of the slope.</summary>
    static abstract R Max(R x, R y);

    /// <summary>
    /// Element by element, <paramref name="then"/> where x &gt; y, else <paramref name="otherwise"/>; both branches are evaluated.
    /// </summary>
    static abstract R IfGreater(R x, R y, R then, R otherwise);

    /// <summary>
    /// Element by element, <paramref name="then"/> where x ≥ y, else <paramref name="otherwise"/>; both branches are evaluated.
    /// </summary>
    static abstract R IfGreaterOrEqual(R x, R y, R then, R otherwise);

    /// <summary>The number, and where it is infinite the largest finite one of its sign; NaN stays.</summary>
    /// <param name="x">The number.</param>
    static virtual R Saturate(R x) => R.Clamp(x, Coefficient.Largest);

    /// <summary>The number, and where it is greater than a limit or less than its opposite that one; NaN stays.</summary>
    /// <param name="x">The number.</param>
    /// <param name="limit">The limit, not negative.</param>
    static virtual R Clamp(R x, R limit) => R.IfGreater(x, limit, limit, R.IfGreater(-limit, x, -limit, x));

    /// <summary>The same number, taken for a constant: its tangent is zero.</summary>
    static virtual R Detach(R x) => x;

    /// <summary>
    /// slope · tangent, and zero where either is zero: what does not move has no share, though the slope be infinite or NaN, and what
    /// leaves the value alone has none, however steep it is behind.
    /// </summary>
    internal static abstract R Chain(R slope, R tangent);

    /// <summary>The same, written so that a tangent that is a constant, as those of seeds are, costs nothing.</summary>
    internal static abstract R Along(R slope, R tangent);

    /// <summary>tangent / divisor, and zero where the tangent is zero, for the same reason.</summary>
    internal static abstract R ChainOver(R tangent, R divisor);

    /// <summary>a · b + c with one rounding.</summary>
    internal static abstract R FusedMultiplyAdd(R a, R b, R c);

    /// <summary>y · eˣ with one rounding, right where eˣ alone would be subnormal, for |y| from 2⁻³⁰ to 2³⁰ or x near 0.</summary>
    internal static abstract R ExpTimes(R x, R y);

    /// <summary>y · σ(x), for the logistic function σ, right where σ(x) alone would be subnormal, for x &gt; 0 or |y| up to 2³⁰.</summary>
    internal static abstract R SigmoidTimes(R x, R y);

    /// <summary>
    /// x · Φ(x) for the normal distribution function Φ, right where Φ(x) alone would be subnormal, and its slope, which shares the work.
    /// </summary>
    internal static abstract R Gelu(R x, out R slope);
}
