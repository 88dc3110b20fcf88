using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

internal static partial class Elementwise
{
    /// <summary>The gradients by those operands for which there is a tensor, of the operand's own shape.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Backward<F>(F formula, in ArrayView x, in ArrayView y, in ArrayView upstream, in ArrayView dx, in ArrayView dy)
        where F : struct, IBinaryFormula =>
        Backward(new TwoOfThree<F>(formula), x, y, default, upstream, dx, dy, default);

    /// <summary>The gradients by those operands for which there is a tensor, of the operand's own shape.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Backward<F>(F formula, in ArrayView x, in ArrayView y, in ArrayView z, in ArrayView upstream, in ArrayView dx,
        in ArrayView dy, in ArrayView dz) where F : struct, ITernaryFormula
    {
        var kernel = new BroadcastBackward<F>(formula, in x, in y, in z, in upstream, in dx, in dy, in dz);
        Lanes.Run(in kernel, x.DType);
    }

    private readonly ref partial struct BroadcastBackward<F>(F formula, in ArrayView x, in ArrayView y, in ArrayView z,
        in ArrayView upstream, in ArrayView dx, in ArrayView dy, in ArrayView dz) : IFloatKernel
        where F : struct, ITernaryFormula
    {
        private readonly F _formula = formula;
        private readonly ref readonly ArrayView _x = ref x, _y = ref y, _z = ref z, _upstream = ref upstream;
        private readonly ref readonly ArrayView _dx = ref dx, _dy = ref dy, _dz = ref dz;

        // The sums along a row that is cut are kept for each chunk, and added up in their order.
        private const int Sums = 3;

        // Apart, so that what an op inlines is the making of the kernel, without copies of it.
        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            int count = _upstream.Count;
            if (BroadcastPlan.IsOneRow(count, _x, _y, _z))
            {
                OneRow<T, L>(count);
            }
            else
            {
                Planned<T, L>();
            }
        }

        // Most calls are small and of tensors of one shape and of single numbers: they need no plan.
        private void OneRow<T, L>(int count)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            bool advancesX = _x.Count == count, advancesY = _y.Count == count, advancesZ = _z.Count == count;
            Goal goalX = For(_dx, advancesX, false), goalY = For(_dy, advancesY, false), goalZ = For(_dz, advancesZ, false);
            Clear(_dx, goalX);
            Clear(_dy, goalY);
            Clear(_dz, goalZ);
            ReadOnlySpan<T> xs = _x.Elements<T>(), ys = _y.Elements<T>(), zs = F.IgnoresThird ? xs : _z.Or(_x).Elements<T>();
            var at = new Point<T>(new(xs, advancesX), new(ys, advancesY), new(zs, advancesZ), _upstream.Elements<T>(), 0);
            var to = new Gradients<T>(new(_dx.Elements<T>(), goalX), new(_dy.Elements<T>(), goalY), new(_dz.Elements<T>(), goalZ), default);
            Block<T, L>(in at, in to, 1, count);
        }

        // Apart, so that a small call need not clear room for the plan.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private void Planned<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            var plan = new BroadcastPlan(_upstream.Shape, _x.Shape, _y.Shape, _z.Shape);
            Goal goalX = For(_dx, plan.Advances0, plan.IsRepeated0), goalY = For(_dy, plan.Advances1, plan.IsRepeated1),
                goalZ = For(_dz, plan.Advances2, plan.IsRepeated2);
            Clear(_dx, goalX);
            Clear(_dy, goalY);
            Clear(_dz, goalZ);
            bool sums = goalX == Goal.Sum || goalY == Goal.Sum || goalZ == Goal.Sum;
            bool meet = Meet(goalX, plan.IsRepeated0) || Meet(goalY, plan.IsRepeated1) || Meet(goalZ, plan.IsRepeated2);
            var cut = new BroadcastCut(in plan, betweenRows: !meet, acrossRows: !sums || plan.Rows == 1);
            var errors = new Errors<T>(
                ErrorOf<T>(_dx, goalX, plan.IsRepeated0, in plan), ErrorOf<T>(_dy, goalY, plan.IsRepeated1, in plan),
                ErrorOf<T>(_dz, goalZ, plan.IsRepeated2, in plan));
            if (cut.Chunks == 1)
            {
                Part<T, L>(in plan, in cut, in errors, 0, default);
            }
            else if (cut.Chunks > 1)
            {
                InChunks<T, L>(in plan, in cut, in errors,
                    sums && plan.Rows == 1 ? ArrayPool<double>.Shared.Rent(Sums * cut.Chunks) : null);
            }

            errors.Return();
        }

        // Apart, so that a small call need not clear room for it.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private void InChunks<T, L>(in BroadcastPlan plan, in BroadcastCut cut, in Errors<T> errors, double[]? parts)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            Workers.Run(new Chunks<T, L>(_formula, _x, _y, _z, _upstream, _dx, _dy, _dz, plan, cut, errors, parts), cut.Chunks);
            if (parts is not null)
            {
                Total<T>(_dx, plan.Advances0, parts, 0, cut.Chunks);
                Total<T>(_dy, plan.Advances1, parts, 1, cut.Chunks);
                Total<T>(_dz, plan.Advances2, parts, 2, cut.Chunks);
                ArrayPool<double>.Shared.Return(parts);
            }
        }

        private static Goal For(in ArrayView gradient, bool advances, bool isRepeated) =>
            gradient.IsNone ? Goal.None : !advances ? Goal.Sum : isRepeated ? Goal.Add : Goal.Store;

        private static void Clear(in ArrayView gradient, Goal goal)
        {
            if (goal is Goal.Add or Goal.Sum)
            {
                gradient.Bytes.Clear();
            }
        }

        private static bool Meet(Goal goal, bool isRepeated) => goal != Goal.None && isRepeated;

        private static void Total<T>(in ArrayView gradient, bool advances, double[] parts, int operand, int chunks)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            if (!gradient.IsNone && !advances)
            {
                double total = 0;
                for (int chunk = 0; chunk < chunks; chunk++)
                {
                    total += parts[(Sums * chunk) + operand];
                }

                gradient.Elements<T>()[0] = T.CreateTruncating(total);
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void Part<T, L>(in BroadcastPlan plan, in BroadcastCut cut, in Errors<T> errors, int chunk, Span<double> parts)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            parts.Clear();
            cut.Part(chunk, out int row, out int rows, out int column, out int columns);
            ReadOnlySpan<T> xs = _x.Elements<T>(), ys = _y.Elements<T>(), zs = F.IgnoresThird ? xs : _z.Or(_x).Elements<T>(),
                upstreams = _upstream.Elements<T>();
            Span<T> dxs = _dx.Elements<T>(), dys = _dy.Elements<T>(), dzs = _dz.Elements<T>();
            Goal goalX = For(_dx, plan.Advances0, plan.IsRepeated0), goalY = For(_dy, plan.Advances1, plan.IsRepeated1),
                goalZ = For(_dz, plan.Advances2, plan.IsRepeated2);
            LongGradient<T> longX = new(errors.X, plan.Advances0, plan.RowStep0, columns), longY = new(errors.Y, plan.Advances1,
                plan.RowStep1, columns), longZ = new(errors.Z, plan.Advances2, plan.RowStep2, columns);
            for (int end = row + rows, count; row < end; row += count)
            {
                count = Math.Min(plan.RowsInBlock(row), end - row);
                count = errors.AreKept ? Math.Min(count, LongSum.Terms) : count;
                plan.Offsets(row, out int ox, out int oy, out int oz);
                var at = new Point<T>(
                    new(xs, ox, column, plan.Advances0, plan.RowStep0),
                    new(ys, oy, column, plan.Advances1, plan.RowStep1),
                    new(zs, oz, column, plan.Advances2, plan.RowStep2),
                    upstreams.Slice(row * plan.RowLength, count * plan.RowLength)[column..],
                    plan.RowLength);
                var to = new Gradients<T>(
                    longX.IsKept ? longX.Part(goalX, count) : new(dxs, ox, column, goalX, plan.RowStep0),
                    longY.IsKept ? longY.Part(goalY, count) : new(dys, oy, column, goalY, plan.RowStep1),
                    longZ.IsKept ? longZ.Part(goalZ, count) : new(dzs, oz, column, goalZ, plan.RowStep2),
                    parts);
                Block<T, L>(in at, in to, count, columns);
                if (errors.AreKept)
                {
                    longX.Add<L>(dxs, ox, column, count);
                    longY.Add<L>(dys, oy, column, count);
                    longZ.Add<L>(dzs, oz, column, count);
                }
            }

            longX.Dispose();
            longY.Dispose();
            longZ.Dispose();
        }

        // A gradient in which many rows meet takes them a few at a time, and keeps the error of adding those.
        private static T[]? ErrorOf<T>(in ArrayView gradient, Goal goal, bool isRepeated, in BroadcastPlan plan) where T : unmanaged
        {
            if (gradient.Count == 0 || !isRepeated || plan.Rows <= LongSum.Terms
                || plan.Rows / (goal == Goal.Sum ? gradient.Count : gradient.Count / plan.RowLength) <= LongSum.Terms)
            {
                return null;
            }

            T[] error = ArrayPool<T>.Shared.Rent(gradient.Count);
            Array.Clear(error, 0, gradient.Count);
            return error;
        }

        private void Block<T, L>(in Point<T> at, in Gradients<T> to, int rows, int columns)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            int rest = columns % L.Count;
            if (columns > rest)
            {
                Rows<T, L>(_formula, in at, in to, rows, (nuint)(columns - rest));
            }

            if (rest > 0)
            {
                Rests<T, L>(_formula, in at, in to, rows, (nuint)(columns - rest), (nuint)rest);
            }
        }

        private readonly struct Chunks<T, L>(F formula, ArrayView x, ArrayView y, ArrayView z, ArrayView upstream, ArrayView dx,
            ArrayView dy, ArrayView dz, BroadcastPlan plan, BroadcastCut cut, Errors<T> errors, double[]? parts) : IChunks
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            public void Run(int chunk) => new BroadcastBackward<F>(formula, in x, in y, in z, in upstream, in dx, in dy, in dz).Part<T, L>(
                in plan, in cut, in errors, chunk, parts is null ? default : parts.AsSpan(Sums * chunk, Sums));
        }
    }
}
