using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

internal static partial class Elementwise
{
    /// <summary>
    /// The gradient of an operand that is repeated along a row is a sum; it is taken in the lanes over this many elements at a time, and
    /// the parts are added up in double precision.
    /// </summary>
    private const int Stretch = 4096;

    /// <summary>The gradients by those operands for which there is a tensor, of the operand's own shape.</summary>
    public static void Backward<F>(F formula, Tensor x, Tensor y, Tensor upstream, Tensor? dx, Tensor? dy) where F : struct, IBinaryFormula =>
        Backward(new TwoOfThree<F>(formula), x, y, null, upstream, dx, dy, null);

    /// <summary>The gradients by those operands for which there is a tensor, of the operand's own shape.</summary>
    public static void Backward<F>(F formula, Tensor x, Tensor y, Tensor? z, Tensor upstream, Tensor? dx, Tensor? dy, Tensor? dz) where F : struct, ITernaryFormula =>
        Lanes.Run(new BroadcastBackward<F>(formula, x, y, z, upstream, dx, dy, dz), x.DType);

    private readonly struct BroadcastBackward<F>(F formula, Tensor x, Tensor y, Tensor? z, Tensor upstream, Tensor? dx, Tensor? dy, Tensor? dz) : IFloatKernel
        where F : struct, ITernaryFormula
    {
        // The sums along a row that is cut are kept for each chunk, and added up in their order.
        private const int Sums = 3;

        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            var plan = new BroadcastPlan(upstream.Shape, x.Shape, y.Shape, z?.Shape ?? Shape.Scalar);
            Goal goalX = For(dx, plan.Advances0, plan.IsRepeated0), goalY = For(dy, plan.Advances1, plan.IsRepeated1), goalZ = For(dz, plan.Advances2, plan.IsRepeated2);
            Clear(dx, goalX);
            Clear(dy, goalY);
            Clear(dz, goalZ);
            bool sums = goalX == Goal.Sum || goalY == Goal.Sum || goalZ == Goal.Sum;
            bool meet = Meet(goalX, plan.IsRepeated0) || Meet(goalY, plan.IsRepeated1) || Meet(goalZ, plan.IsRepeated2);
            var cut = new BroadcastCut(in plan, betweenRows: !meet, acrossRows: !sums || plan.Rows == 1);
            if (cut.Chunks == 1)
            {
                Part<T, L>(in plan, in cut, 0, default);
            }
            else if (cut.Chunks > 1)
            {
                InChunks<T, L>(in plan, in cut, sums && plan.Rows == 1 ? ArrayPool<double>.Shared.Rent(Sums * cut.Chunks) : null);
            }
        }

        // Apart, so that a small call need not clear room for it.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private void InChunks<T, L>(in BroadcastPlan plan, in BroadcastCut cut, double[]? parts)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            Workers.Run(new Chunks<T, L>(this, plan, cut, parts), cut.Chunks);
            if (parts is not null)
            {
                Total<T>(dx, plan.Advances0, parts, 0, cut.Chunks);
                Total<T>(dy, plan.Advances1, parts, 1, cut.Chunks);
                Total<T>(dz, plan.Advances2, parts, 2, cut.Chunks);
                ArrayPool<double>.Shared.Return(parts);
            }
        }

        private static Goal For(Tensor? gradient, bool advances, bool isRepeated) =>
            gradient is null ? Goal.None : !advances ? Goal.Sum : isRepeated ? Goal.Add : Goal.Store;

        private static void Clear(Tensor? gradient, Goal goal)
        {
            if (goal is Goal.Add or Goal.Sum)
            {
                gradient!.Bytes.Clear();
            }
        }

        private static bool Meet(Goal goal, bool isRepeated) => goal != Goal.None && isRepeated;

        private static void Total<T>(Tensor? gradient, bool advances, double[] parts, int operand, int chunks) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            if (gradient is not null && !advances)
            {
                double total = 0;
                for (int chunk = 0; chunk < chunks; chunk++)
                {
                    total += parts[(Sums * chunk) + operand];
                }

                gradient.Elements<T>()[0] = T.CreateTruncating(total);
            }
        }

        private void Part<T, L>(in BroadcastPlan plan, in BroadcastCut cut, int chunk, Span<double> parts)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            parts.Clear();
            cut.Part(chunk, out int row, out int rows, out int column, out int columns);
            ReadOnlySpan<T> xs = x.Elements<T>(), ys = y.Elements<T>(), zs = F.IgnoresThird ? xs : (z ?? x).Elements<T>(), upstreams = upstream.Elements<T>();
            Span<T> dxs = dx is null ? default : dx.Elements<T>(), dys = dy is null ? default : dy.Elements<T>(), dzs = dz is null ? default : dz.Elements<T>();
            Goal goalX = For(dx, plan.Advances0, plan.IsRepeated0), goalY = For(dy, plan.Advances1, plan.IsRepeated1), goalZ = For(dz, plan.Advances2, plan.IsRepeated2);
            for (int end = row + rows, count; row < end; row += count)
            {
                count = Math.Min(plan.RowsInBlock(row), end - row);
                plan.Offsets(row, out int ox, out int oy, out int oz);
                var at = new Point<T>(
                    new(xs, ox, column, plan.Advances0, plan.RowStep0),
                    new(ys, oy, column, plan.Advances1, plan.RowStep1),
                    new(zs, oz, column, plan.Advances2, plan.RowStep2),
                    upstreams.Slice(row * plan.RowLength, count * plan.RowLength)[column..],
                    plan.RowLength);
                var to = new Gradients<T>(
                    new(dxs, ox, column, goalX, plan.RowStep0), new(dys, oy, column, goalY, plan.RowStep1), new(dzs, oz, column, goalZ, plan.RowStep2), parts);
                int rest = columns % L.Count;
                if (columns > rest)
                {
                    Rows<T, L>(formula, in at, in to, count, (nuint)(columns - rest));
                }

                if (rest > 0)
                {
                    Rests<T, L>(formula, in at, in to, count, (nuint)(columns - rest), (nuint)rest);
                }
            }
        }

        // What is done with each operand is chosen before the loop, which has then no branch.
        private static void Rows<T, L>(F f, in Point<T> at, in Gradients<T> to, int rows, nuint n)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            switch (to.X.Goal)
            {
                case Goal.Store: Rows<T, L, Stored>(f, in at, in to, rows, n); break;
                case Goal.Add: Rows<T, L, Added>(f, in at, in to, rows, n); break;
                case Goal.Sum: Rows<T, L, Summed>(f, in at, in to, rows, n); break;
                case Goal.None when at.X.Advances: Rows<T, L, Read>(f, in at, in to, rows, n); break;
                default: Rows<T, L, Held>(f, in at, in to, rows, n); break;
            }
        }

        private static void Rows<T, L, X>(F f, in Point<T> at, in Gradients<T> to, int rows, nuint n)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
            where X : struct, IRole
        {
            switch (to.Y.Goal)
            {
                case Goal.Store: Rows<T, L, X, Stored>(f, in at, in to, rows, n); break;
                case Goal.Add: Rows<T, L, X, Added>(f, in at, in to, rows, n); break;
                case Goal.Sum: Rows<T, L, X, Summed>(f, in at, in to, rows, n); break;
                case Goal.None when at.Y.Advances: Rows<T, L, X, Read>(f, in at, in to, rows, n); break;
                default: Rows<T, L, X, Held>(f, in at, in to, rows, n); break;
            }
        }

        private static void Rows<T, L, X, Y>(F f, in Point<T> at, in Gradients<T> to, int rows, nuint n)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
            where X : struct, IRole
            where Y : struct, IRole
        {
            switch (F.IgnoresThird ? Goal.None : to.Z.Goal)
            {
                case Goal.Store: Rows<T, L, X, Y, Stored>(f, in at, in to, rows, n); break;
                case Goal.Add: Rows<T, L, X, Y, Added>(f, in at, in to, rows, n); break;
                case Goal.Sum: Rows<T, L, X, Y, Summed>(f, in at, in to, rows, n); break;
                case Goal.None when !F.IgnoresThird && at.Z.Advances: Rows<T, L, X, Y, Read>(f, in at, in to, rows, n); break;
                default: Rows<T, L, X, Y, Held>(f, in at, in to, rows, n); break;
            }
        }

        [MethodImpl(Lanes.Hot)]
        private static void Rows<T, L, X, Y, Z>(F f, in Point<T> at, in Gradients<T> to, int rows, nuint n)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
            where X : struct, IRole
            where Y : struct, IRole
            where Z : struct, IRole
        {
            for (nint row = 0; row < rows; row++)
            {
                OperandRow<T, L> x = at.X.Row<L>(row), y = at.Y.Row<L>(row), z = F.IgnoresThird ? default : at.Z.Row<L>(row);
                ref readonly T upstream = ref at.Upstream(row);
                ref T toX = ref to.X.Row(row), toY = ref to.Y.Row(row), toZ = ref to.Z.Row(row);
                double totalX = 0, totalY = 0, totalZ = 0;
                for (nuint i = 0; i < n;)
                {
                    L sumX = 0, sumY = 0, sumZ = 0;
                    for (nuint stop = Math.Min(n, i + Stretch); i < stop; i += (nuint)L.Count)
                    {
                        L atX = x.Load<X>(i), atY = y.Load<Y>(i), atZ = F.IgnoresThird ? 0 : z.Load<Z>(i), arrived = L.Load(in upstream, i);
                        if (X.Goal != Goal.None)
                        {
                            Put(f.Apply<Dual<L>>(new(atX, 1), new(atY, 0), new(atZ, 0)).Tangent * arrived, X.Goal, ref toX, i, ref sumX);
                        }

                        if (Y.Goal != Goal.None)
                        {
                            Put(f.Apply<Dual<L>>(new(atX, 0), new(atY, 1), new(atZ, 0)).Tangent * arrived, Y.Goal, ref toY, i, ref sumY);
                        }

                        if (Z.Goal != Goal.None)
                        {
                            Put(f.Apply<Dual<L>>(new(atX, 0), new(atY, 0), new(atZ, 1)).Tangent * arrived, Z.Goal, ref toZ, i, ref sumZ);
                        }
                    }

                    totalX += X.Goal == Goal.Sum ? double.CreateTruncating(L.Sum(sumX)) : 0;
                    totalY += Y.Goal == Goal.Sum ? double.CreateTruncating(L.Sum(sumY)) : 0;
                    totalZ += Z.Goal == Goal.Sum ? double.CreateTruncating(L.Sum(sumZ)) : 0;
                }

                to.Finish(row, X.Goal, totalX, Y.Goal, totalY, Z.Goal, totalZ);
            }
        }

        [MethodImpl(Lanes.Hot)]
        private static void Rests<T, L>(F f, in Point<T> at, in Gradients<T> to, int rows, nuint i, nuint count)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            Goal goalX = to.X.Goal, goalY = to.Y.Goal, goalZ = F.IgnoresThird ? Goal.None : to.Z.Goal;
            for (nint row = 0; row < rows; row++)
            {
                OperandRow<T, L> x = at.X.Row<L>(row), y = at.Y.Row<L>(row), z = F.IgnoresThird ? default : at.Z.Row<L>(row);
                L atX = x.LoadTail(i, count), atY = y.LoadTail(i, count), atZ = F.IgnoresThird ? 0 : z.LoadTail(i, count), arrived = Tail.LoadInline<T, L>(in at.Upstream(row), i, count);
                if (goalX != Goal.None)
                {
                    PutRest(f.Apply<Dual<L>>(new(atX, 1), new(atY, 0), new(atZ, 0)).Tangent * arrived, in to, in to.X, row, i, count, 0);
                }

                if (goalY != Goal.None)
                {
                    PutRest(f.Apply<Dual<L>>(new(atX, 0), new(atY, 1), new(atZ, 0)).Tangent * arrived, in to, in to.Y, row, i, count, 1);
                }

                if (goalZ != Goal.None)
                {
                    PutRest(f.Apply<Dual<L>>(new(atX, 0), new(atY, 0), new(atZ, 1)).Tangent * arrived, in to, in to.Z, row, i, count, 2);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Put<T, L>(L gradient, Goal goal, ref T to, nuint offset, ref L sum)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            if (goal == Goal.Sum)
            {
                sum += gradient;
            }
            else
            {
                L.Store(goal == Goal.Add ? L.Load(ref to, offset) + gradient : gradient, ref to, offset);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void PutRest<T, L>(L gradient, in Gradients<T> all, in Destination<T> destination, nint row, nuint offset, nuint count, int operand)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ref T to = ref destination.Row(row);
            if (destination.Goal == Goal.Sum)
            {
                all.Add(row, operand, double.CreateTruncating(L.Sum(Tail.Mask<T, L>(gradient, count))));
            }
            else
            {
                Tail.StoreInline<T, L>(destination.Goal == Goal.Add ? Tail.LoadInline<T, L>(ref to, offset, count) + gradient : gradient, ref to, offset, count);
            }
        }

        private readonly struct Chunks<T, L>(BroadcastBackward<F> kernel, BroadcastPlan plan, BroadcastCut cut, double[]? parts) : IChunks
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            public void Run(int chunk) => kernel.Part<T, L>(in plan, in cut, chunk, parts is null ? default : parts.AsSpan(Sums * chunk, Sums));
        }
    }
}
