using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

/// <summary>
/// The largest element of each window, and which of its taps that is, counted row by row: the first of those that tie, and of NaNs, which
/// are larger than all, the last. The padding is no element; a window without any is −∞ and has the tap −∞.
/// </summary>
internal static partial class MaxPooling
{
    public static void Run(in ArrayView x, in PoolingWindows windows, in ArrayView y, in ArrayView taps)
    {
        var kernel = new ForwardKernel(x, windows, y, taps);
        Lanes.Run(in kernel, y.DType);
    }

    private readonly struct ForwardKernel(ArrayView x, PoolingWindows windows, ArrayView y, ArrayView taps) : IFloatKernel, IPlaneKernel
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L> =>
            windows.Run<ForwardKernel, T, L>(in this, y.Count / windows.Output);

        public void Planes<T, L>(int first, int end)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            if (Pairs.Suit<T>(windows))
            {
                for (int plane = first; plane < end; plane++)
                {
                    if (!Pairs.Run(Input<float>(plane), windows, Result<float>(y, plane), Result<float>(taps, plane)))
                    {
                        OneByOne(Input<T>(plane), Result<T>(y, plane), Result<T>(taps, plane));
                    }
                }

                return;
            }

            if (!windows.AreAbreast(L.Count))
            {
                for (int plane = first; plane < end; plane++)
                {
                    OneByOne(Input<T>(plane), Result<T>(y, plane), Result<T>(taps, plane));
                }

                return;
            }

            using var rows = new PoolingRows<T>(windows, L.Count);
            ReadOnlySpan<int> places = rows.Taps(stackalloc int[LongSum.Terms]);
            rows.Elements.Fill(T.NegativeInfinity);
            rows.Columns.Clear();
            for (int i = 0; i < windows.Horizontal.Count; i++)
            {
                windows.Horizontal.Window(i, out _, out int tap, out int after);
                rows.Columns[i] = tap < after ? T.CreateTruncating(tap) : T.NegativeInfinity;
            }

            for (int plane = first; plane < end; plane++)
            {
                rows.Lay(Input<T>(plane));
                if (!Abreast<T, L>(in rows, places, Result<T>(y, plane), Result<T>(taps, plane)))
                {
                    OneByOne(Input<T>(plane), Result<T>(y, plane), Result<T>(taps, plane));
                }
            }
        }

        private ReadOnlySpan<T> Input<T>(int plane) where T : unmanaged =>
            x.Elements<T>().Slice(plane * windows.Input, windows.Input);

        private Span<T> Result<T>(in ArrayView result, int plane) where T : unmanaged =>
            result.IsNone ? default : result.Elements<T>().Slice(plane * windows.Output, windows.Output);

        // A lane of windows at a time; false where there is a NaN, which no comparison finds.
        [MethodImpl(Lanes.Hot)]
        private bool Abreast<T, L>(in PoolingRows<T> rows, ReadOnlySpan<int> places, Span<T> ys, Span<T> tapsOfY)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ref readonly T elements = ref MemoryMarshal.GetReference(rows.Elements), columns = ref MemoryMarshal.GetReference(rows.Columns);
            int width = windows.Horizontal.Count;
            L nan = 0;
            for (int row = 0; row < windows.Vertical.Count; row++)
            {
                windows.Vertical.Window(row, out int top, out int first, out int end);
                for (int i = 0; i < width; i += L.Count)
                {
                    L largest = double.NegativeInfinity, one = 1;
                    L tap = L.Load(in columns, (nuint)i) + (first < end ? first * places.Length : double.NegativeInfinity);
                    for (int down = first; down < end; down++)
                    {
                        nuint start = (nuint)(((top + (down * windows.Vertical.Dilation)) * rows.RowLength) + i);
                        L number = down * places.Length;
                        foreach (int place in places)
                        {
                            L element = L.Load(in elements, start + (nuint)place);
                            tap = L.IfGreater(element, largest, number, tap);
                            largest = L.IfGreater(element, largest, element, largest);
                            nan = L.IfGreaterOrEqual(element, element, nan, one);
                            number += one;
                        }
                    }

                    int at = (row * width) + i, rest = Math.Min(L.Count, width - i);
                    Store(largest, ys, at, rest);
                    if (!tapsOfY.IsEmpty)
                    {
                        Store(tap, tapsOfY, at, rest);
                    }
                }
            }

            return L.Sum(nan) == T.Zero;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Store<T, L>(L lane, Span<T> to, int at, int count)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ref T first = ref MemoryMarshal.GetReference(to);
            if (count == L.Count)
            {
                L.Store(lane, ref first, (nuint)at);
            }
            else
            {
                Tail.Store(lane, ref first, (nuint)at, (nuint)count);
            }
        }

        private void OneByOne<T>(ReadOnlySpan<T> xs, Span<T> ys, Span<T> tapsOfY) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            (WindowAxis vertical, WindowAxis horizontal) = windows;
            for (int row = 0, at = 0; row < vertical.Count; row++)
            {
                vertical.Window(row, out int top, out int firstDown, out int endDown);
                for (int column = 0; column < horizontal.Count; column++, at++)
                {
                    horizontal.Window(column, out int left, out int first, out int end);
                    T largest = T.NegativeInfinity;
                    int tap = firstDown < endDown && first < end ? (firstDown * horizontal.Kernel) + first : -1;
                    for (int down = firstDown; down < endDown; down++)
                    {
                        int start = ((top + (down * vertical.Dilation)) * horizontal.Size) + left;
                        for (int right = first; right < end; right++)
                        {
                            T element = xs[start + (right * horizontal.Dilation)];
                            if (element > largest || T.IsNaN(element))
                            {
                                largest = element;
                                tap = (down * horizontal.Kernel) + right;
                            }
                        }
                    }

                    ys[at] = largest;
                    if (!tapsOfY.IsEmpty)
                    {
                        tapsOfY[at] = tap < 0 ? T.NegativeInfinity : T.CreateTruncating(tap);
                    }
                }
            }
        }
    }
}
