using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

internal static partial class Elementwise
{
    /// <summary>target += addend, both of one shape and floating-point type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddInPlace(in ArrayView target, in ArrayView addend)
    {
        var kernel = new AddInPlaceKernel(target, addend);
        Lanes.Run(in kernel, target.DType);
    }

    private readonly struct AddInPlaceKernel(ArrayView target, ArrayView addend) : IFloatKernel
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            Span<T> targets = target.Elements<T>();
            ref T to = ref MemoryMarshal.GetReference(targets),
                from = ref MemoryMarshal.GetReference(addend.Elements<T>()[..targets.Length]);
            nuint n = (nuint)targets.Length, width = (nuint)L.Count, i = 0;
            for (; i + width <= n; i += width)
            {
                L.Store(L.Load(ref to, i) + L.Load(ref from, i), ref to, i);
            }

            if (i < n)
            {
                Tail.Store<T, L>(Tail.Load<T, L>(ref to, i, n - i) + Tail.Load<T, L>(ref from, i, n - i), ref to, i, n - i);
            }
        }
    }
}
