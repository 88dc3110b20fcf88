using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

/// <summary>
/// The loops of elementwise formulas: one forward and one backward for one argument, one of each with broadcasting for two and three. What
/// differs between ops is the formula, between machines the lane.
/// </summary>
internal static partial class Elementwise
{
    /// <summary>result = f(x, y), broadcast to the shape of the result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward<F>(F formula, in ArrayView x, in ArrayView y, in ArrayView result) where F : struct, IBinaryFormula =>
        Forward(new TwoOfThree<F>(formula), x, y, default, result);

    /// <summary>result = f(x, y, z), broadcast to the shape of the result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward<F>(F formula, in ArrayView x, in ArrayView y, in ArrayView z, in ArrayView result)
        where F : struct, ITernaryFormula
    {
        var kernel = new BroadcastForward<F>(formula, in x, in y, in z, in result);
        Lanes.Run(in kernel, x.DType);
    }

    // Where there is no third operand the first stands in: its first element is read and nothing made of it. It refers to the views where
    // they are: to copy them would cost as much as a small loop.
    private readonly ref struct BroadcastForward<F>(F formula, in ArrayView x, in ArrayView y, in ArrayView z, in ArrayView result)
        : IFloatKernel
        where F : struct, ITernaryFormula
    {
        private readonly F _formula = formula;
        private readonly ref readonly ArrayView _x = ref x, _y = ref y, _z = ref z, _result = ref result;

        // Apart, so that what an op inlines is the making of the kernel, without copies of it.
        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            int count = _result.Count;
            if (BroadcastPlan.IsOneRow(count, _x, _y, _z))
            {
                // Most calls are small and of tensors of one shape and of single numbers: they need no plan.
                ReadOnlySpan<T> xs = _x.Elements<T>(), ys = _y.Elements<T>(), zs = F.IgnoresThird ? xs : _z.Or(_x).Elements<T>();
                Operand<T> atX = new(xs, _x.Count == count), atY = new(ys, _y.Count == count), atZ = new(zs, _z.Count == count);
                Block<T, L>(in atX, in atY, in atZ, _result.Elements<T>(), count, 1, count);
                return;
            }

            Planned<T, L>();
        }

        // Apart, so that a small call need not clear room for the plan.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private void Planned<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            var plan = new BroadcastPlan(_result.Shape, _x.Shape, _y.Shape, _z.Shape);
            var cut = new BroadcastCut(in plan, betweenRows: true, acrossRows: true);
            if (cut.Chunks == 1)
            {
                Part<T, L>(in plan, in cut, 0);
            }
            else
            {
                InChunks<T, L>(in plan, in cut);
            }
        }

        // Apart, so that a small call need not clear room for it.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private void InChunks<T, L>(in BroadcastPlan plan, in BroadcastCut cut)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L> =>
            Workers.Run(new Chunks<T, L>(_formula, _x, _y, _z, _result, plan, cut), cut.Chunks);

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void Part<T, L>(in BroadcastPlan plan, in BroadcastCut cut, int chunk)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            cut.Part(chunk, out int row, out int rows, out int column, out int columns);
            ReadOnlySpan<T> xs = _x.Elements<T>(), ys = _y.Elements<T>(), zs = F.IgnoresThird ? xs : _z.Or(_x).Elements<T>();
            Span<T> results = _result.Elements<T>();
            for (int end = row + rows, count; row < end; row += count)
            {
                count = Math.Min(plan.RowsInBlock(row), end - row);
                plan.Offsets(row, out int ox, out int oy, out int oz);
                var atX = new Operand<T>(xs, ox, column, plan.Advances0, plan.RowStep0);
                var atY = new Operand<T>(ys, oy, column, plan.Advances1, plan.RowStep1);
                var atZ = new Operand<T>(zs, oz, column, plan.Advances2, plan.RowStep2);
                Span<T> to = results.Slice(row * plan.RowLength, count * plan.RowLength)[column..];
                Block<T, L>(in atX, in atY, in atZ, to, plan.RowLength, count, columns);
            }
        }

        private void Block<T, L>(in Operand<T> atX, in Operand<T> atY, in Operand<T> atZ, Span<T> to, int step, int rows, int columns)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            int rest = columns % L.Count;
            if (columns > rest)
            {
                Rows<T, L>(_formula, in atX, in atY, in atZ, to, step, rows, (nuint)(columns - rest));
            }

            if (rest > 0)
            {
                Rests<T, L>(_formula, in atX, in atY, in atZ, to, step, rows, (nuint)(columns - rest), (nuint)rest);
            }
        }

        // A loop is a method of its own, never inlined, so that the JIT's budget for inlining goes to the formula, and the columns that
        // fill no lane are apart, so that the others have the registers.
        [MethodImpl(Lanes.Hot)]
        private static void Rows<T, L>(F f, in Operand<T> xs, in Operand<T> ys, in Operand<T> zs, Span<T> results, nint step, int rows,
            nuint n)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            for (nint row = 0; row < rows; row++)
            {
                OperandRow<T, L> x = xs.Row<L>(row), y = ys.Row<L>(row), z = F.IgnoresThird ? default : zs.Row<L>(row);
                ref T to = ref Unsafe.Add(ref MemoryMarshal.GetReference(results), row * step);
                for (nuint i = 0; i < n; i += (nuint)L.Count)
                {
                    L.Store(f.Apply(x.Load(i), y.Load(i), F.IgnoresThird ? 0 : z.Load(i)), ref to, i);
                }
            }
        }

        [MethodImpl(Lanes.Hot)]
        private static void Rests<T, L>(F f, in Operand<T> xs, in Operand<T> ys, in Operand<T> zs, Span<T> results, nint step, int rows,
            nuint i, nuint count)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            for (nint row = 0; row < rows; row++)
            {
                OperandRow<T, L> x = xs.Row<L>(row), y = ys.Row<L>(row), z = F.IgnoresThird ? default : zs.Row<L>(row);
                ref T to = ref Unsafe.Add(ref MemoryMarshal.GetReference(results), row * step);
                Tail.StoreInline<T, L>(f.Apply(x.LoadTail(i, count), y.LoadTail(i, count), F.IgnoresThird ? 0 : z.LoadTail(i, count)),
                    ref to, i, count);
            }
        }

        private readonly struct Chunks<T, L>(
            F formula, ArrayView x, ArrayView y, ArrayView z, ArrayView result, BroadcastPlan plan, BroadcastCut cut) : IChunks
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            public void Run(int chunk) =>
                new BroadcastForward<F>(formula, in x, in y, in z, in result).Part<T, L>(in plan, in cut, chunk);
        }
    }
}
