using System.Buffers;
using System.Numerics;

namespace Autograd.Core;

/// <summary>
/// Where along one axis each element of a larger or smaller picture comes from: one element, or two neighbours and the share of the second.
/// </summary>
internal readonly record struct UpsamplingAxis(int Size, int Output, bool IsLinear, bool AlignCorners)
{
    /// <summary>The first element, the second, which is the same where it has no share, and the second's share.</summary>
    public void Source(int i, out int first, out int second, out double share)
    {
        if (!IsLinear)
        {
            first = second = (int)((long)i * Size / Output);
            share = 0;
            return;
        }

        // The corners are the centres of the first and last elements, or the edges of the picture.
        double at = AlignCorners
            ? Output > 1 ? (double)i * (Size - 1) / (Output - 1) : 0
            : Math.Max(0, (((i + 0.5) * Size) / Output) - 0.5);
        first = Math.Min((int)at, Size - 1);
        share = first == Size - 1 ? 0 : at - first;
        second = share > 0 ? first + 1 : first;
    }
}

/// <summary>Pictures made larger or smaller, each by itself, along both axes.</summary>
internal static class Upsampling
{
    public static void Run(in ArrayView x, UpsamplingAxis vertical, UpsamplingAxis horizontal, in ArrayView y)
    {
        var kernel = new Kernel(x, vertical, horizontal, y, isBackward: false);
        Lanes.Run(in kernel, y.DType);
    }

    /// <summary>Gives the gradient of each element to those that it came from, in their shares.</summary>
    public static void RunBackward(in ArrayView upstream, UpsamplingAxis vertical, UpsamplingAxis horizontal, in ArrayView gradient)
    {
        var kernel = new Kernel(gradient, vertical, horizontal, upstream, isBackward: true);
        Lanes.Run(in kernel, gradient.DType);
    }

    private readonly struct Kernel(ArrayView x, UpsamplingAxis vertical, UpsamplingAxis horizontal, ArrayView y, bool isBackward)
        : IFloatKernel
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            int input = vertical.Size * horizontal.Size, output = vertical.Output * horizontal.Output;
            double[] sums = isBackward ? ArrayPool<double>.Shared.Rent(input) : [];
            for (int plane = 0; plane * output < y.Count; plane++)
            {
                Span<T> xs = x.Elements<T>().Slice(plane * input, input), ys = y.Elements<T>().Slice(plane * output, output);
                if (!isBackward)
                {
                    Forward(xs, ys);
                    continue;
                }

                sums.AsSpan(0, input).Clear();
                Backward(ys, sums);
                for (int i = 0; i < xs.Length; i++)
                {
                    xs[i] = T.CreateTruncating(sums[i]);
                }
            }

            if (isBackward)
            {
                ArrayPool<double>.Shared.Return(sums);
            }
        }

        private void Forward<T>(ReadOnlySpan<T> xs, Span<T> ys) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            int width = horizontal.Size;
            for (int row = 0, at = 0; row < vertical.Output; row++)
            {
                vertical.Source(row, out int top, out int bottom, out double down);
                for (int column = 0; column < horizontal.Output; column++, at++)
                {
                    horizontal.Source(column, out int left, out int right, out double across);
                    T upper = Between(xs[(top * width) + left], xs[(top * width) + right], across);
                    ys[at] = top == bottom
                        ? upper
                        : Between(upper, Between(xs[(bottom * width) + left], xs[(bottom * width) + right], across), down);
                }
            }
        }

        private void Backward<T>(ReadOnlySpan<T> upstream, Span<double> sums) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            int width = horizontal.Size;
            for (int row = 0, at = 0; row < vertical.Output; row++)
            {
                vertical.Source(row, out int top, out int bottom, out double down);
                for (int column = 0; column < horizontal.Output; column++, at++)
                {
                    horizontal.Source(column, out int left, out int right, out double across);
                    double g = double.CreateTruncating(upstream[at]);
                    Give(sums, top * width, left, right, across, (1 - down) * g);
                    if (bottom != top)
                    {
                        Give(sums, bottom * width, left, right, across, down * g);
                    }
                }
            }
        }

        // What has no share is left out, whatever it is.
        private static T Between<T>(T first, T second, double share) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            share == 0 ? first : (T.CreateTruncating(1 - share) * first) + (T.CreateTruncating(share) * second);

        private static void Give(Span<double> sums, int start, int left, int right, double share, double g)
        {
            sums[start + left] += (1 - share) * g;
            if (right != left)
            {
                sums[start + right] += share * g;
            }
        }
    }
}
