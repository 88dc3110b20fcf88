using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

internal static partial class MaxPooling
{
    /// <summary>Adds the gradient of each window's largest element to where that was; everywhere else the gradient is 0.</summary>
    public static void RunBackward(in ArrayView upstream, in ArrayView taps, in PoolingWindows windows, in ArrayView gradient)
    {
        var kernel = new BackwardKernel(upstream, taps, windows, gradient);
        Lanes.Run(in kernel, gradient.DType);
    }

    /// <summary>Where in its plane each window's largest element is; where there is none, the number of the plane's elements.</summary>
    public static void Places(in ArrayView taps, in PoolingWindows windows, in ArrayView places)
    {
        var kernel = new PlacesKernel(taps, windows, places);
        Lanes.Run(in kernel, taps.DType);
    }

    private readonly struct BackwardKernel(ArrayView upstream, ArrayView taps, PoolingWindows windows, ArrayView gradient)
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
            Span<T> gradients = gradient.Elements<T>();
            ReadOnlySpan<T> upstreams = upstream.Elements<T>(), tapsOfY = taps.Elements<T>();
            int input = windows.Input, output = windows.Output;
            if (Pairs.Suit<T>(windows))
            {
                for (int plane = first; plane < end; plane++)
                {
                    Pairs.RunBackward(upstream.Elements<float>().Slice(plane * output, output),
                        taps.Elements<float>().Slice(plane * output, output), windows,
                        gradient.Elements<float>().Slice(plane * input, input));
                }

                return;
            }

            if (!windows.AreAbreast(L.Count))
            {
                double[] sums = ArrayPool<double>.Shared.Rent(input);
                for (int plane = first; plane < end; plane++)
                {
                    OneByOne(upstreams.Slice(plane * output, output), tapsOfY.Slice(plane * output, output), sums.AsSpan(0, input),
                        gradients.Slice(plane * input, input));
                }

                ArrayPool<double>.Shared.Return(sums);
                return;
            }

            using var rows = new PoolingRows<T>(windows, L.Count);
            ReadOnlySpan<int> places = rows.Taps(stackalloc int[LongSum.Terms]);
            for (int plane = first; plane < end; plane++)
            {
                rows.Elements.Clear();
                Abreast<T, L>(upstreams.Slice(plane * output, output), tapsOfY.Slice(plane * output, output), in rows, places);
                rows.Return(gradients.Slice(plane * input, input));
            }
        }

        [MethodImpl(Lanes.Hot)]
        private void Abreast<T, L>(ReadOnlySpan<T> upstreams, ReadOnlySpan<T> tapsOfY, in PoolingRows<T> rows, ReadOnlySpan<int> places)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ref T elements = ref MemoryMarshal.GetReference(rows.Elements);
            ref readonly T arrived = ref MemoryMarshal.GetReference(upstreams), largest = ref MemoryMarshal.GetReference(tapsOfY);
            int width = windows.Horizontal.Count;
            for (int row = 0; row < windows.Vertical.Count; row++)
            {
                windows.Vertical.Window(row, out int top, out int first, out int end);
                for (int i = 0; i < width; i += L.Count)
                {
                    nuint at = (nuint)((row * width) + i), rest = (nuint)(width - i);
                    bool isWhole = rest >= (nuint)L.Count;
                    L g = isWhole ? L.Load(in arrived, at) : Tail.Load<T, L>(in arrived, at, rest);
                    L tap = isWhole ? L.Load(in largest, at) : Tail.Load<T, L>(in largest, at, rest);
                    for (int down = first; down < end; down++)
                    {
                        nuint start = (nuint)(((top + (down * windows.Vertical.Dilation)) * rows.RowLength) + i);
                        L number = down * places.Length;
                        foreach (int place in places)
                        {
                            nuint to = start + (nuint)place;
                            L.Store(L.Load(ref elements, to) + L.IfZero(tap - number, g, 0), ref elements, to);
                            number += 1;
                        }
                    }
                }
            }
        }

        private void OneByOne<T>(ReadOnlySpan<T> upstreams, ReadOnlySpan<T> tapsOfY, Span<double> sums, Span<T> gradients)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            sums.Clear();
            for (int row = 0, at = 0; row < windows.Vertical.Count; row++)
            {
                for (int column = 0; column < windows.Horizontal.Count; column++, at++)
                {
                    if (tapsOfY[at] >= T.Zero)
                    {
                        sums[windows.Place(row, column, int.CreateTruncating(tapsOfY[at]))] += double.CreateTruncating(upstreams[at]);
                    }
                }
            }

            for (int i = 0; i < gradients.Length; i++)
            {
                gradients[i] = T.CreateTruncating(sums[i]);
            }
        }
    }

    private readonly struct PlacesKernel(ArrayView taps, PoolingWindows windows, ArrayView places) : IFloatKernel
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ReadOnlySpan<T> tapsOfY = taps.Elements<T>();
            Span<long> all = places.Elements<long>();
            for (int i = 0; i < all.Length; i++)
            {
                (int row, int column) = Math.DivRem(i % windows.Output, windows.Horizontal.Count);
                all[i] = tapsOfY[i] >= T.Zero ? windows.Place(row, column, int.CreateTruncating(tapsOfY[i])) : windows.Input;
            }
        }
    }
}
