using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

/// <summary>
/// The sum over each window, divided by a number: of its elements, of its cells in the padded input, or one for all. Either way a window's
/// divisor is that of its row times that of its column.
/// </summary>
internal static partial class AveragePooling
{
    public static void Run(in ArrayView x, in PoolingWindows windows, in PoolingDivisor divisor, in ArrayView y)
    {
        var kernel = new ForwardKernel(x, windows, divisor, y);
        Lanes.Run(in kernel, y.DType);
    }

    private readonly struct ForwardKernel(ArrayView x, PoolingWindows windows, PoolingDivisor divisor, ArrayView y)
        : IFloatKernel, IPlaneKernel
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L> =>
            windows.Run<ForwardKernel, T, L>(in this, y.Count / windows.Output);

        public void Planes<T, L>(int first, int end)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ReadOnlySpan<T> xs = x.Elements<T>();
            Span<T> ys = y.Elements<T>();
            int input = windows.Input, output = windows.Output;
            if (!windows.AreAbreast(L.Count))
            {
                for (int plane = first; plane < end; plane++)
                {
                    OneByOne<T, L>(xs.Slice(plane * input, input), ys.Slice(plane * output, output));
                }

                return;
            }

            using var rows = new PoolingRows<T>(windows, L.Count);
            ReadOnlySpan<int> places = rows.Taps(stackalloc int[LongSum.Terms]);
            rows.Elements.Clear();
            divisor.Fill(rows.Columns, windows.Horizontal);
            for (int plane = first; plane < end; plane++)
            {
                rows.Lay(xs.Slice(plane * input, input));
                Abreast<T, L>(in rows, places, ys.Slice(plane * output, output));
            }
        }

        [MethodImpl(Lanes.Hot)]
        private void Abreast<T, L>(in PoolingRows<T> rows, ReadOnlySpan<int> places, Span<T> ys)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ref readonly T elements = ref MemoryMarshal.GetReference(rows.Elements), columns = ref MemoryMarshal.GetReference(rows.Columns);
            ref T y = ref MemoryMarshal.GetReference(ys);
            int width = windows.Horizontal.Count;
            for (int row = 0; row < windows.Vertical.Count; row++)
            {
                windows.Vertical.Window(row, out int top, out int first, out int end);
                L rowDivisor = divisor.OfRow(windows.Vertical, row);
                for (int i = 0; i < width; i += L.Count)
                {
                    L sum = 0;
                    for (int down = first; down < end; down++)
                    {
                        nuint start = (nuint)(((top + down) * rows.RowLength) + i);
                        foreach (int place in places)
                        {
                            sum += L.Load(in elements, start + (nuint)place);
                        }
                    }

                    L mean = sum / (rowDivisor * L.Load(in columns, (nuint)i));
                    nuint at = (nuint)((row * width) + i), rest = (nuint)(width - i);
                    if (rest >= (nuint)L.Count)
                    {
                        L.Store(mean, ref y, at);
                    }
                    else
                    {
                        Tail.Store(mean, ref y, at, rest);
                    }
                }
            }
        }

        private void OneByOne<T, L>(ReadOnlySpan<T> xs, Span<T> ys)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            (WindowAxis vertical, WindowAxis horizontal) = windows;
            for (int row = 0, at = 0; row < vertical.Count; row++)
            {
                vertical.Window(row, out int top, out int firstDown, out int endDown);
                double rowDivisor = divisor.OfRow(vertical, row);
                for (int column = 0; column < horizontal.Count; column++, at++)
                {
                    horizontal.Window(column, out int left, out int first, out int end);
                    int start = ((top + firstDown) * horizontal.Size) + left + first, rows = endDown - firstDown, columns = end - first;
                    double sum = rows == 0 || columns == 0 ? 0 : Sum<T, L>(xs[start..], rows, columns, horizontal.Size);
                    ys[at] = T.CreateTruncating(sum / (rowDivisor * divisor.OfColumn(horizontal, column)));
                }
            }
        }

        // So many terms at a time, as LongSum says, be they of one row or of several; rows without gaps are one.
        [MethodImpl(Lanes.Hot)]
        private static double Sum<T, L>(ReadOnlySpan<T> xs, int rows, int columns, int rowLength)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            if (columns == rowLength)
            {
                (rows, columns) = (1, rows * columns);
            }

            ref readonly T x = ref MemoryMarshal.GetReference(xs);
            nuint n = (nuint)columns, width = (nuint)L.Count, rest = n % width, whole = n - rest;
            double sum = 0;
            L part = 0;
            int terms = 0;
            for (int row = 0; row < rows; row++)
            {
                nuint start = (nuint)row * (nuint)rowLength;
                for (nuint i = 0; i < n; i += width)
                {
                    part += i < whole ? L.Load(in x, start + i) : Tail.Load<T, L>(in x, start + whole, rest);
                    if (++terms == LongSum.Terms)
                    {
                        sum += double.CreateTruncating(L.Sum(part));
                        (part, terms) = (0, 0);
                    }
                }
            }

            return sum + double.CreateTruncating(L.Sum(part));
        }
    }
}
