using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

/// <summary>How many numbers become one.</summary>
internal interface IReduction
{
    /// <summary>What leaves every other number as it is.</summary>
    static abstract double Identity { get; }

    static abstract R Combine<R>(R x, R y) where R : struct, IReal<R>;

    /// <summary>All numbers of a lane combined.</summary>
    static abstract T Fold<T, L>(L lane) where T : unmanaged, IBinaryFloatingPointIeee754<T> where L : struct, ILane<L, T>, IReal<L>;
}

/// <summary>Reductions over any axes. The order of the additions depends on the shape alone. Along rows the parts are added up in double precision, down columns in the tensor's own.</summary>
internal static class Reduce
{
    // As many elements, or rows, are combined in the precision of the tensor before the part goes to the total.
    private const int Stretch = 1024;

    /// <summary>The sums, divided while they are still in double precision.</summary>
    public static void Sum(Tensor x, ReducedAxes axes, Tensor result, double divisor = 1) => Run<Addition>(x, axes, result, divisor);

    /// <summary>The sum of the rows of a matrix: x is taken for one of so many rows.</summary>
    public static void SumRows(Tensor x, int rows, Tensor result) => Lanes.Run(new Kernel<Addition>(x, 1, rows, result.Count, result, 1), x.DType);

    public static void Mean(Tensor x, ReducedAxes axes, Tensor result) => Sum(x, axes, result, axes.Count);

    public static void Max(Tensor x, ReducedAxes axes, Tensor result) => Run<Maximum>(x, axes, result);

    public static void Min(Tensor x, ReducedAxes axes, Tensor result) => Run<Minimum>(x, axes, result);

    private static void Run<C>(Tensor x, ReducedAxes axes, Tensor result, double divisor = 1) where C : struct, IReduction
    {
        if (axes.IsContiguous(out int outer, out int length, out int inner))
        {
            Lanes.Run(new Kernel<C>(x, outer, length, inner, result, divisor), x.DType);
            return;
        }

        Tensor rows = Tensor.Result(x.Shape, x.DType);
        Permute.Run(x, axes.ReducedLast(), rows);
        Lanes.Run(new Kernel<C>(rows, result.Count, axes.Count, 1, result, divisor), x.DType);
    }

    private readonly struct Kernel<C>(Tensor x, int outer, int length, int inner, Tensor result, double divisor) : IFloatKernel where C : struct, IReduction
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ReadOnlySpan<T> xs = x.Elements<T>();
            Span<T> results = result.Elements<T>();
            for (int i = 0; i < outer; i++)
            {
                ReadOnlySpan<T> block = xs.Slice(i * length * inner, length * inner);
                if (inner == 1)
                {
                    results[i] = Row<T, L>(block, divisor);
                }
                else
                {
                    Columns<T, L>(block, results.Slice(i * inner, inner), divisor);
                }
            }
        }

        [MethodImpl(Lanes.Hot)]
        private static T Row<T, L>(ReadOnlySpan<T> row, double divisor)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            Scalar<double> total = C.Identity;
            for (; row.Length > Stretch; row = row[Stretch..])
            {
                total = C.Combine<Scalar<double>>(total, Part<T, L>(row[..Stretch]));
            }

            return T.CreateTruncating(C.Combine<Scalar<double>>(total, Part<T, L>(row)).Value / divisor);
        }

        private static double Part<T, L>(ReadOnlySpan<T> row)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ref readonly T first = ref MemoryMarshal.GetReference(row);
            nuint n = (nuint)row.Length, width = (nuint)L.Count, i = 0;
            L a = C.Identity, b = a, c = a, d = a;
            for (; i + (4 * width) <= n; i += 4 * width)
            {
                a = C.Combine(a, L.Load(in first, i));
                b = C.Combine(b, L.Load(in first, i + width));
                c = C.Combine(c, L.Load(in first, i + (2 * width)));
                d = C.Combine(d, L.Load(in first, i + (3 * width)));
            }

            for (; i + width <= n; i += width)
            {
                a = C.Combine(a, L.Load(in first, i));
            }

            double total = double.CreateTruncating(C.Fold<T, L>(C.Combine(C.Combine(a, b), C.Combine(c, d))));
            for (; i < n; i++)
            {
                total = C.Combine<Scalar<double>>(total, double.CreateTruncating(Unsafe.Add(ref Unsafe.AsRef(in first), i))).Value;
            }

            return total;
        }

        [MethodImpl(Lanes.Hot)]
        private static void Columns<T, L>(ReadOnlySpan<T> block, Span<T> results, double divisor)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ref readonly T first = ref MemoryMarshal.GetReference(block);
            ref T to = ref MemoryMarshal.GetReference(results);
            nuint columns = (nuint)results.Length, end = (nuint)block.Length, width = (nuint)L.Count, column = 0;
            for (; column < columns; column += width)
            {
                nuint count = Math.Min(width, columns - column);
                L total = C.Identity;
                for (nuint row = column; row < end;)
                {
                    L part = C.Identity;
                    for (nuint stop = Math.Min(end, row + (Stretch * columns)); row < stop; row += columns)
                    {
                        part = C.Combine(part, count == width ? L.Load(in first, row) : Tail.LoadInline<T, L>(in first, row, count));
                    }

                    total = C.Combine(total, part);
                }

                if (count == width)
                {
                    L.Store(total / divisor, ref to, column);
                }
                else
                {
                    Tail.StoreInline(total / divisor, ref to, column, count);
                }
            }
        }
    }

    private readonly struct Addition : IReduction
    {
        public static double Identity => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Combine<R>(R x, R y) where R : struct, IReal<R> => x + y;

        public static T Fold<T, L>(L lane) where T : unmanaged, IBinaryFloatingPointIeee754<T> where L : struct, ILane<L, T>, IReal<L> => L.Sum(lane);
    }

    private readonly struct Maximum : IReduction
    {
        public static double Identity => double.NegativeInfinity;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Combine<R>(R x, R y) where R : struct, IReal<R> => R.Max(x, y);

        public static T Fold<T, L>(L lane) where T : unmanaged, IBinaryFloatingPointIeee754<T> where L : struct, ILane<L, T>, IReal<L> => L.Largest(lane);
    }

    private readonly struct Minimum : IReduction
    {
        public static double Identity => double.PositiveInfinity;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Combine<R>(R x, R y) where R : struct, IReal<R> => R.Min(x, y);

        public static T Fold<T, L>(L lane) where T : unmanaged, IBinaryFloatingPointIeee754<T> where L : struct, ILane<L, T>, IReal<L> => -L.Largest(-lane);
    }
}
