using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Autograd.Core;

/// <summary>The end of rows that fills no lane: loads and stores its numbers and touches nothing beside them.</summary>
internal readonly unsafe struct MatrixEdge<T, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly nint _count;

    // All bits set in the first numbers.
    private readonly L _mask;

    [MethodImpl(Inline)]
    public MatrixEdge(nint count)
    {
        _count = count;
        if (typeof(L) == typeof(Lane512<T>))
        {
            _mask = Unsafe.BitCast<Vector512<T>, L>(Vector512.LessThan(Vector512<T>.Indices, Vector512.Create(T.CreateTruncating(count))));
        }
        else if (typeof(L) == typeof(Lane256<T>))
        {
            _mask = Unsafe.BitCast<Vector256<T>, L>(Vector256.LessThan(Vector256<T>.Indices, Vector256.Create(T.CreateTruncating(count))));
        }
    }

    /// <summary>The numbers, and zero behind them.</summary>
    [MethodImpl(Inline)]
    public L Load(T* from)
    {
        if (Avx512F.IsSupported && typeof(L) == typeof(Lane512<T>))
        {
            return typeof(T) == typeof(float)
                ? Unsafe.BitCast<Vector512<float>, L>(Avx512F.MaskLoad((float*)from, Unsafe.BitCast<L, Vector512<float>>(_mask), default))
                : Unsafe.BitCast<Vector512<double>, L>(Avx512F.MaskLoad((double*)from, Unsafe.BitCast<L, Vector512<double>>(_mask), default));
        }

        if (Avx.IsSupported && typeof(L) == typeof(Lane256<T>))
        {
            return typeof(T) == typeof(float)
                ? Unsafe.BitCast<Vector256<float>, L>(Avx.MaskLoad((float*)from, Unsafe.BitCast<L, Vector256<float>>(_mask)))
                : Unsafe.BitCast<Vector256<double>, L>(Avx.MaskLoad((double*)from, Unsafe.BitCast<L, Vector256<double>>(_mask)));
        }

        L lane = default;
        Unsafe.CopyBlockUnaligned(ref Unsafe.As<L, byte>(ref lane), ref *(byte*)from, (uint)(_count * sizeof(T)));
        return lane;
    }

    [MethodImpl(Inline)]
    public void Store(L lane, T* to)
    {
        if (Avx512F.IsSupported && typeof(L) == typeof(Lane512<T>))
        {
            if (typeof(T) == typeof(float))
            {
                Avx512F.MaskStore((float*)to, Unsafe.BitCast<L, Vector512<float>>(_mask), Unsafe.BitCast<L, Vector512<float>>(lane));
            }
            else
            {
                Avx512F.MaskStore((double*)to, Unsafe.BitCast<L, Vector512<double>>(_mask), Unsafe.BitCast<L, Vector512<double>>(lane));
            }
        }
        else if (Avx.IsSupported && typeof(L) == typeof(Lane256<T>))
        {
            if (typeof(T) == typeof(float))
            {
                Avx.MaskStore((float*)to, Unsafe.BitCast<L, Vector256<float>>(_mask), Unsafe.BitCast<L, Vector256<float>>(lane));
            }
            else
            {
                Avx.MaskStore((double*)to, Unsafe.BitCast<L, Vector256<double>>(_mask), Unsafe.BitCast<L, Vector256<double>>(lane));
            }
        }
        else
        {
            Unsafe.CopyBlockUnaligned(ref *(byte*)to, ref Unsafe.As<L, byte>(ref lane), (uint)(_count * sizeof(T)));
        }
    }
}
