using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

internal static partial class Normalize
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
            else if (layout.Inner == 1 && !layout.IsAcross && !of.Weight.IsNone)
            {
                ByRows<T, L>(layout.Outer, layout.Parameters);
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
            int blocks = (outer + LongSum.Terms - 1) / LongSum.Terms, atATime = RowsAtATime(blocks, LongSum.Terms * parameters);
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
            int last = Math.Min((chunk + 1) * atATime, byWeights.Shape[0]);
            for (int block = chunk * atATime; block < last; block++)
            {
                Span<T> toWeights = byWeights.Elements<T>().Slice(block * layout.Parameters, layout.Parameters),
                    toBiases = byBiases.Elements<T>().Slice(block * layout.Parameters, layout.Parameters);
                toWeights.Clear();
                toBiases.Clear();
                int end = Math.Min((block + 1) * LongSum.Terms, layout.Outer) * layout.Groups;
                for (int row = block * LongSum.Terms * layout.Groups; row < end; row++)
                {
                    if (!Try<Plain>(row, toWeights, toBiases))
                    {
                        Try<Chained>(row, toWeights, toBiases);
                    }
                }
            }
        }

        // False, and nothing is done, where a product of two numbers that are not finite may have made a sum so.
        private bool Try<P>(int row, Span<T> toWeights, Span<T> toBiases) where P : struct, IProduct
        {
            NormLayout layout = of.Layout;
            int start = layout.Start(row), length = layout.Length, parameter = layout.Parameter(row);
            var at = new RowOf<T>(of, row);
            ReadOnlySpan<T> xs = of.X.Elements<T>().Slice(start, length), dys = gradients.Upstream.Elements<T>().Slice(start, length),
                weights = of.Weight.Elements<T>().Slice(parameter, length);
            (double plain, double standardized) = Sums<T, L, P>(at, xs, dys, weights);
            if (typeof(P) == typeof(Plain) && !double.IsFinite(plain + standardized))
            {
                return false;
            }

            (plain, standardized) = Projection<T>(of, gradients, row, of.Scales[row], plain, standardized);
            if (!gradients.ByX.IsNone)
            {
                Gradient<T, L, P>(at, xs, dys, weights, T.One, T.CreateTruncating(plain), T.CreateTruncating(standardized),
                    gradients.ByX.Elements<T>().Slice(start, length));
            }

            AddTo<T, L, P>(at, xs, dys, toWeights.Slice(parameter, length), toBiases.Slice(parameter, length));
            return true;
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

        private bool Try<P>(int row) where P : struct, IProduct
        {
            NormLayout layout = of.Layout;
            ReadOnlySpan<T> weights = of.Weight.Elements<T>();

            // Without weights the segments of a row that lie side by side are one.
            bool isOne = weights.IsEmpty && !layout.IsAcross;
            int start = layout.Start(row), length = isOne ? layout.Length : layout.Inner, segments = isOne ? 1 : layout.Segments;
            int parameter = layout.Parameter(row), sum = layout.IsAcross ? row : row * layout.Channels;
            int step = layout.IsAcross ? layout.Groups : 1;
            Span<double> byBiases = sums.Elements<double>()[..(sums.Count / 2)], byWeights = sums.Elements<double>()[(sums.Count / 2)..];
            ReadOnlySpan<T> xs = of.X.Elements<T>()[start..], dys = gradients.Upstream.Elements<T>()[start..];
            var at = new RowOf<T>(of, row);
            double plain = 0, standardized = 0;
            for (int i = 0; i < segments; i++)
            {
                (double a, double b) = Sums<T, L, P>(
                    at, xs.Slice(i * layout.Step, length), dys.Slice(i * layout.Step, length), default);
                double weight = weights.IsEmpty ? 1 : double.CreateTruncating(weights[parameter + (i * layout.ParameterStep)]);
                (byBiases[sum + (i * step)], byWeights[sum + (i * step)]) = (a, b);
                plain += typeof(P) == typeof(Plain) ? weight * a : Product(weight, a);
                standardized += typeof(P) == typeof(Plain) ? weight * b : Product(weight, b);
            }

            if (typeof(P) == typeof(Plain) && !double.IsFinite(plain + standardized))
            {
                return false;
            }

            (plain, standardized) = Projection<T>(of, gradients, row, of.Scales[row], plain, standardized);
            if (!gradients.ByX.IsNone)
            {
                Span<T> dxs = gradients.ByX.Elements<T>()[start..];
                for (int i = 0; i < segments; i++)
                {
                    T weight = weights.IsEmpty ? T.One : weights[parameter + (i * layout.ParameterStep)];
                    Gradient<T, L, P>(at, xs.Slice(i * layout.Step, length), dys.Slice(i * layout.Step, length), default, weight,
                        T.CreateTruncating(plain), T.CreateTruncating(standardized), dxs.Slice(i * layout.Step, length));
                }
            }

            return true;
        }
    }
}
