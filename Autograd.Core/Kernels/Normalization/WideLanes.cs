using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Autograd.Core;

/// <summary>A loop over floating-point tensors that also sums in double precision, in lanes of as many bits.</summary>
internal interface IWideKernel
{
    void Run<T, L, D>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
        where D : struct, ILane<D, double>, IReal<D>;
}

/// <summary>Lanes of doubles over tensors of either type, for sums in which single precision would not do.</summary>
internal static class WideLanes
{
    /// <summary>Runs a loop with lanes of doubles that are as wide as those it runs with already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<K, T, L>(in K kernel)
        where K : struct, IWideKernel, allows ref struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        // The conditions are constants to the JIT: one of the four calls is left.
        if (typeof(L) == typeof(Lane512<T>))
        {
            Unsafe.AsRef(in kernel).Run<T, L, Lane512<double>>();
        }
        else if (typeof(L) == typeof(Lane256<T>))
        {
            Unsafe.AsRef(in kernel).Run<T, L, Lane256<double>>();
        }
        else if (typeof(L) == typeof(Lane128<T>))
        {
            Unsafe.AsRef(in kernel).Run<T, L, Lane128<double>>();
        }
        else
        {
            Unsafe.AsRef(in kernel).Run<T, L, Scalar<double>>();
        }
    }

    /// <summary>As many numbers as a lane of doubles holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static D Load<T, D>(ref readonly T source, nuint offset)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where D : struct, ILane<D, double>, IReal<D>
    {
        if (typeof(T) == typeof(double))
        {
            return D.Load(in Unsafe.As<T, double>(ref Unsafe.AsRef(in source)), offset);
        }

        ref float first = ref Unsafe.As<T, float>(ref Unsafe.AsRef(in source));
        if (typeof(D) == typeof(Lane512<double>))
        {
            return Unsafe.BitCast<Vector512<double>, D>(
                Vector512.WidenLower(Vector256.LoadUnsafe(in first, offset).ToVector512Unsafe()));
        }

        if (typeof(D) == typeof(Lane256<double>))
        {
            return Unsafe.BitCast<Vector256<double>, D>(
                Vector256.WidenLower(Vector128.LoadUnsafe(in first, offset).ToVector256Unsafe()));
        }

        return typeof(D) == typeof(Lane128<double>)
            ? Unsafe.BitCast<Vector128<double>, D>(Vector128.WidenLower(Vector64.LoadUnsafe(in first, offset).ToVector128Unsafe()))
            : (D)(double)Unsafe.Add(ref first, offset);
    }
}
