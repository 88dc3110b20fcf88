using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>One number as an <see cref="IReal{R}"/>: a formula's value at a point, without a tensor.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <param name="value">The number.</param>
public readonly struct Scalar<T>(T value) : ILane<Scalar<T>, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>The number.</summary>
    public readonly T Value = value;

    static int ILane<Scalar<T>, T>.Count => 1;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static implicit operator Scalar<T>(double value) => new(T.CreateTruncating(value));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static implicit operator Scalar<T>(Coefficient value) =>
        new(typeof(T) == typeof(float) ? T.CreateTruncating(value.Single) : T.CreateTruncating(value.Value));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Scalar<T> operator +(Scalar<T> a, Scalar<T> b) => new(a.Value + b.Value);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Scalar<T> operator -(Scalar<T> a, Scalar<T> b) => new(a.Value - b.Value);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Scalar<T> operator *(Scalar<T> a, Scalar<T> b) => new(a.Value * b.Value);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Scalar<T> operator /(Scalar<T> a, Scalar<T> b) => new(a.Value / b.Value);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Scalar<T> operator -(Scalar<T> a) => new(-a.Value);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Scalar<T> Sqrt(Scalar<T> x) => new(T.Sqrt(x.Value));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Scalar<T> Abs(Scalar<T> x) => new(T.Abs(x.Value));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Scalar<T> Min(Scalar<T> x, Scalar<T> y) => new(T.Min(x.Value, y.Value));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Scalar<T> Max(Scalar<T> x, Scalar<T> y) => new(T.Max(x.Value, y.Value));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Scalar<T> IfGreater(Scalar<T> x, Scalar<T> y, Scalar<T> then, Scalar<T> otherwise) => x.Value > y.Value
        ? then
        : otherwise;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Scalar<T> IfGreaterOrEqual(Scalar<T> x, Scalar<T> y, Scalar<T> then, Scalar<T> otherwise) => x.Value >= y.Value
        ? then
        : otherwise;

    [MethodImpl(Inline)]
    static Scalar<T> ILane<Scalar<T>, T>.Splat(T value) => new(value);

    [MethodImpl(Inline)]
    static Scalar<T> ILane<Scalar<T>, T>.Load(ref readonly T source, nuint offset) => new(Unsafe.Add(ref Unsafe.AsRef(in source), offset));

    [MethodImpl(Inline)]
    static void ILane<Scalar<T>, T>.Store(Scalar<T> lane, ref T destination, nuint offset) =>
        Unsafe.Add(ref destination, offset) = lane.Value;

    [MethodImpl(Inline)]
    static T ILane<Scalar<T>, T>.Sum(Scalar<T> lane) => lane.Value;

    [MethodImpl(Inline)]
    static T ILane<Scalar<T>, T>.Largest(Scalar<T> lane) => lane.Value;

    [MethodImpl(Inline)]
    static T ILane<Scalar<T>, T>.LargestNumber(Scalar<T> lane) => lane.Value;

    [MethodImpl(Inline)]
    static Scalar<T> IReal<Scalar<T>>.FusedMultiplyAdd(Scalar<T> a, Scalar<T> b, Scalar<T> c) =>
        new(T.FusedMultiplyAdd(a.Value, b.Value, c.Value));

    [MethodImpl(Inline)]
    static Scalar<T> ILane<Scalar<T>, T>.MultiplyAdd(Scalar<T> a, Scalar<T> b, Scalar<T> c) =>
        new(T.MultiplyAddEstimate(a.Value, b.Value, c.Value));

    [MethodImpl(Inline)]
    static Scalar<T> ILane<Scalar<T>, T>.IfZero(Scalar<T> x, Scalar<T> then, Scalar<T> otherwise) => x.Value == T.Zero ? then : otherwise;

    [MethodImpl(Inline)]
    static Scalar<T> ILane<Scalar<T>, T>.Round(Scalar<T> x) => new(T.Round(x.Value));

    [MethodImpl(Inline)]
    static Scalar<T> ILane<Scalar<T>, T>.CopySign(Scalar<T> magnitude, Scalar<T> sign) => new(T.CopySign(magnitude.Value, sign.Value));

    [MethodImpl(Inline)]
    static Scalar<T> ILane<Scalar<T>, T>.AtLeast(Scalar<T> x, Scalar<T> limit) => x.Value < limit.Value ? limit : x;

    [MethodImpl(Inline)]
    static Scalar<T> ILane<Scalar<T>, T>.AtMost(Scalar<T> x, Scalar<T> limit) => x.Value > limit.Value ? limit : x;

    [MethodImpl(Inline)]
    static Scalar<T> ILane<Scalar<T>, T>.PowerOfTwo(Scalar<T> n, int m) => typeof(T) == typeof(float)
        ? new(
            (T)(object)BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits((float)(object)n.Value + (12582912f + 127 + m)) << 23))
        : new((T)(object)BitConverter.Int64BitsToDouble(
            BitConverter.DoubleToInt64Bits((double)(object)n.Value + (6755399441055744.0 + 1023 + m)) << 52));

    [MethodImpl(Inline)]
    static Scalar<T> ILane<Scalar<T>, T>.Exponent(Scalar<T> x) => typeof(T) == typeof(float)
        ? new(T.CreateTruncating((BitConverter.SingleToInt32Bits((float)(object)x.Value) - 0x3f3504f3) >> 23))
        : new(T.CreateTruncating((BitConverter.DoubleToInt64Bits((double)(object)x.Value) - 0x3fe6a09e667f3bcd) >> 52));
}
