using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Autograd.Core;

/// <summary>
/// Quarters of 128 bits, one or several side by side, whose numbers are interleaved quarter by quarter: what a transposition in registers
/// is made of.
/// </summary>
internal unsafe interface IZip<V, T>
    where V : struct
    where T : unmanaged
{
    /// <summary>Quarters so far apart.</summary>
    static abstract V Load(T* from, nint apart);

    static abstract void Store(V quarters, T* to);

    /// <summary>The lower halves of both, their numbers in turn.</summary>
    static abstract V Low(V a, V b);

    /// <summary>The upper halves of both, their numbers in turn.</summary>
    static abstract V High(V a, V b);
}

internal readonly unsafe struct Zip128<T>(Vector128<T> bits) : IZip<Zip128<T>, T> where T : unmanaged
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Vector128<T> _bits = bits;

    [MethodImpl(Inline)]
    public static Zip128<T> Load(T* from, nint apart) => new(Vector128.Load(from));

    [MethodImpl(Inline)]
    public static void Store(Zip128<T> quarters, T* to) => quarters._bits.Store(to);

    [MethodImpl(Inline)]
    public static Zip128<T> Low(Zip128<T> a, Zip128<T> b)
    {
        if (typeof(T) == typeof(double))
        {
            return new(Sse2.IsSupported ? Sse2.UnpackLow(a._bits.AsDouble(), b._bits.AsDouble()).As<double, T>()
                : Vector128.Create(a._bits.AsDouble()[0], b._bits.AsDouble()[0]).As<double, T>());
        }

        Vector128<float> x = a._bits.AsSingle(), y = b._bits.AsSingle();
        return new((Sse.IsSupported ? Sse.UnpackLow(x, y)
            : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(x, y)
            : Vector128.Create(x[0], y[0], x[1], y[1])).As<float, T>());
    }

    [MethodImpl(Inline)]
    public static Zip128<T> High(Zip128<T> a, Zip128<T> b)
    {
        if (typeof(T) == typeof(double))
        {
            return new(Sse2.IsSupported ? Sse2.UnpackHigh(a._bits.AsDouble(), b._bits.AsDouble()).As<double, T>()
                : Vector128.Create(a._bits.AsDouble()[1], b._bits.AsDouble()[1]).As<double, T>());
        }

        Vector128<float> x = a._bits.AsSingle(), y = b._bits.AsSingle();
        return new((Sse.IsSupported ? Sse.UnpackHigh(x, y)
            : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(x, y)
            : Vector128.Create(x[2], y[2], x[3], y[3])).As<float, T>());
    }
}

/// <summary>Two quarters; only where <see cref="Avx"/> is supported.</summary>
internal readonly unsafe struct Zip256<T>(Vector256<T> bits) : IZip<Zip256<T>, T> where T : unmanaged
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public readonly Vector256<T> Bits = bits;

    [MethodImpl(Inline)]
    public static Zip256<T> Load(T* from, nint apart) => new(Vector256.Create(Vector128.Load(from), Vector128.Load(from + apart)));

    [MethodImpl(Inline)]
    public static void Store(Zip256<T> quarters, T* to) => quarters.Bits.Store(to);

    [MethodImpl(Inline)]
    public static Zip256<T> Low(Zip256<T> a, Zip256<T> b) => new(typeof(T) == typeof(float)
        ? Avx.UnpackLow(a.Bits.AsSingle(), b.Bits.AsSingle()).As<float, T>()
        : Avx.UnpackLow(a.Bits.AsDouble(), b.Bits.AsDouble()).As<double, T>());

    [MethodImpl(Inline)]
    public static Zip256<T> High(Zip256<T> a, Zip256<T> b) => new(typeof(T) == typeof(float)
        ? Avx.UnpackHigh(a.Bits.AsSingle(), b.Bits.AsSingle()).As<float, T>()
        : Avx.UnpackHigh(a.Bits.AsDouble(), b.Bits.AsDouble()).As<double, T>());
}

/// <summary>Four quarters; only where <see cref="Avx512F"/> is supported.</summary>
internal readonly unsafe struct Zip512<T>(Vector512<T> bits) : IZip<Zip512<T>, T> where T : unmanaged
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Vector512<T> _bits = bits;

    [MethodImpl(Inline)]
    public static Zip512<T> Load(T* from, nint apart)
    {
        // Not Vector512.Create: that inserts both halves, the lower one into what the register held before, and so waits for it.
        Vector256<T> low = Zip256<T>.Load(from, apart).Bits, high = Zip256<T>.Load(from + (2 * apart), apart).Bits;
        return new(low.ToVector512Unsafe().WithUpper(high));
    }

    [MethodImpl(Inline)]
    public static void Store(Zip512<T> quarters, T* to) => quarters._bits.Store(to);

    [MethodImpl(Inline)]
    public static Zip512<T> Low(Zip512<T> a, Zip512<T> b) => new(typeof(T) == typeof(float)
        ? Avx512F.UnpackLow(a._bits.AsSingle(), b._bits.AsSingle()).As<float, T>()
        : Avx512F.UnpackLow(a._bits.AsDouble(), b._bits.AsDouble()).As<double, T>());

    [MethodImpl(Inline)]
    public static Zip512<T> High(Zip512<T> a, Zip512<T> b) => new(typeof(T) == typeof(float)
        ? Avx512F.UnpackHigh(a._bits.AsSingle(), b._bits.AsSingle()).As<float, T>()
        : Avx512F.UnpackHigh(a._bits.AsDouble(), b._bits.AsDouble()).As<double, T>());
}
