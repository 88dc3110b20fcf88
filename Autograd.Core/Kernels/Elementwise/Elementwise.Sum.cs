using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

internal static partial class Elementwise
{
    /// <summary>
    /// target = factor · (a + b), or target += that; a alone where there is no b. There may be more elements than the tensors have: those
    /// behind them in their packs.
    /// </summary>
    public static void Sum(in ArrayView target, in ArrayView a, in ArrayView b, Coefficient factor, bool adds, int count)
    {
        var loop = new SumKernel(target, a, b, factor, adds, count);
        Ranges.RunOverShared(in loop, count, target.DType);
    }

    private readonly struct SumKernel(ArrayView target, ArrayView a, ArrayView b, Coefficient factor, bool adds, int count) : IRange
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L> =>
            Run<T, L>(0, count);

        [MethodImpl(Lanes.Hot)]
        public void Run<T, L>(int start, int length)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            bool hasTwo = !b.IsNone, isAdded = adds;
            Coefficient times = factor;
            ref T to = ref MemoryMarshal.GetReference(target.Part<T>(start, length));
            ref T one = ref MemoryMarshal.GetReference(a.Part<T>(start, length));
            ref T two = ref hasTwo ? ref MemoryMarshal.GetReference(b.Part<T>(start, length)) : ref one;
            nuint n = (nuint)length, width = (nuint)L.Count, i = 0;
            for (; i + width <= n; i += width)
            {
                L sum = hasTwo ? L.Load(ref one, i) + L.Load(ref two, i) : L.Load(ref one, i);
                L.Store(isAdded ? L.Load(ref to, i) + (times * sum) : times * sum, ref to, i);
            }

            if (i < n)
            {
                L sum = hasTwo ? L.Load(ref one, i) + L.Load(ref two, i) : L.Load(ref one, i);
                Tail.StoreInline<T, L>(isAdded ? L.Load(ref to, i) + (times * sum) : times * sum, ref to, i, n - i);
            }
        }
    }
}
