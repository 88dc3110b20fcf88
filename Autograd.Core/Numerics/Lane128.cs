using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Autograd.Core;

/// <summary>128 bits of numbers; chosen where <see cref="Vector128.IsHardwareAccelerated"/>.</summary>
internal readonly struct Lane128<T>(Vector128<T> bits) : ILane<Lane128<T>, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public readonly Vector128<T> Bits = bits;

    public static int Count
    {
        [MethodImpl(Inline)]
        get => Vector128<T>.Count;
    }

    [MethodImpl(Inline)]
    public static implicit operator Lane128<T>(double value) => typeof(T) == typeof(float)
        ? new(Vector128.Create((float)value).As<float, T>())
        : new(Vector128.Create(value).As<double, T>());

    [MethodImpl(Inline)]
    public static implicit operator Lane128<T>(Coefficient value) => typeof(T) == typeof(float)
        ? new(Vector128.Create(value.Single).As<float, T>())
        : new(Vector128.Create(value.Value).As<double, T>());

    [MethodImpl(Inline)]
    public static Lane128<T> operator +(Lane128<T> a, Lane128<T> b) => new(a.Bits + b.Bits);

    [MethodImpl(Inline)]
    public static Lane128<T> operator -(Lane128<T> a, Lane128<T> b) => new(a.Bits - b.Bits);

    [MethodImpl(Inline)]
    public static Lane128<T> operator *(Lane128<T> a, Lane128<T> b) => new(a.Bits * b.Bits);

    [MethodImpl(Inline)]
    public static Lane128<T> operator /(Lane128<T> a, Lane128<T> b) => new(a.Bits / b.Bits);

    [MethodImpl(Inline)]
    public static Lane128<T> operator -(Lane128<T> a) => new(-a.Bits);

    [MethodImpl(Inline)]
    public static Lane128<T> Splat(T value) => new(Vector128.Create(value));

    [MethodImpl(Inline)]
    public static Lane128<T> Load(ref readonly T source, nuint offset) => new(Vector128.LoadUnsafe(in source, offset));

    [MethodImpl(Inline)]
    public static void Store(Lane128<T> lane, ref T destination, nuint offset) => lane.Bits.StoreUnsafe(ref destination, offset);

    [MethodImpl(Inline)]
    public static T Sum(Lane128<T> lane) => Vector128.Sum(lane.Bits);

    [MethodImpl(Inline)]
    public static T Largest(Lane128<T> lane) => typeof(T) == typeof(float)
        ? T.Max(T.Max(lane.Bits[0], lane.Bits[1]), T.Max(lane.Bits[2], lane.Bits[3]))
        : T.Max(lane.Bits[0], lane.Bits[1]);

    [MethodImpl(Inline)]
    public static T LargestNumber(Lane128<T> lane)
    {
        Vector128<T> folded = Vector128.MaxNative(lane.Bits, Vector128.Shuffle(lane.Bits.AsInt64(), Vector128.Create(1L, 0)).As<long, T>());
        return typeof(T) == typeof(float) ? T.MaxNative(folded[0], folded[1]) : folded[0];
    }

    [MethodImpl(Inline)]
    public static Lane128<T> Sqrt(Lane128<T> x) => new(Vector128.Sqrt(x.Bits));

    [MethodImpl(Inline)]
    public static Lane128<T> Abs(Lane128<T> x) => new(Vector128.Abs(x.Bits));

    [MethodImpl(Inline)]
    public static Lane128<T> Min(Lane128<T> x, Lane128<T> y) => new(Vector128.Min(x.Bits, y.Bits));

    [MethodImpl(Inline)]
    public static Lane128<T> Max(Lane128<T> x, Lane128<T> y) => new(Vector128.Max(x.Bits, y.Bits));

    [MethodImpl(Inline)]
    public static Lane128<T> Saturate(Lane128<T> x) => typeof(T) == typeof(float)
        ? AtMost(AtLeast(x, new(Vector128.Create(float.MinValue).As<float, T>())), new(Vector128.Create(float.MaxValue).As<float, T>()))
        : AtMost(AtLeast(x, new(Vector128.Create(double.MinValue).As<double, T>())),
            new(Vector128.Create(double.MaxValue).As<double, T>()));

    [MethodImpl(Inline)]
    public static Lane128<T> Clamp(Lane128<T> x, Lane128<T> limit) => AtMost(AtLeast(x, -limit), limit);

    [MethodImpl(Inline)]
    public static Lane128<T> IfGreater(Lane128<T> x, Lane128<T> y, Lane128<T> then, Lane128<T> otherwise) =>
        new(Vector128.ConditionalSelect(Vector128.GreaterThan(x.Bits, y.Bits), then.Bits, otherwise.Bits));

    [MethodImpl(Inline)]
    public static Lane128<T> IfGreaterOrEqual(Lane128<T> x, Lane128<T> y, Lane128<T> then, Lane128<T> otherwise) =>
        new(Vector128.ConditionalSelect(Vector128.GreaterThanOrEqual(x.Bits, y.Bits), then.Bits, otherwise.Bits));

    [MethodImpl(Inline)]
    public static Lane128<T> IfZero(Lane128<T> x, Lane128<T> then, Lane128<T> otherwise) =>
        new(Vector128.ConditionalSelect(Vector128.Equals(x.Bits, Vector128<T>.Zero), then.Bits, otherwise.Bits));

    [MethodImpl(Inline)]
    public static Lane128<T> FusedMultiplyAdd(Lane128<T> a, Lane128<T> b, Lane128<T> c) => typeof(T) == typeof(float)
        ? new(Vector128.FusedMultiplyAdd(a.Bits.AsSingle(), b.Bits.AsSingle(), c.Bits.AsSingle()).As<float, T>())
        : new(Vector128.FusedMultiplyAdd(a.Bits.AsDouble(), b.Bits.AsDouble(), c.Bits.AsDouble()).As<double, T>());

    [MethodImpl(Inline)]
    public static Lane128<T> MultiplyAdd(Lane128<T> a, Lane128<T> b, Lane128<T> c) => typeof(T) == typeof(float)
        ? new(Vector128.MultiplyAddEstimate(a.Bits.AsSingle(), b.Bits.AsSingle(), c.Bits.AsSingle()).As<float, T>())
        : new(Vector128.MultiplyAddEstimate(a.Bits.AsDouble(), b.Bits.AsDouble(), c.Bits.AsDouble()).As<double, T>());

    [MethodImpl(Inline)]
    public static Lane128<T> Round(Lane128<T> x) => typeof(T) == typeof(float)
        ? new(Vector128.Round(x.Bits.AsSingle()).As<float, T>())
        : new(Vector128.Round(x.Bits.AsDouble()).As<double, T>());

    [MethodImpl(Inline)]
    public static Lane128<T> CopySign(Lane128<T> magnitude, Lane128<T> sign) =>
        new(Vector128.ConditionalSelect(Vector128.Create(T.NegativeZero), sign.Bits, magnitude.Bits));

    // The native forms take the second argument, or NaN, where that is NaN.
    [MethodImpl(Inline)]
    public static Lane128<T> AtLeast(Lane128<T> x, Lane128<T> limit) => new(Vector128.MaxNative(limit.Bits, x.Bits));

    [MethodImpl(Inline)]
    public static Lane128<T> AtMost(Lane128<T> x, Lane128<T> limit) => new(Vector128.MinNative(limit.Bits, x.Bits));

    // Added to 1.5 · 2²³ (2⁵²), a number's integral part becomes the lowest bits: no conversion, which machines do differently.
    [MethodImpl(Inline)]
    public static Lane128<T> PowerOfTwo(Lane128<T> n, int m = 0) => typeof(T) == typeof(float)
        ? new(Vector128.ShiftLeft((n.Bits.AsSingle() + Vector128.Create(12582912f + 127 + m)).AsInt32(), 23).As<int, T>())
        : new(Vector128.ShiftLeft((n.Bits.AsDouble() + Vector128.Create(6755399441055744.0 + 1023 + m)).AsInt64(), 52).As<long, T>());

    // Less the bits of √½, a number's upper bits are its exponent.
    [MethodImpl(Inline)]
    public static Lane128<T> Exponent(Lane128<T> x) => typeof(T) == typeof(float)
        ? new(Vector128.ConvertToSingle(Vector128.ShiftRightArithmetic(x.Bits.AsInt32() - Vector128.Create(0x3f3504f3), 23)).As<float, T>())
        : new(Vector128.ConvertToDouble(
            Vector128.ShiftRightArithmetic(x.Bits.AsInt64() - Vector128.Create(0x3fe6a09e667f3bcd), 52)).As<double, T>());
}
