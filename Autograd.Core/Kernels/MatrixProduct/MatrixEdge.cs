using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Autograd.Core;

/// <summary>The end of a row that fills no lane: stores its numbers and touches nothing beside them.</summary>
internal static unsafe class MatrixEdge<T, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>All bits set in the first numbers, where numbers are stored by such a mask.</summary>
    [MethodImpl(Inline)]
    public static L Mask(nint count) => typeof(L) == typeof(Lane512<T>)
        ? Unsafe.BitCast<Vector512<T>, L>(Vector512.LessThan(Vector512<T>.Indices, Vector512.Create(T.CreateTruncating(count))))
        : default;

    /// <summary>Stores the first numbers.</summary>
    [MethodImpl(Inline)]
    public static void Store(L lane, T* to, L mask, nint count)
    {
        if (Avx512F.IsSupported && typeof(L) == typeof(Lane512<T>))
        {
            if (typeof(T) == typeof(float))
            {
                Avx512F.MaskStore((float*)to, Unsafe.BitCast<L, Vector512<float>>(mask), Unsafe.BitCast<L, Vector512<float>>(lane));
            }
            else
            {
                Avx512F.MaskStore((double*)to, Unsafe.BitCast<L, Vector512<double>>(mask), Unsafe.BitCast<L, Vector512<double>>(lane));
            }
        }
        else if (typeof(L) == typeof(Lane256<T>))
        {
            Tail.StoreHalves(Unsafe.BitCast<L, Vector256<T>>(lane), to, (nuint)count);
        }
        else
        {
            Unsafe.CopyBlockUnaligned(ref *(byte*)to, ref Unsafe.As<L, byte>(ref lane), (uint)(count * sizeof(T)));
        }
    }
}
