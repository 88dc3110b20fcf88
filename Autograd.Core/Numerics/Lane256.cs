using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Autograd.Core;

/// <summary>256 bits of numbers; chosen where <see cref="Vector256.IsHardwareAccelerated"/>.</summary>
internal readonly struct Lane256<T>(Vector256<T> bits) : ILane<Lane256<T>, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public readonly Vector256<T> Bits = bits;

    public static int Count
    {
        [MethodImpl(Inline)]
        get => Vector256<T>.Count;
    }

    [MethodImpl(Inline)]
    public static implicit operator Lane256<T>(double value) => typeof(T) == typeof(float)
        ? new(Vector256.Create((float)value).As<float, T>())
        : new(Vector256.Create(value).As<double, T>());

    [MethodImpl(Inline)]
    public static implicit operator Lane256<T>(Coefficient value) => typeof(T) == typeof(float)
        ? new(Vector256.Create(value.Single).As<float, T>())
        : new(Vector256.Create(value.Value).As<double, T>());

    [MethodImpl(Inline)]
    public static Lane256<T> operator +(Lane256<T> a, Lane256<T> b) => new(a.Bits + b.Bits);

    [MethodImpl(Inline)]
    public static Lane256<T> operator -(Lane256<T> a, Lane256<T> b) => new(a.Bits - b.Bits);

    [MethodImpl(Inline)]
    public static Lane256<T> operator *(Lane256<T> a, Lane256<T> b) => new(a.Bits * b.Bits);

    [MethodImpl(Inline)]
    public static Lane256<T> operator /(Lane256<T> a, Lane256<T> b) => new(a.Bits / b.Bits);

    [MethodImpl(Inline)]
    public static Lane256<T> operator -(Lane256<T> a) => new(-a.Bits);

    [MethodImpl(Inline)]
    public static Lane256<T> Splat(T value) => new(Vector256.Create(value));

    [MethodImpl(Inline)]
    public static Lane256<T> Load(ref readonly T source, nuint offset) => new(Vector256.LoadUnsafe(in source, offset));

    [MethodImpl(Inline)]
    public static void Store(Lane256<T> lane, ref T destination, nuint offset) => lane.Bits.StoreUnsafe(ref destination, offset);

    [MethodImpl(Inline)]
    public static T Sum(Lane256<T> lane) => Lane128<T>.Sum(new(lane.Bits.GetLower() + lane.Bits.GetUpper()));

    [MethodImpl(Inline)]
    public static T Largest(Lane256<T> lane) => Lane128<T>.Largest(new(Vector128.Max(lane.Bits.GetLower(), lane.Bits.GetUpper())));

    [MethodImpl(Inline)]
    public static T LargestNumber(Lane256<T> lane) =>
        Lane128<T>.LargestNumber(new(Vector128.MaxNative(lane.Bits.GetLower(), lane.Bits.GetUpper())));

    [MethodImpl(Inline)]
    public static Lane256<T> Sqrt(Lane256<T> x) => new(Vector256.Sqrt(x.Bits));

    [MethodImpl(Inline)]
    public static Lane256<T> Abs(Lane256<T> x) => new(Vector256.Abs(x.Bits));

    [MethodImpl(Inline)]
    public static Lane256<T> Min(Lane256<T> x, Lane256<T> y) => new(Vector256.Min(x.Bits, y.Bits));

    [MethodImpl(Inline)]
    public static Lane256<T> Max(Lane256<T> x, Lane256<T> y) => new(Vector256.Max(x.Bits, y.Bits));

    [MethodImpl(Inline)]
    public static Lane256<T> Saturate(Lane256<T> x) => typeof(T) == typeof(float)
        ? AtMost(AtLeast(x, new(Vector256.Create(float.MinValue).As<float, T>())), new(Vector256.Create(float.MaxValue).As<float, T>()))
        : AtMost(AtLeast(x, new(Vector256.Create(double.MinValue).As<double, T>())),
            new(Vector256.Create(double.MaxValue).As<double, T>()));

    [MethodImpl(Inline)]
    public static Lane256<T> Clamp(Lane256<T> x, Lane256<T> limit) => AtMost(AtLeast(x, -limit), limit);

    [MethodImpl(Inline)]
    public static Lane256<T> IfGreater(Lane256<T> x, Lane256<T> y, Lane256<T> then, Lane256<T> otherwise) =>
        new(Select(Vector256.GreaterThan(x.Bits, y.Bits), then.Bits, otherwise.Bits));

    [MethodImpl(Inline)]
    public static Lane256<T> IfGreaterOrEqual(Lane256<T> x, Lane256<T> y, Lane256<T> then, Lane256<T> otherwise) =>
        new(Select(Vector256.GreaterThanOrEqual(x.Bits, y.Bits), then.Bits, otherwise.Bits));

    [MethodImpl(Inline)]
    public static Lane256<T> IfZero(Lane256<T> x, Lane256<T> then, Lane256<T> otherwise) =>
        new(Vector256.ConditionalSelect(Vector256.Equals(x.Bits, Vector256<T>.Zero), then.Bits, otherwise.Bits));

    [MethodImpl(Inline)]
    public static Lane256<T> FusedMultiplyAdd(Lane256<T> a, Lane256<T> b, Lane256<T> c) => typeof(T) == typeof(float)
        ? new(Vector256.FusedMultiplyAdd(a.Bits.AsSingle(), b.Bits.AsSingle(), c.Bits.AsSingle()).As<float, T>())
        : new(Vector256.FusedMultiplyAdd(a.Bits.AsDouble(), b.Bits.AsDouble(), c.Bits.AsDouble()).As<double, T>());

    [MethodImpl(Inline)]
    public static Lane256<T> MultiplyAdd(Lane256<T> a, Lane256<T> b, Lane256<T> c) => typeof(T) == typeof(float)
        ? new(Vector256.MultiplyAddEstimate(a.Bits.AsSingle(), b.Bits.AsSingle(), c.Bits.AsSingle()).As<float, T>())
        : new(Vector256.MultiplyAddEstimate(a.Bits.AsDouble(), b.Bits.AsDouble(), c.Bits.AsDouble()).As<double, T>());

    [MethodImpl(Inline)]
    public static Lane256<T> MultiplyAdd(Lane256<T> a, ref readonly T b, nuint offset, Lane256<T> c) => typeof(T) == typeof(float)
        ? new(Vector256.MultiplyAddEstimate(a.Bits.AsSingle(), Vector256.LoadUnsafe(in b, offset).AsSingle(), c.Bits.AsSingle())
            .As<float, T>())
        : new(Vector256.MultiplyAddEstimate(a.Bits.AsDouble(), Vector256.LoadUnsafe(in b, offset).AsDouble(), c.Bits.AsDouble())
            .As<double, T>());

    [MethodImpl(Inline)]
    public static Lane256<T> Round(Lane256<T> x) => typeof(T) == typeof(float)
        ? new(Vector256.Round(x.Bits.AsSingle()).As<float, T>())
        : new(Vector256.Round(x.Bits.AsDouble()).As<double, T>());

    [MethodImpl(Inline)]
    public static Lane256<T> CopySign(Lane256<T> magnitude, Lane256<T> sign) =>
        new(Vector256.ConditionalSelect(Vector256.Create(T.NegativeZero), sign.Bits, magnitude.Bits));

    [MethodImpl(Inline)]
    public static Lane256<T> AddSign(Lane256<T> magnitude, Lane256<T> sign) =>
        new(magnitude.Bits | (sign.Bits & Vector256.Create(T.NegativeZero)));

    [MethodImpl(Inline)]
    public static Lane256<T> FusedMultiplySubtract(Lane256<T> a, Lane256<T> b, Lane256<T> c) =>
        Fma.IsSupported && typeof(T) == typeof(float)
            ? new(Fma.MultiplyAddNegated(a.Bits.AsSingle(), b.Bits.AsSingle(), c.Bits.AsSingle()).As<float, T>())
            : FusedMultiplyAdd(-a, b, c);

    // The native forms take the second argument, or NaN, where that is NaN.
    [MethodImpl(Inline)]
    public static Lane256<T> AtLeast(Lane256<T> x, Lane256<T> limit) => new(Vector256.MaxNative(limit.Bits, x.Bits));

    [MethodImpl(Inline)]
    public static Lane256<T> AtMost(Lane256<T> x, Lane256<T> limit) => new(Vector256.MinNative(limit.Bits, x.Bits));

    // Added to 1.5 · 2²³ (2⁵²), a number's integral part becomes the lowest bits: no conversion, which machines do differently.
    [MethodImpl(Inline)]
    public static Lane256<T> PowerOfTwo(Lane256<T> n, int m = 0) => typeof(T) == typeof(float)
        ? new(Vector256.ShiftLeft((n.Bits.AsSingle() + Vector256.Create(12582912f + 127 + m)).AsInt32(), 23).As<int, T>())
        : new(Vector256.ShiftLeft((n.Bits.AsDouble() + Vector256.Create(6755399441055744.0 + 1023 + m)).AsInt64(), 52).As<long, T>());

    // Less the bits of √½, a number's upper bits are its exponent.
    [MethodImpl(Inline)]
    public static Lane256<T> Exponent(Lane256<T> x) => typeof(T) == typeof(float)
        ? new(Vector256.ConvertToSingle(Vector256.ShiftRightArithmetic(x.Bits.AsInt32() - Vector256.Create(0x3f3504f3), 23)).As<float, T>())
        : new(Vector256.ConvertToDouble(
            Vector256.ShiftRightArithmetic(x.Bits.AsInt64() - Vector256.Create(0x3fe6a09e667f3bcd), 52)).As<double, T>());

    // Of a general selection the JIT makes three instructions where it uses the comparison more than once.
    [MethodImpl(Inline)]
    private static Vector256<T> Select(Vector256<T> mask, Vector256<T> then, Vector256<T> otherwise) => Avx.IsSupported
        ? Avx.BlendVariable(otherwise.AsSingle(), then.AsSingle(), mask.AsSingle()).As<float, T>()
        : Vector256.ConditionalSelect(mask, then, otherwise);
}
