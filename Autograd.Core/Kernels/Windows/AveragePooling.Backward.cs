using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

internal static partial class AveragePooling
{
    /// <summary>The gradient of each window, divided as its sum was, for each of its elements.</summary>
    public static void RunBackward(in ArrayView upstream, in PoolingWindows windows, in PoolingDivisor divisor, in ArrayView gradient)
    {
        var kernel = new BackwardKernel(upstream, windows, divisor, gradient);
        Lanes.Run(in kernel, gradient.DType);
    }

    private readonly struct BackwardKernel(ArrayView upstream, PoolingWindows windows, PoolingDivisor divisor, ArrayView gradient)
        : IFloatKernel, IPlaneKernel
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L> =>
            windows.Run<BackwardKernel, T, L>(in this, gradient.Count / windows.Input);

        public void Planes<T, L>(int first, int end)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ReadOnlySpan<T> upstreams = upstream.Elements<T>();
            Span<T> gradients = gradient.Elements<T>();
            int input = windows.Input, output = windows.Output;
            if (windows.AreApart)
            {
                for (int plane = first; plane < end; plane++)
                {
                    Apart(upstreams.Slice(plane * output, output), gradients.Slice(plane * input, input));
                }

                return;
            }

            if (!windows.AreAbreast(L.Count))
            {
                double[] shares = ArrayPool<double>.Shared.Rent(output);
                for (int plane = first; plane < end; plane++)
                {
                    OneByOne(upstreams.Slice(plane * output, output), shares, gradients.Slice(plane * input, input));
                }

                ArrayPool<double>.Shared.Return(shares);
                return;
            }

            using var rows = new PoolingRows<T>(windows, L.Count);
            ReadOnlySpan<int> places = rows.Taps(stackalloc int[LongSum.Terms]);
            divisor.Fill(rows.Columns, windows.Horizontal);
            for (int plane = first; plane < end; plane++)
            {
                rows.Elements.Clear();
                Abreast<T, L>(upstreams.Slice(plane * output, output), in rows, places);
                rows.Return(gradients.Slice(plane * input, input));
            }
        }

        [MethodImpl(Lanes.Hot)]
        private void Abreast<T, L>(ReadOnlySpan<T> upstreams, in PoolingRows<T> rows, ReadOnlySpan<int> places)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ref T elements = ref MemoryMarshal.GetReference(rows.Elements);
            ref readonly T columns = ref MemoryMarshal.GetReference(rows.Columns), arrived = ref MemoryMarshal.GetReference(upstreams);
            int width = windows.Horizontal.Count;
            for (int row = 0; row < windows.Vertical.Count; row++)
            {
                windows.Vertical.Window(row, out int top, out int first, out int end);
                L rowDivisor = divisor.OfRow(windows.Vertical, row);
                for (int i = 0; i < width; i += L.Count)
                {
                    nuint at = (nuint)((row * width) + i), rest = (nuint)(width - i);
                    L g = rest >= (nuint)L.Count ? L.Load(in arrived, at) : Tail.Load<T, L>(in arrived, at, rest);
                    g /= rowDivisor * L.Load(in columns, (nuint)i);
                    for (int down = first; down < end; down++)
                    {
                        nuint start = (nuint)(((top + down) * rows.RowLength) + i);
                        foreach (int place in places)
                        {
                            L.Store(L.Load(ref elements, start + (nuint)place) + g, ref elements, start + (nuint)place);
                        }
                    }
                }
            }
        }

        // For each window its elements, where no two windows share any.
        private void Apart<T>(ReadOnlySpan<T> upstreams, Span<T> gradients) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            (WindowAxis vertical, WindowAxis horizontal) = windows;
            gradients.Clear();
            for (int row = 0, at = 0; row < vertical.Count; row++)
            {
                vertical.Window(row, out int top, out int firstDown, out int endDown);
                double rowDivisor = divisor.OfRow(vertical, row);
                for (int column = 0; column < horizontal.Count; column++, at++)
                {
                    horizontal.Window(column, out int left, out int first, out int end);
                    T share = T.CreateTruncating(
                        double.CreateTruncating(upstreams[at]) / (rowDivisor * divisor.OfColumn(horizontal, column)));
                    for (int down = firstDown; down < endDown && first < end; down++)
                    {
                        gradients.Slice(((top + down) * horizontal.Size) + left + first, end - first).Fill(share);
                    }
                }
            }
        }

        // For each element the windows that it is in.
        private void OneByOne<T>(ReadOnlySpan<T> upstreams, Span<double> shares, Span<T> gradients)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            (WindowAxis vertical, WindowAxis horizontal) = windows;
            for (int row = 0, i = 0; row < vertical.Count; row++)
            {
                double rowDivisor = divisor.OfRow(vertical, row);
                for (int column = 0; column < horizontal.Count; column++, i++)
                {
                    shares[i] = double.CreateTruncating(upstreams[i]) / (rowDivisor * divisor.OfColumn(horizontal, column));
                }
            }

            for (int y = 0, at = 0; y < vertical.Size; y++)
            {
                vertical.Covering(y, out int firstRow, out int endRow);
                for (int x = 0; x < horizontal.Size; x++, at++)
                {
                    horizontal.Covering(x, out int first, out int end);
                    double sum = 0;
                    for (int row = firstRow; row < endRow; row++)
                    {
                        for (int column = first; column < end; column++)
                        {
                            sum += shares[(row * horizontal.Count) + column];
                        }
                    }

                    gradients[at] = T.CreateTruncating(sum);
                }
            }
        }
    }
}
