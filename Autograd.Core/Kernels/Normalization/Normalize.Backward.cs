using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

internal static unsafe partial class Normalize
{
    /// <summary>The pullback of <see cref="Forward"/>, with the statistics that it noted.</summary>
    public static void Backward(in Standardization of, in NormGradients gradients)
    {
        var kernel = new BackwardKernel(of, gradients);
        Lanes.Run(in kernel, of.X.DType);
    }

    // What is subtracted from the gradient of a row's standardized elements: a constant, and a multiple of them.
    private static (double Constant, double Multiple) Projection<T>(in Standardization of, in NormGradients gradients, int row,
        double scale, double plain, double standardized)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (of.Moments == Moments.Given)
        {
            if (!gradients.ByMean.IsNone)
            {
                gradients.ByMean.Elements<T>()[row] = T.CreateTruncating(Product(-scale, plain));
                gradients.ByVariance.Elements<T>()[row] = T.CreateTruncating(Product(-0.5 * scale * scale, standardized));
            }

            return (0, 0);
        }

        if (!gradients.ByMeanUpstream.IsNone)
        {
            plain -= Product(1 / scale, double.CreateTruncating(gradients.ByMeanUpstream.Elements<T>()[row]));
        }

        if (!gradients.ByVarianceUpstream.IsNone)
        {
            standardized -= Product(2 / (scale * scale), double.CreateTruncating(gradients.ByVarianceUpstream.Elements<T>()[row]));
        }

        return (of.Moments == Moments.OfRow ? plain / of.Layout.Length : 0, standardized / of.Layout.Length);
    }

    private static double Product(double slope, double gradient) => slope == 0 || gradient == 0 ? 0 : slope * gradient;

    private readonly struct BackwardKernel(Standardization of, NormGradients gradients) : IFloatKernel
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            NormLayout layout = of.Layout;
            if (layout.IsColumns)
            {
                BackwardColumns<T, L>(of, gradients);
            }
            else if (!layout.IsAcross && (layout.Inner == 1 || of.Weight.IsNone))
            {
                ByRows<T, L>(layout.Outer, of.Weight.IsNone ? 0 : layout.Parameters);
            }
            else
            {
                BySegments<T, L>(layout.Outer, layout.Parameters);
            }
        }

        // The gradients by weights and biases are summed over a few rows at a time, and then these sums.
        private void ByRows<T, L>(int outer, int parameters)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            int blocks = (outer + LongSum.Terms - 1) / LongSum.Terms;
            int atATime = RowsAtATime(blocks, LongSum.Terms * of.Layout.Groups * of.Layout.Length);
            BufferPool pool = BufferPool.Current;
            TensorBuffer scratch = pool.Rent(2L * blocks * parameters * Unsafe.SizeOf<T>());
            ArrayView byWeights = scratch.View(0, [blocks, parameters], of.X.DType),
                byBiases = scratch.View(blocks * parameters, [blocks, parameters], of.X.DType);
            Workers.Run(new BackwardRows<T, L>(of, gradients, byWeights, byBiases, atATime), Chunks(blocks, atATime));
            if (!gradients.ByWeight.IsNone)
            {
                Reduce.SumRows(byWeights, blocks, gradients.ByWeight);
            }

            if (!gradients.ByBias.IsNone)
            {
                Reduce.SumRows(byBiases, blocks, gradients.ByBias);
            }

            pool.Return(scratch);
        }

        // The sums of each segment, in double precision.
        private void BySegments<T, L>(int outer, int parameters)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            int rows = of.Layout.Rows, atATime = RowsAtATime(rows, of.Layout.Length), segments = outer * parameters;
            BufferPool pool = BufferPool.Current;
            TensorBuffer scratch = pool.Rent(2L * segments * sizeof(double));
            ArrayView sums = scratch.View(0, [2, segments], DType.Float64);
            Workers.Run(new BackwardSegments<T, L>(of, gradients, sums, atATime), Chunks(rows, atATime));
            Total<T>(sums.Elements<double>()[..segments], gradients.ByBias);
            Total<T>(sums.Elements<double>()[segments..], gradients.ByWeight);
            pool.Return(scratch);
        }

        private static void Total<T>(Span<double> sums, in ArrayView result) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Span<T> results = result.Elements<T>();
            for (int i = 0; i < results.Length; i++)
            {
                double total = 0;
                for (int at = i; at < sums.Length; at += results.Length)
                {
                    total += sums[at];
                }

                results[i] = T.CreateTruncating(total);
            }
        }
    }

    private readonly struct BackwardRows<T, L>(Standardization of, NormGradients gradients, ArrayView byWeights, ArrayView byBiases,
        int atATime) : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        public void Run(int chunk)
        {
            NormLayout layout = of.Layout;
            int last = Math.Min((chunk + 1) * atATime, byWeights.Shape[0]), elements = layout.Groups * layout.Length;
            for (int block = chunk * atATime; block < last; block++)
            {
                Span<T> toWeights = Of(byWeights, block), toBiases = Of(byBiases, block);
                toWeights.Clear();
                toBiases.Clear();
                int end = Math.Min((block + 1) * LongSum.Terms, layout.Outer);
                for (int outer = block * LongSum.Terms, next = outer; outer < end; outer = next)
                {
                    next = (int)Math.Min(end, outer + Math.Max(1L, Near / elements));
                    for (int group = 0; group < layout.Groups; group++)
                    {
                        Some((outer * layout.Groups) + group, next - outer, toWeights, toBiases);
                    }
                }
            }
        }

        private static Span<T> Of(in ArrayView sums, int block) => sums.Elements<T>().Slice(block * sums.Shape[1], sums.Shape[1]);

        // Rows of one group. Where a product of two numbers that are not finite may have made a sum so, a row is done over by the chain
        // rule.
        [SkipLocalsInit]
        private void Some(int row, int count, Span<T> toWeights, Span<T> toBiases)
        {
            NormLayout layout = of.Layout;
            int start = layout.Start(row), parameter = layout.Parameter(row);
            T* singles = stackalloc T[Stretches<T>.Singles];
            double* doubles = stackalloc double[Stretches<T>.Doubles];
            fixed (T* x = of.X.Elements<T>(), dy = gradients.Upstream.Elements<T>(), weights = of.Weight.Elements<T>(),
                dx = gradients.ByX.Elements<T>(), byWeight = toWeights, byBias = toBiases)
            {
                var rows = new Stretches<T>
                {
                    X = x + start,
                    Dy = dy + start,
                    Count = count,
                    Length = layout.Length,
                    Step = layout.Groups * layout.Length,
                    Weights = weights is null ? null : weights + parameter,
                    Shifts = singles,
                    Plain = doubles,
                };
                rows.Note(of, row, layout.Groups);
                Sums<T, L, Plain>(in rows, 0, count);
                bool isFinite = rows.IsFinite(0, count);
                for (int i = 0, next = count; i < count; i = next)
                {
                    next = isFinite ? count : i + 1;
                    if (isFinite || rows.IsFinite(i, next))
                    {
                        Finish<Plain>(in rows, row, i, next, dx + start, byWeight + parameter, byBias + parameter);
                    }
                    else
                    {
                        Sums<T, L, Chained>(in rows, i, next);
                        Finish<Chained>(in rows, row, i, next, dx + start, byWeight + parameter, byBias + parameter);
                    }
                }
            }
        }

        private void Finish<P>(in Stretches<T> rows, int row, int first, int end, T* dx, T* byWeight, T* byBias) where P : struct, IProduct
        {
            if (rows.Weights is not null)
            {
                AddTo<T, L, P>(in rows, first, end, byWeight, byBias);
            }

            ReadOnlySpan<double> scales = of.Scales;
            for (int i = first; i < end; i++)
            {
                int number = row + (i * of.Layout.Groups);
                (rows.Plain[i], rows.Standardized[i]) =
                    Projection<T>(in of, in gradients, number, scales[number], rows.Plain[i], rows.Standardized[i]);
            }

            if (!gradients.ByX.IsNone)
            {
                Gradient<T, L, P>(in rows, first, end, dx);
            }
        }
    }

    private readonly struct BackwardSegments<T, L>(Standardization of, NormGradients gradients, ArrayView sums, int atATime) : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        public void Run(int chunk)
        {
            int last = Math.Min((chunk + 1) * atATime, of.Layout.Rows);
            for (int row = chunk * atATime; row < last; row++)
            {
                if (!Try<Plain>(row))
                {
                    Try<Chained>(row);
                }
            }
        }

        [SkipLocalsInit]
        private bool Try<P>(int row) where P : struct, IProduct
        {
            NormLayout layout = of.Layout;
            int start = layout.Start(row), sum = layout.IsAcross ? row : row * layout.Channels, step = layout.IsAcross ? layout.Groups : 1;
            Span<double> byBiases = sums.Elements<double>()[sum..(sums.Count / 2)],
                byWeights = sums.Elements<double>()[(sum + (sums.Count / 2))..];
            T* singles = stackalloc T[Stretches<T>.Singles];
            double* doubles = stackalloc double[Stretches<T>.Doubles];
            double plain = 0, standardized = 0;
            fixed (T* x = of.X.Elements<T>(), dy = gradients.Upstream.Elements<T>(), dx = gradients.ByX.Elements<T>(),
                weights = of.Weight.Elements<T>())
            {
                T* weight = weights is null ? null : weights + layout.Parameter(row);
                var some = new Stretches<T>
                {
                    X = x + start,
                    Dy = dy + start,
                    Count = Math.Min(Stretches<T>.Most, layout.Segments),
                    Length = layout.Inner,
                    Step = layout.Step,
                    WeightOfEach = weight,
                    WeightStep = layout.ParameterStep,
                    Shifts = singles,
                    Plain = doubles,
                };
                some.Note(of, row, 0);
                for (int i = 0; i < layout.Segments; i += some.Count)
                {
                    int count = Math.Min(some.Count, layout.Segments - i);
                    Sums<T, L, P>(some.From(i), 0, count);
                    for (int j = 0; j < count; j++)
                    {
                        (double a, double b) = (some.Plain[j], some.Standardized[j]);
                        double factor = weight is null ? 1 : double.CreateTruncating(weight[(i + j) * layout.ParameterStep]);
                        (byBiases[(i + j) * step], byWeights[(i + j) * step]) = (a, b);
                        plain += typeof(P) == typeof(Plain) ? factor * a : Product(factor, a);
                        standardized += typeof(P) == typeof(Plain) ? factor * b : Product(factor, b);
                    }
                }

                if (typeof(P) == typeof(Plain) && !double.IsFinite(plain + standardized))
                {
                    return false;
                }

                (plain, standardized) = Projection<T>(of, gradients, row, of.Scales[row], plain, standardized);
                new Span<double>(some.Plain, some.Count).Fill(plain);
                new Span<double>(some.Standardized, some.Count).Fill(standardized);
                for (int i = 0; i < layout.Segments && dx is not null; i += some.Count)
                {
                    Gradient<T, L, P>(some.From(i), 0, Math.Min(some.Count, layout.Segments - i), dx + start + (i * layout.Step));
                }
            }

            return true;
        }
    }
}
