using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// A value with its tangent: arithmetic on duals is differentiation (forward mode; Clifford 1873, Wengert 1964). Nested duals give
/// higher derivatives. Each primitive states its own derivative here, once.
/// </summary>
/// <typeparam name="R">What value and tangent are numbers of.</typeparam>
/// <param name="value">The value.</param>
/// <param name="tangent">The derivative of the value along the seed.</param>
public readonly struct Dual<R>(R value, R tangent) : IReal<Dual<R>> where R : struct, IReal<R>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private const double TwoOverSqrtPi = 1.1283791670955126;
    private const double OneOverSqrtTwoPi = 0.39894228040143268;

    /// <summary>The value.</summary>
    public readonly R Value = value;

    /// <summary>The derivative of the value along the seed.</summary>
    public readonly R Tangent = tangent;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static implicit operator Dual<R>(double value) => new(value, 0);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static implicit operator Dual<R>(Coefficient value) => new(value, 0);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> operator +(Dual<R> a, Dual<R> b) => new(a.Value + b.Value, a.Tangent + b.Tangent);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> operator -(Dual<R> a, Dual<R> b) => new(a.Value - b.Value, a.Tangent - b.Tangent);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> operator *(Dual<R> a, Dual<R> b) =>
        new(a.Value * b.Value, R.Along(a.Value, b.Tangent) + R.Along(b.Value, a.Tangent));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> operator /(Dual<R> a, Dual<R> b)
    {
        R quotient = a.Value / b.Value;
        return new(quotient, R.ChainOver(a.Tangent - R.Along(quotient, b.Tangent), b.Value));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> operator -(Dual<R> a) => new(-a.Value, -a.Tangent);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> Exp(Dual<R> x)
    {
        R y = R.Exp(x.Value);
        return new(y, R.Along(y, x.Tangent));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> Log(Dual<R> x) => new(R.Log(x.Value), R.ChainOver(x.Tangent, x.Value));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> Expm1(Dual<R> x)
    {
        R y = R.Expm1(x.Value);
        return new(y, R.Along(y + 1, x.Tangent));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> Log1p(Dual<R> x) => new(R.Log1p(x.Value), R.ChainOver(x.Tangent, 1 + x.Value));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> Tanh(Dual<R> x)
    {
        R y = R.Tanh(x.Value);
        return new(y, R.Along(1 - (y * y), x.Tangent));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> Sigmoid(Dual<R> x)
    {
        R y = R.Sigmoid(x.Value);
        return new(y, R.Along(y * (1 - y), x.Tangent));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> Softplus(Dual<R> x) => new(R.Softplus(x.Value), R.Along(R.Sigmoid(x.Value), x.Tangent));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> Erf(Dual<R> x)
    {
        // Beyond ±40 the density is zero, and an infinity would spoil its product.
        R within = R.Clamp(x.Value, 40);
        return new(R.Erf(x.Value), R.Along(TwoOverSqrtPi * R.Exp(-(within * within)), x.Tangent));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> NormalCdf(Dual<R> x)
    {
        R within = R.Clamp(x.Value, 40);
        return new(R.NormalCdf(x.Value), R.Along(OneOverSqrtTwoPi * R.Exp(-0.5 * within * within), x.Tangent));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> Sqrt(Dual<R> x)
    {
        R y = R.Sqrt(x.Value);
        return new(y, R.ChainOver(x.Tangent, y + y));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> Sin(Dual<R> x) => new(R.Sin(x.Value), R.Along(R.Cos(x.Value), x.Tangent));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> Cos(Dual<R> x) => new(R.Cos(x.Value), R.Along(-R.Sin(x.Value), x.Tangent));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> Pow(Dual<R> x, Dual<R> y)
    {
        R power = R.Pow(x.Value, y.Value);
        R byBase = R.Along(R.Pow(x.Value, y.Value - 1), y.Value);
        R byExponent = R.IfGreaterOrEqual(0, x.Value, 0, power * R.Log(R.IfGreaterOrEqual(0, x.Value, 1, x.Value)));
        return new(power, R.Along(byBase, x.Tangent) + R.Along(byExponent, y.Tangent));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> Abs(Dual<R> x) =>
        // 0 · x along the tangent is 0 at a zero, with all its derivatives, and NaN at a NaN.
        new(R.Abs(x.Value), R.IfGreater(x.Value, 0, x.Tangent, R.IfGreater(0, x.Value, -x.Tangent, R.Along(0 * x.Value, x.Tangent))));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> Min(Dual<R> x, Dual<R> y) =>
        new(R.Min(x.Value, y.Value), R.IfGreater(y.Value, x.Value, x.Tangent, R.IfGreater(x.Value, y.Value, y.Tangent, Tie(x, y))));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> Max(Dual<R> x, Dual<R> y) =>
        new(R.Max(x.Value, y.Value), R.IfGreater(x.Value, y.Value, x.Tangent, R.IfGreater(y.Value, x.Value, y.Tangent, Tie(x, y))));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> IfGreater(Dual<R> x, Dual<R> y, Dual<R> then, Dual<R> otherwise) =>
        new(R.IfGreater(x.Value, y.Value, then.Value, otherwise.Value), R.IfGreater(x.Value, y.Value, then.Tangent, otherwise.Tangent));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Dual<R> IfGreaterOrEqual(Dual<R> x, Dual<R> y, Dual<R> then, Dual<R> otherwise) =>
        new(R.IfGreaterOrEqual(x.Value, y.Value, then.Value, otherwise.Value),
            R.IfGreaterOrEqual(x.Value, y.Value, then.Tangent, otherwise.Tangent));

    /// <inheritdoc/>
    /// <remarks>Of nested duals the outermost tangent goes; the next derivative is thus that of the first one as it was stated.</remarks>
    [MethodImpl(Inline)]
    public static Dual<R> Detach(Dual<R> x) => new(x.Value, 0);

    [MethodImpl(Inline)]
    static Dual<R> IReal<Dual<R>>.Along(Dual<R> slope, Dual<R> tangent) =>
        new(R.Along(slope.Value, tangent.Value), R.Along(slope.Value, tangent.Tangent) + R.Chain(slope.Tangent, tangent.Value));

    [MethodImpl(Inline)]
    static Dual<R> IReal<Dual<R>>.Chain(Dual<R> slope, Dual<R> tangent) =>
        new(R.Chain(slope.Value, tangent.Value), R.Chain(slope.Value, tangent.Tangent) + R.Chain(tangent.Value, slope.Tangent));

    [MethodImpl(Inline)]
    static Dual<R> IReal<Dual<R>>.ChainOver(Dual<R> tangent, Dual<R> divisor)
    {
        R quotient = R.ChainOver(tangent.Value, divisor.Value);
        return new(quotient, R.ChainOver(tangent.Tangent - R.Along(quotient, divisor.Tangent), divisor.Value));
    }

    [MethodImpl(Inline)]
    static Dual<R> IReal<Dual<R>>.FusedMultiplyAdd(Dual<R> a, Dual<R> b, Dual<R> c) =>
        new(R.FusedMultiplyAdd(a.Value, b.Value, c.Value), R.Along(a.Value, b.Tangent) + R.Along(b.Value, a.Tangent) + c.Tangent);

    [MethodImpl(Inline)]
    static Dual<R> IReal<Dual<R>>.ExpTimes(Dual<R> x, Dual<R> y) =>
        new(R.ExpTimes(x.Value, y.Value), R.ExpTimes(x.Value, R.Along(y.Value, x.Tangent) + y.Tangent));

    [MethodImpl(Inline)]
    static Dual<R> IReal<Dual<R>>.SigmoidTimes(Dual<R> x, Dual<R> y) =>
        new(R.SigmoidTimes(x.Value, y.Value),
            R.SigmoidTimes(x.Value, R.Along(y.Value, R.Along(R.Sigmoid(-x.Value), x.Tangent)) + y.Tangent));

    [MethodImpl(Inline)]
    static Dual<R> IReal<Dual<R>>.Gelu(Dual<R> x, out Dual<R> slope)
    {
        // Beyond ±40 the density is zero, and an infinity would spoil its product.
        R y = R.Gelu(x.Value, out R first), within = R.Max(R.Min(x.Value, 40), -40), square = within * within;
        slope = new(first, R.Along(OneOverSqrtTwoPi * (2 - square) * R.Exp(-0.5 * square), x.Tangent));
        return new(y, R.Along(first, x.Tangent));
    }

    // Half to each where both are equal; at a NaN, which compares with nothing, the whole to both.
    [MethodImpl(Inline)]
    private static R Tie(Dual<R> x, Dual<R> y)
    {
        R both = x.Tangent + y.Tangent;
        return R.IfGreaterOrEqual(x.Value, y.Value, 0.5 * both, both);
    }
}
