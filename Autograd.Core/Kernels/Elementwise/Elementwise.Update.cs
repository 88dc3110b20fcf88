using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

internal static partial class Elementwise
{
    /// <summary>
    /// Changes the elements of x and of the tensors that go with it in place, all in one pass; what is missing is read from x and not
    /// written. There may be more elements than the tensors have: those behind them in their packs. What is kept begins at an offset.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Update<F>(F formula, in ArrayView gradient, in ArrayView x, in ArrayView first, in ArrayView second,
        in ArrayView third, int offset, int count)
        where F : struct, IUpdateFormula
    {
        var loop = new UpdateKernel<F>(formula, gradient, x, first, second, third, offset, count);
        Ranges.RunOverShared(in loop, count, x.DType);
    }

    /// <summary>The same for some rows of x along its first axis.</summary>
    public static void UpdateRows<F>(F formula, in ArrayView gradient, in ArrayView x, in ArrayView first, in ArrayView second,
        in ArrayView third, int offset, ReadOnlyMemory<int> rows)
        where F : struct, IUpdateFormula =>
        Ranges.Run(new UpdateKernel<F>(formula, gradient, x, first, second, third, offset, x.Count), rows, x.Shape.CountOf(1..), x.DType);

    private readonly struct UpdateKernel<F>(F formula, ArrayView gradient, ArrayView x, ArrayView first, ArrayView second, ArrayView third,
        int offset, int count) : IRange
        where F : struct, IUpdateFormula
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
            bool hasFirst = !first.IsNone, hasSecond = !second.IsNone, hasThird = !third.IsNone;
            ref T g = ref From<T>(gradient, start, length), v = ref From<T>(x, start, length);
            ref T a = ref Kept(first, ref v, start, length), b = ref Kept(second, ref v, start, length),
                c = ref Kept(third, ref v, start, length);
            nuint n = (nuint)length, width = (nuint)L.Count, i = 0;
            F f = formula;
            for (; i + width <= n; i += width)
            {
                L value = L.Load(ref v, i), one = L.Load(ref a, i), two = L.Load(ref b, i), three = L.Load(ref c, i);
                f.Apply(L.Load(ref g, i), ref value, ref one, ref two, ref three);
                L.Store(value, ref v, i);
                if (hasFirst)
                {
                    L.Store(one, ref a, i);
                }

                if (hasSecond)
                {
                    L.Store(two, ref b, i);
                }

                if (hasThird)
                {
                    L.Store(three, ref c, i);
                }
            }

            if (i < n)
            {
                nuint rest = n - i;
                L value = L.Load(ref v, i), one = L.Load(ref a, i), two = L.Load(ref b, i), three = L.Load(ref c, i);
                f.Apply(L.Load(ref g, i), ref value, ref one, ref two, ref three);
                Tail.StoreInline<T, L>(value, ref v, i, rest);
                if (hasFirst)
                {
                    Tail.StoreInline<T, L>(one, ref a, i, rest);
                }

                if (hasSecond)
                {
                    Tail.StoreInline<T, L>(two, ref b, i, rest);
                }

                if (hasThird)
                {
                    Tail.StoreInline<T, L>(three, ref c, i, rest);
                }
            }
        }

        private ref T Kept<T>(in ArrayView kept, ref T x, int start, int length) where T : unmanaged =>
            ref kept.IsNone ? ref x : ref From<T>(kept, offset + start, length);

        private static ref T From<T>(in ArrayView elements, int start, int length) where T : unmanaged =>
            ref MemoryMarshal.GetReference(elements.Part<T>(start, length));
    }
}
