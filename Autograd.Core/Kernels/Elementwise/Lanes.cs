using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Autograd.Core;

/// <summary>A loop over floating-point tensors, to be run with the element type at hand and the widest lane of this machine.</summary>
internal interface IFloatKernel
{
    void Run<T, L>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>;
}

/// <summary>Chooses the element type and the lane's width, once per op.</summary>
internal static class Lanes
{
    /// <summary>
    /// How a loop over lanes is compiled: apart, so that the compiler's budget for inlining goes to what is inside, and at full speed from
    /// the first call on, for until a loop is compiled again its formula is hundreds of calls.
    /// </summary>
    public const MethodImplOptions Hot = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;

    // Both are inlined, or the kernel would be copied at each call.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<K>(in K kernel, DType dtype) where K : struct, IFloatKernel, allows ref struct
    {
        if (dtype == DType.Float32)
        {
            Run<K, float>(in kernel);
        }
        else if (dtype == DType.Float64)
        {
            Run<K, double>(in kernel);
        }
        else
        {
            throw DTypes.Unknown(dtype);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Run<K, T>(in K kernel)
        where K : struct, IFloatKernel, allows ref struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // By reference: the compiler does not know that a kernel is read only, and would copy it before the call.
        // The conditions are constants to the JIT: one of the four calls is left. A width the machine only emulates runs at a quarter of
        // the speed.
        if (Vector512.IsHardwareAccelerated)
        {
            Unsafe.AsRef(in kernel).Run<T, Lane512<T>>();
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Unsafe.AsRef(in kernel).Run<T, Lane256<T>>();
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            Unsafe.AsRef(in kernel).Run<T, Lane128<T>>();
        }
        else
        {
            Unsafe.AsRef(in kernel).Run<T, Scalar<T>>();
        }
    }
}
