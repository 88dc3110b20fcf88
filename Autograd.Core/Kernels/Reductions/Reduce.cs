using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

/// <summary>How many numbers become one: unless it says otherwise, their sum.</summary>
internal interface IReduction
{
    /// <summary>What leaves every other number as it is.</summary>
    static virtual double Identity => 0;

    /// <summary>What becomes of a number before it is combined with others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual R Term<R>(R x) where R : struct, IReal<R> => x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual R Combine<R>(R x, R y) where R : struct, IReal<R> => x + y;

    /// <summary>The same where the first is a total of very many, which carries an error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual L Combine<T, L>(L total, L part, ref L error) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L> => LongSum.Add<T, L>(total, part, ref error);

    /// <summary>All numbers of a lane combined.</summary>
    static virtual T Fold<T, L>(L lane) where T : unmanaged, IBinaryFloatingPointIeee754<T> where L : struct, ILane<L, T>, IReal<L> =>
        L.Sum(lane);
}

/// <summary>
/// Reductions over any axes. The order of the additions depends on the shape alone; sums of any length keep their digits.
/// </summary>
internal static class Reduce
{
    // Lanes that are combined side by side along a row.
    private const int Abreast = 4;

    /// <summary>The sums, divided while they are still in double precision.</summary>
    public static void Sum(in ArrayView x, ReducedAxes axes, in ArrayView result, double divisor = 1) =>
        Run<Addition>(x, axes, result, divisor);

    /// <summary>The sum of the rows of a matrix: x is taken for one of so many rows.</summary>
    public static void SumRows(in ArrayView x, int rows, in ArrayView result)
    {
        var kernel = new Kernel<Addition>(in x, 1, rows, result.Count, in result, 1);
        Lanes.Run(in kernel, x.DType);
    }

    /// <summary>The sums of as many rows as there are results: x is taken for a matrix.</summary>
    public static void SumLast(in ArrayView x, in ArrayView result)
    {
        var kernel = new Kernel<Addition>(in x, result.Count, x.Count / Math.Max(1, result.Count), 1, in result, 1);
        Lanes.Run(in kernel, x.DType);
    }

    /// <summary>The sums of the squares, likewise divided.</summary>
    public static void SumOfSquares(in ArrayView x, ReducedAxes axes, in ArrayView result, double divisor) =>
        Run<SquareAddition>(x, axes, result, divisor);

    public static void Mean(in ArrayView x, ReducedAxes axes, in ArrayView result) => Sum(x, axes, result, axes.Count);

    public static void Max(in ArrayView x, ReducedAxes axes, in ArrayView result) => Run<Maximum>(x, axes, result);

    public static void Min(in ArrayView x, ReducedAxes axes, in ArrayView result) => Run<Minimum>(x, axes, result);

    private static void Run<C>(in ArrayView x, ReducedAxes axes, in ArrayView result, double divisor = 1) where C : struct, IReduction
    {
        if (axes.IsContiguous(out int outer, out int length, out int inner))
        {
            var kernel = new Kernel<C>(in x, outer, length, inner, in result, divisor);
            Lanes.Run(in kernel, x.DType);
        }
        else
        {
            Laid<C>(in x, axes, in result, divisor);
        }
    }

    // The elements that become one are first laid side by side.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Laid<C>(in ArrayView x, ReducedAxes axes, in ArrayView result, double divisor) where C : struct, IReduction
    {
        BufferPool pool = BufferPool.Current;
        TensorBuffer scratch = pool.Rent((long)x.Count * x.DType.Size());
        ArrayView rows = scratch.View(0, x.Shape, x.DType);
        Permute.Run(x, axes.ReducedLast(), rows);
        var kernel = new Kernel<C>(in rows, result.Count, axes.Count, 1, in result, divisor);
        Lanes.Run(in kernel, x.DType);
        pool.Return(scratch);
    }

    private readonly ref struct Kernel<C>(in ArrayView x, int outer, int length, int inner, in ArrayView result,
        double divisor) : IFloatKernel
        where C : struct, IReduction
    {
        private readonly ref readonly ArrayView _x = ref x, _result = ref result;

        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ReadOnlySpan<T> xs = _x.Elements<T>();
            Span<T> results = _result.Elements<T>();
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
            int stretch = LongSum.Terms * Abreast * L.Count;
            Scalar<double> total = C.Identity;
            for (; row.Length > stretch; row = row[stretch..])
            {
                total = C.Combine<Scalar<double>>(total, Part<T, L>(row[..stretch]));
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
            for (; i + (Abreast * width) <= n; i += Abreast * width)
            {
                a = C.Combine(a, C.Term(L.Load(in first, i)));
                b = C.Combine(b, C.Term(L.Load(in first, i + width)));
                c = C.Combine(c, C.Term(L.Load(in first, i + (2 * width))));
                d = C.Combine(d, C.Term(L.Load(in first, i + (3 * width))));
            }

            for (; i + width <= n; i += width)
            {
                a = C.Combine(a, C.Term(L.Load(in first, i)));
            }

            double total = double.CreateTruncating(C.Fold<T, L>(C.Combine(C.Combine(a, b), C.Combine(c, d))));
            for (; i < n; i++)
            {
                total = C.Combine<Scalar<double>>(total,
                    C.Term<Scalar<double>>(double.CreateTruncating(Unsafe.Add(ref Unsafe.AsRef(in first), i)))).Value;
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
                nuint count = Math.Min(width, columns - column), stretch = LongSum.Terms * columns, row = column;
                L total = Part<T, L>(in first, ref row, Math.Min(end, stretch), columns, count);
                if (row < end)
                {
                    L error = 0;
                    while (row < end)
                    {
                        total =
                            C.Combine<T, L>(total, Part<T, L>(in first, ref row, Math.Min(end, row + stretch), columns, count), ref error);
                    }
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

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static L Part<T, L>(ref readonly T first, ref nuint row, nuint stop, nuint columns, nuint count)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            L part = C.Identity;
            nuint at = row;
            for (; at < stop; at += columns)
            {
                part = C.Combine(part, C.Term(count == (nuint)L.Count ? L.Load(in first, at) : Tail.LoadInline<T, L>(in first, at, count)));
            }

            row = at;
            return part;
        }
    }

    private readonly struct Addition : IReduction;

    private readonly struct SquareAddition : IReduction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Term<R>(R x) where R : struct, IReal<R> => x * x;
    }

    private readonly struct Maximum : IReduction
    {
        public static double Identity => double.NegativeInfinity;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Combine<R>(R x, R y) where R : struct, IReal<R> => R.Max(x, y);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static L Combine<T, L>(L total, L part, ref L error) where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L> => L.Max(total, part);

        public static T Fold<T, L>(L lane) where T : unmanaged, IBinaryFloatingPointIeee754<T> where L : struct, ILane<L, T>, IReal<L> =>
            L.Largest(lane);
    }

    private readonly struct Minimum : IReduction
    {
        public static double Identity => double.PositiveInfinity;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Combine<R>(R x, R y) where R : struct, IReal<R> => R.Min(x, y);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static L Combine<T, L>(L total, L part, ref L error) where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L> => L.Min(total, part);

        public static T Fold<T, L>(L lane) where T : unmanaged, IBinaryFloatingPointIeee754<T> where L : struct, ILane<L, T>, IReal<L> =>
            -L.Largest(-lane);
    }
}
