using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

internal static partial class Elementwise
{
    private readonly ref partial struct BroadcastBackward<F>
    {
        // What is done with each operand is chosen before the loop, which has then no branch; but there are so many formulas of three
        // operands, and derivatives of losses, that a program compiled ahead of time would be made of their loops: they have one each.
        private static void Rows<T, L>(F f, in Point<T> at, in Gradients<T> to, int rows, nuint n)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            if (F.IsDerivative || !F.IgnoresThird)
            {
                Rows<T, L, Chosen, Chosen, Chosen>(f, new(at.X.Advances, to.X.Goal), new(at.Y.Advances, to.Y.Goal),
                    new(at.Z.Advances, F.IgnoresThird ? Goal.None : to.Z.Goal), in at, in to, rows, n);
                return;
            }

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
                case Goal.Store: Rows<T, L, X, Stored, Held>(f, default, default, default, in at, in to, rows, n); break;
                case Goal.Add: Rows<T, L, X, Added, Held>(f, default, default, default, in at, in to, rows, n); break;
                case Goal.Sum: Rows<T, L, X, Summed, Held>(f, default, default, default, in at, in to, rows, n); break;
                case Goal.None when at.Y.Advances: Rows<T, L, X, Read, Held>(f, default, default, default, in at, in to, rows, n); break;
                default: Rows<T, L, X, Held, Held>(f, default, default, default, in at, in to, rows, n); break;
            }
        }

        [MethodImpl(Lanes.Hot)]
        private static void Rows<T, L, X, Y, Z>(
            F f, X roleX, Y roleY, Z roleZ, in Point<T> at, in Gradients<T> to, int rows, nuint n)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
            where X : struct, IRole
            where Y : struct, IRole
            where Z : struct, IRole
        {
            // The gradient of an operand that is repeated along a row is a sum.
            nuint stretch = LongSum.Terms * (nuint)L.Count;
            Goal goalX = roleX.Goal, goalY = roleY.Goal, goalZ = roleZ.Goal;
            for (nint row = 0; row < rows; row++)
            {
                OperandRow<T, L> x = at.X.Row<L>(row), y = at.Y.Row<L>(row), z = F.IgnoresThird ? default : at.Z.Row<L>(row);
                ref readonly T upstream = ref at.Upstream(row);
                ref T toX = ref to.X.Row(row), toY = ref to.Y.Row(row), toZ = ref to.Z.Row(row);
                double totalX = 0, totalY = 0, totalZ = 0;
                for (nuint i = 0; i < n;)
                {
                    L sumX = 0, sumY = 0, sumZ = 0;
                    for (nuint stop = Math.Min(n, i + stretch); i < stop; i += (nuint)L.Count)
                    {
                        L atX = x.Load(roleX, i), atY = y.Load(roleY, i), atZ = F.IgnoresThird ? 0 : z.Load(roleZ, i),
                            arrived = L.Load(in upstream, i);
                        if (goalX != Goal.None)
                        {
                            Put(L.Chain(f.Apply<Dual<L>>(new(atX, 1), new(atY, 0), new(atZ, 0)).Tangent, arrived), goalX, ref toX, i,
                                ref sumX);
                        }

                        if (goalY != Goal.None)
                        {
                            Put(L.Chain(f.Apply<Dual<L>>(new(atX, 0), new(atY, 1), new(atZ, 0)).Tangent, arrived), goalY, ref toY, i,
                                ref sumY);
                        }

                        if (goalZ != Goal.None)
                        {
                            Put(L.Chain(f.Apply<Dual<L>>(new(atX, 0), new(atY, 0), new(atZ, 1)).Tangent, arrived), goalZ, ref toZ, i,
                                ref sumZ);
                        }
                    }

                    totalX += goalX == Goal.Sum ? double.CreateTruncating(L.Sum(sumX)) : 0;
                    totalY += goalY == Goal.Sum ? double.CreateTruncating(L.Sum(sumY)) : 0;
                    totalZ += goalZ == Goal.Sum ? double.CreateTruncating(L.Sum(sumZ)) : 0;
                }

                to.Finish(row, goalX, totalX, goalY, totalY, goalZ, totalZ);
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
                L atX = x.LoadTail(i, count), atY = y.LoadTail(i, count), atZ = F.IgnoresThird ? 0 : z.LoadTail(i, count),
                    arrived = Tail.LoadInline<T, L>(in at.Upstream(row), i, count);
                if (goalX != Goal.None)
                {
                    PutRest(L.Chain(f.Apply<Dual<L>>(new(atX, 1), new(atY, 0), new(atZ, 0)).Tangent, arrived), in to, in to.X, row, i,
                        count, 0);
                }

                if (goalY != Goal.None)
                {
                    PutRest(L.Chain(f.Apply<Dual<L>>(new(atX, 0), new(atY, 1), new(atZ, 0)).Tangent, arrived), in to, in to.Y, row, i,
                        count, 1);
                }

                if (goalZ != Goal.None)
                {
                    PutRest(L.Chain(f.Apply<Dual<L>>(new(atX, 0), new(atY, 0), new(atZ, 1)).Tangent, arrived), in to, in to.Z, row, i,
                        count, 2);
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
        private static void PutRest<T, L>(L gradient, in Gradients<T> all, in Destination<T> destination, nint row, nuint offset,
            nuint count, int operand)
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
                Tail.StoreInline<T, L>(destination.Goal == Goal.Add ? Tail.LoadInline<T, L>(ref to, offset, count) + gradient : gradient,
                    ref to, offset, count);
            }
        }
    }
}
