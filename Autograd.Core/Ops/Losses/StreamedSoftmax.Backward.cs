using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

internal static partial class StreamedSoftmax
{
    private readonly struct BackwardKernel(
        ClassScores scores, Tensor classes, Tensor kept, Tensor upstream, Tensor? byX, Tensor? byWeight, Tensor? byBias) : IFloatKernel
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            int part = Part(in scores), parts = (scores.Classes + part - 1) / part;
            Tensor? sums = byX is null ? null : Tensor.Result([parts, byX.Count], byX.DType);
            if (HasFewFeatures(in scores))
            {
                Workers.Run(new FewBackwardChunks<T, L>(scores, classes, kept, upstream, sums, byWeight, part), parts);
            }
            else
            {
                Workers.Run(new BackwardChunks<T, L>(scores, classes, kept, upstream, sums, byWeight, byBias, part), parts);
            }

            byX?.Bytes.Clear();
            for (int i = 0; i < parts && byX is not null; i++)
            {
                Elementwise.AddInPlace(byX, sums!.View(byX.Shape, i * byX.Count));
            }
        }
    }

    // The gradients by the weights of some classes, and their share of the gradient by x.
    private readonly struct BackwardChunks<T, L>(
        ClassScores scores, Tensor classes, Tensor kept, Tensor upstream, Tensor? sums, Tensor? byWeight, Tensor? byBias,
        int part) : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        public void Run(int chunk)
        {
            using var scope = new TensorScope();
            int rows = scores.Rows, features = scores.Features, stretch = Stretch(in scores),
                end = Math.Min(scores.Classes, (chunk + 1) * part);
            ReadOnlySpan<long> wanted = classes.Elements<long>();
            ReadOnlySpan<T> arrived = upstream.Elements<T>(), totals = kept.Elements<T>()[^rows..];
            Tensor? powers = KeepsPowers(in scores) ? kept : null;
            Tensor some = Tensor.Result([rows, stretch], upstream.DType);
            Tensor? sum = sums?.View(scores.X.Shape, chunk * scores.X.Count),
                share = sum is null ? null : Tensor.Result(sum.Shape, sum.DType);
            sum?.Bytes.Clear();
            for (int start = chunk * part; start < end; start += stretch)
            {
                int count = Math.Min(stretch, end - start);
                if (powers is null)
                {
                    scores.Compute(start, count, some);
                }

                Span<T> all = some.Elements<T>(), shifts = Shifts<T>(in scores, powers, start / stretch);
                for (int row = 0; row < rows; row++)
                {
                    Span<T> of = all.Slice(row * count, count);
                    if (arrived[row] == T.Zero)
                    {
                        of.Clear();
                        continue;
                    }

                    if (powers is null)
                    {
                        Gradient(of, totals[row], -arrived[row]);
                    }
                    else
                    {
                        T factor =
                            T.CreateTruncating(-Math.Exp(double.CreateTruncating(shifts[row]) - double.CreateTruncating(totals[row])));
                        Scale(powers.Elements<T>().Slice((rows * start) + (row * count), count), of, factor * arrived[row]);
                    }

                    if ((ulong)(wanted[row] - start) < (ulong)count)
                    {
                        of[(int)(wanted[row] - start)] += arrived[row];
                    }
                }

                if (sum is not null)
                {
                    MatrixProduct.Run(some, 0, false, scores.Weight, start * features, false, share!, 0, rows, features, count);
                    Elementwise.AddInPlace(sum, share!);
                }

                if (byWeight is not null)
                {
                    MatrixProduct.Run(some, 0, true, scores.X, 0, false, byWeight, start * features, count, features, rows);
                }

                if (byBias is not null)
                {
                    Reduce.SumRows(some, rows, byBias.View([count], start));
                }
            }
        }

        [MethodImpl(Lanes.Hot)]
        private static void Scale(ReadOnlySpan<T> xs, Span<T> ys, T factor)
        {
            ref readonly T x = ref MemoryMarshal.GetReference(xs);
            ref T y = ref MemoryMarshal.GetReference(ys[..xs.Length]);
            nuint n = (nuint)xs.Length, width = (nuint)L.Count, i = 0;
            L times = L.Splat(factor);
            for (; i + width <= n; i += width)
            {
                L.Store(times * L.Load(in x, i), ref y, i);
            }

            if (i < n)
            {
                Tail.Store<T, L>(times * Tail.Load<T, L>(in x, i, n - i), ref y, i, n - i);
            }
        }

        // A score s becomes factor · exp(s − total).
        [MethodImpl(Lanes.Hot)]
        private static void Gradient(Span<T> ss, T total, T factor)
        {
            ref T s = ref MemoryMarshal.GetReference(ss);
            nuint n = (nuint)ss.Length, width = (nuint)L.Count, i = 0;
            L by = L.Splat(total), times = L.Splat(factor);
            for (; i + width <= n; i += width)
            {
                L.Store(times * L.ExpOfNegative(L.Load(in s, i) - by), ref s, i);
            }

            if (i < n)
            {
                Tail.Store<T, L>(times * L.ExpOfNegative(Tail.Load<T, L>(in s, i, n - i) - by), ref s, i, n - i);
            }
        }
    }
}
