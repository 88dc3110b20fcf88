using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Autograd.Core;

/// <summary>512 bits of numbers; chosen where <see cref="Vector512.IsHardwareAccelerated"/>.</summary>
internal readonly struct Lane512<T>(Vector512<T> bits) : ILane<Lane512<T>, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public readonly Vector512<T> Bits = bits;

    public static int Count
    {
        [MethodImpl(Inline)]
        get => Vector512<T>.Count;
    }

    [MethodImpl(Inline)]
    public static implicit operator Lane512<T>(double value) => typeof(T) == typeof(float)
        ? new(Vector512.Create((float)value).As<float, T>())
        : new(Vector512.Create(value).As<double, T>());

    [MethodImpl(Inline)]
    public static implicit operator Lane512<T>(Coefficient value) => typeof(T) == typeof(float)
        ? new(Vector512.Create(value.Single).As<float, T>())
        : new(Vector512.Create(value.Value).As<double, T>());

    [MethodImpl(Inline)]
    public static Lane512<T> operator +(Lane512<T> a, Lane512<T> b) => new(a.Bits + b.Bits);

    [MethodImpl(Inline)]
    public static Lane512<T> operator -(Lane512<T> a, Lane512<T> b) => new(a.Bits - b.Bits);

    [MethodImpl(Inline)]
    public static Lane512<T> operator *(Lane512<T> a, Lane512<T> b) => new(a.Bits * b.Bits);

    [MethodImpl(Inline)]
    public static Lane512<T> operator /(Lane512<T> a, Lane512<T> b) => new(a.Bits / b.Bits);

    [MethodImpl(Inline)]
    public static Lane512<T> operator -(Lane512<T> a) => new(-a.Bits);

    [MethodImpl(Inline)]
    public static Lane512<T> Splat(T value) => new(Vector512.Create(value));

    [MethodImpl(Inline)]
    public static Lane512<T> Load(ref readonly T source, nuint offset) => new(Vector512.LoadUnsafe(in source, offset));

    [MethodImpl(Inline)]
    public static void Store(Lane512<T> lane, ref T destination, nuint offset) => lane.Bits.StoreUnsafe(ref destination, offset);

    [MethodImpl(Inline)]
    public static T Sum(Lane512<T> lane) => Lane256<T>.Sum(new(lane.Bits.GetLower() + lane.Bits.GetUpper()));

    [MethodImpl(Inline)]
    public static T Largest(Lane512<T> lane) => Lane256<T>.Largest(new(Vector256.Max(lane.Bits.GetLower(), lane.Bits.GetUpper())));

    [MethodImpl(Inline)]
    public static T LargestNumber(Lane512<T> lane) =>
        Lane256<T>.LargestNumber(new(Vector256.MaxNative(lane.Bits.GetLower(), lane.Bits.GetUpper())));

    [MethodImpl(Inline)]
    public static Lane512<T> Sqrt(Lane512<T> x) => new(Vector512.Sqrt(x.Bits));

    [MethodImpl(Inline)]
    public static Lane512<T> Abs(Lane512<T> x) => new(Vector512.Abs(x.Bits));

    [MethodImpl(Inline)]
    public static Lane512<T> Min(Lane512<T> x, Lane512<T> y) => new(Vector512.Min(x.Bits, y.Bits));

    [MethodImpl(Inline)]
    public static Lane512<T> Max(Lane512<T> x, Lane512<T> y) => new(Vector512.Max(x.Bits, y.Bits));

    [MethodImpl(Inline)]
    public static Lane512<T> Saturate(Lane512<T> x) => typeof(T) == typeof(float)
        ? AtMost(AtLeast(x, new(Vector512.Create(float.MinValue).As<float, T>())), new(Vector512.Create(float.MaxValue).As<float, T>()))
        : AtMost(AtLeast(x, new(Vector512.Create(double.MinValue).As<double, T>())),
            new(Vector512.Create(double.MaxValue).As<double, T>()));

    [MethodImpl(Inline)]
    public static Lane512<T> Clamp(Lane512<T> x, Lane512<T> limit) => AtMost(AtLeast(x, -limit), limit);

    [MethodImpl(Inline)]
    public static Lane512<T> IfGreater(Lane512<T> x, Lane512<T> y, Lane512<T> then, Lane512<T> otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(x.Bits, y.Bits), then.Bits, otherwise.Bits));

    [MethodImpl(Inline)]
    public static Lane512<T> IfGreaterOrEqual(Lane512<T> x, Lane512<T> y, Lane512<T> then, Lane512<T> otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(x.Bits, y.Bits), then.Bits, otherwise.Bits));

    [MethodImpl(Inline)]
    public static Lane512<T> IfZero(Lane512<T> x, Lane512<T> then, Lane512<T> otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.Equals(x.Bits, Vector512<T>.Zero), then.Bits, otherwise.Bits));

    // One multiplication under one mask.
    [MethodImpl(Inline)]
    static Lane512<T> IReal<Lane512<T>>.Chain(Lane512<T> slope, Lane512<T> tangent) => new(Vector512.ConditionalSelect(
        ~Vector512.Equals(slope.Bits, Vector512<T>.Zero) & ~Vector512.Equals(tangent.Bits, Vector512<T>.Zero),
        slope.Bits * tangent.Bits, Vector512<T>.Zero));

    [MethodImpl(Inline)]
    public static Lane512<T> FusedMultiplyAdd(Lane512<T> a, Lane512<T> b, Lane512<T> c) => typeof(T) == typeof(float)
        ? new(Vector512.FusedMultiplyAdd(a.Bits.AsSingle(), b.Bits.AsSingle(), c.Bits.AsSingle()).As<float, T>())
        : new(Vector512.FusedMultiplyAdd(a.Bits.AsDouble(), b.Bits.AsDouble(), c.Bits.AsDouble()).As<double, T>());

    [MethodImpl(Inline)]
    public static Lane512<T> MultiplyAdd(Lane512<T> a, Lane512<T> b, Lane512<T> c) => typeof(T) == typeof(float)
        ? new(Vector512.MultiplyAddEstimate(a.Bits.AsSingle(), b.Bits.AsSingle(), c.Bits.AsSingle()).As<float, T>())
        : new(Vector512.MultiplyAddEstimate(a.Bits.AsDouble(), b.Bits.AsDouble(), c.Bits.AsDouble()).As<double, T>());

    [MethodImpl(Inline)]
    public static Lane512<T> MultiplyAdd(Lane512<T> a, ref readonly T b, nuint offset, Lane512<T> c) => typeof(T) == typeof(float)
        ? new(Vector512.MultiplyAddEstimate(a.Bits.AsSingle(), Vector512.LoadUnsafe(in b, offset).AsSingle(), c.Bits.AsSingle())
            .As<float, T>())
        : new(Vector512.MultiplyAddEstimate(a.Bits.AsDouble(), Vector512.LoadUnsafe(in b, offset).AsDouble(), c.Bits.AsDouble())
            .As<double, T>());

    [MethodImpl(Inline)]
    public static Lane512<T> Round(Lane512<T> x) => typeof(T) == typeof(float)
        ? new(Vector512.Round(x.Bits.AsSingle()).As<float, T>())
        : new(Vector512.Round(x.Bits.AsDouble()).As<double, T>());

    [MethodImpl(Inline)]
    public static Lane512<T> CopySign(Lane512<T> magnitude, Lane512<T> sign) =>
        new(Vector512.ConditionalSelect(Vector512.Create(T.NegativeZero), sign.Bits, magnitude.Bits));

    [MethodImpl(Inline)]
    public static Lane512<T> AddSign(Lane512<T> magnitude, Lane512<T> sign) =>
        new(magnitude.Bits | (sign.Bits & Vector512.Create(T.NegativeZero)));

    [MethodImpl(Inline)]
    public static Lane512<T> FusedMultiplySubtract(Lane512<T> a, Lane512<T> b, Lane512<T> c) =>
        Avx512F.IsSupported && typeof(T) == typeof(float)
            ? new(Avx512F.FusedMultiplyAddNegated(a.Bits.AsSingle(), b.Bits.AsSingle(), c.Bits.AsSingle()).As<float, T>())
            : FusedMultiplyAdd(-a, b, c);

    // The native forms take the second argument, or NaN, where that is NaN.
    [MethodImpl(Inline)]
    public static Lane512<T> AtLeast(Lane512<T> x, Lane512<T> limit) => new(Vector512.MaxNative(limit.Bits, x.Bits));

    [MethodImpl(Inline)]
    public static Lane512<T> AtMost(Lane512<T> x, Lane512<T> limit) => new(Vector512.MinNative(limit.Bits, x.Bits));

    [MethodImpl(Inline)]
    public static Lane512<T> PowerOfTwo(Lane512<T> n, int m = 0) => Avx512F.IsSupported && typeof(T) == typeof(float)
        ? new(Avx512F.Scale(Vector512.Create(BitConverter.Int32BitsToSingle((127 + m) << 23)), n.Bits.AsSingle()).As<float, T>())
        : PowerOfTwoOrZero(n, m);

    // Added to 1.5 · 2²³ (2⁵²), a number's integral part becomes the lowest bits: no conversion, which machines do differently.
    [MethodImpl(Inline)]
    public static Lane512<T> PowerOfTwoOrZero(Lane512<T> n, int m = 0) => typeof(T) == typeof(float)
        ? new(Vector512.ShiftLeft((n.Bits.AsSingle() + Vector512.Create(12582912f + 127 + m)).AsInt32(), 23).As<int, T>())
        : new(Vector512.ShiftLeft((n.Bits.AsDouble() + Vector512.Create(6755399441055744.0 + 1023 + m)).AsInt64(), 52).As<long, T>());

    [MethodImpl(Inline)]
    public static Lane512<T> SmallPowerOfTwo(Lane512<T> n) => Scale(1, n);

    [MethodImpl(Inline)]
    public static Lane512<T> Scale(Lane512<T> x, Lane512<T> n) => Avx512F.IsSupported && typeof(T) == typeof(float)
        ? new(Avx512F.Scale(x.Bits.AsSingle(), n.Bits.AsSingle()).As<float, T>())
        : ILane<Lane512<T>, T>.ScaleInTwo(x, n);

    // Less the bits of √½, a number's upper bits are its exponent.
    [MethodImpl(Inline)]
    public static Lane512<T> Exponent(Lane512<T> x) => typeof(T) == typeof(float)
        ? new(Vector512.ConvertToSingle(Vector512.ShiftRightArithmetic(x.Bits.AsInt32() - Vector512.Create(0x3f3504f3), 23)).As<float, T>())
        : new(Vector512.ConvertToDouble(
            Vector512.ShiftRightArithmetic(x.Bits.AsInt64() - Vector512.Create(0x3fe6a09e667f3bcd), 52)).As<double, T>());
}
