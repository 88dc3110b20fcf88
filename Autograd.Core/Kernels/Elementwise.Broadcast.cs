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
    /// <summary>
    /// The gradient of an operand that is repeated along a row is a sum; it is taken in the lanes over this many elements at a time, and
    /// the parts are added up in double precision.
    /// </summary>
    private const int Stretch = 4096;

    /// <summary>result = f(x, y), broadcast to the shape of the result.</summary>
    public static void Forward<F>(F formula, Tensor x, Tensor y, Tensor result) where F : struct, IBinaryFormula =>
        Forward(new TwoOfThree<F>(formula), x, y, null, result);

    /// <summary>result = f(x, y, z), broadcast to the shape of the result.</summary>
    public static void Forward<F>(F formula, Tensor x, Tensor y, Tensor? z, Tensor result) where F : struct, ITernaryFormula =>
        Lanes.Run(new BroadcastForward<F>(formula, x, y, z, result), x.DType);

    /// <summary>The gradients by those operands for which there is a tensor, of the operand's own shape.</summary>
    public static void Backward<F>(F formula, Tensor x, Tensor y, Tensor upstream, Tensor? dx, Tensor? dy) where F : struct, IBinaryFormula =>
        Backward(new TwoOfThree<F>(formula), x, y, null, upstream, dx, dy, null);

    /// <summary>The gradients by those operands for which there is a tensor, of the operand's own shape.</summary>
    public static void Backward<F>(F formula, Tensor x, Tensor y, Tensor? z, Tensor upstream, Tensor? dx, Tensor? dy, Tensor? dz) where F : struct, ITernaryFormula =>
        Lanes.Run(new BroadcastBackward<F>(formula, x, y, z, upstream, dx, dy, dz), x.DType);

    // Where there is no third operand the first stands in: its first element is read and nothing made of it.
    private readonly struct BroadcastForward<F>(F formula, Tensor x, Tensor y, Tensor? z, Tensor result) : IFloatKernel where F : struct, ITernaryFormula
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            var plan = new BroadcastPlan(result.Shape, x.Shape, y.Shape, z?.Shape ?? Shape.Scalar);
            ReadOnlySpan<T> xs = x.Elements<T>(), ys = y.Elements<T>(), zs = (z ?? x).Elements<T>();
            Span<T> results = result.Elements<T>();
            for (int row = 0; row < plan.Rows; row++)
            {
                plan.Offsets(row, out int ox, out int oy, out int oz);
                Row<T, L>(
                    formula,
                    new(xs[ox..], plan.Advances0),
                    new(ys[oy..], plan.Advances1),
                    new(zs[oz..], plan.Advances2),
                    results.Slice(row * plan.RowLength, plan.RowLength));
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Row<T, L>(F f, Operand<T, L> x, Operand<T, L> y, Operand<T, L> z, Span<T> results)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ref T to = ref MemoryMarshal.GetReference(results);
            nuint n = (nuint)results.Length, width = (nuint)L.Count, i = 0;
            for (; i + width <= n; i += width)
            {
                L.Store(f.Apply(x.Load(i), y.Load(i), z.Load(i)), ref to, i);
            }

            if (i < n)
            {
                Tail.Store<T, L>(f.Apply(x.LoadTail(i, n - i), y.LoadTail(i, n - i), z.LoadTail(i, n - i)), ref to, i, n - i);
            }
        }
    }

    private readonly struct BroadcastBackward<F>(F formula, Tensor x, Tensor y, Tensor? z, Tensor upstream, Tensor? dx, Tensor? dy, Tensor? dz) : IFloatKernel
        where F : struct, ITernaryFormula
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            var plan = new BroadcastPlan(upstream.Shape, x.Shape, y.Shape, z?.Shape ?? Shape.Scalar);
            ReadOnlySpan<T> xs = x.Elements<T>(), ys = y.Elements<T>(), zs = (z ?? x).Elements<T>(), upstreams = upstream.Elements<T>();
            Span<T> dxs = Sum<T>(dx), dys = Sum<T>(dy), dzs = Sum<T>(dz);
            int stretch = plan.Advances0 && plan.Advances1 && plan.Advances2 ? plan.RowLength : Stretch;
            for (int row = 0; row < plan.Rows; row++)
            {
                plan.Offsets(row, out int ox, out int oy, out int oz);
                var sumX = new Destination<T, L>(dxs, ox, plan.Advances0);
                var sumY = new Destination<T, L>(dys, oy, plan.Advances1);
                var sumZ = new Destination<T, L>(dzs, oz, plan.Advances2);
                for (int start = 0; start < plan.RowLength; start += stretch)
                {
                    int length = Math.Min(stretch, plan.RowLength - start);
                    Row(
                        formula,
                        new Operand<T, L>(xs[(ox + (plan.Advances0 ? start : 0))..], plan.Advances0),
                        new Operand<T, L>(ys[(oy + (plan.Advances1 ? start : 0))..], plan.Advances1),
                        new Operand<T, L>(zs[(oz + (plan.Advances2 ? start : 0))..], plan.Advances2),
                        upstreams.Slice((row * plan.RowLength) + start, length),
                        ref sumX,
                        ref sumY,
                        ref sumZ);
                }

                sumX.Finish();
                sumY.Finish();
                sumZ.Finish();
            }
        }

        private static Span<T> Sum<T>(Tensor? gradient) where T : unmanaged
        {
            if (gradient is null)
            {
                return default;
            }

            Span<T> elements = gradient.Elements<T>();
            elements.Clear();
            return elements;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Row<T, L>(
            F f,
            Operand<T, L> x,
            Operand<T, L> y,
            Operand<T, L> z,
            ReadOnlySpan<T> upstreams,
            ref Destination<T, L> dx,
            ref Destination<T, L> dy,
            ref Destination<T, L> dz)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ref readonly T upstream = ref MemoryMarshal.GetReference(upstreams);
            nuint n = (nuint)upstreams.Length, width = (nuint)L.Count, i = 0;
            Destination<T, L> toX = dx, toY = dy, toZ = dz;
            for (; i + width <= n; i += width)
            {
                L atX = x.Load(i), atY = y.Load(i), atZ = z.Load(i), arrived = L.Load(in upstream, i);
                if (toX.IsWanted)
                {
                    toX.Add(f.Apply<Dual<L>>(new(atX, 1), new(atY, 0), new(atZ, 0)).Tangent * arrived, i);
                }

                if (toY.IsWanted)
                {
                    toY.Add(f.Apply<Dual<L>>(new(atX, 0), new(atY, 1), new(atZ, 0)).Tangent * arrived, i);
                }

                if (toZ.IsWanted)
                {
                    toZ.Add(f.Apply<Dual<L>>(new(atX, 0), new(atY, 0), new(atZ, 1)).Tangent * arrived, i);
                }
            }

            if (i < n)
            {
                L atX = x.LoadTail(i, n - i), atY = y.LoadTail(i, n - i), atZ = z.LoadTail(i, n - i), arrived = Tail.Load<T, L>(in upstream, i, n - i);
                if (toX.IsWanted)
                {
                    toX.AddTail(f.Apply<Dual<L>>(new(atX, 1), new(atY, 0), new(atZ, 0)).Tangent * arrived, i, n - i);
                }

                if (toY.IsWanted)
                {
                    toY.AddTail(f.Apply<Dual<L>>(new(atX, 0), new(atY, 1), new(atZ, 0)).Tangent * arrived, i, n - i);
                }

                if (toZ.IsWanted)
                {
                    toZ.AddTail(f.Apply<Dual<L>>(new(atX, 0), new(atY, 0), new(atZ, 1)).Tangent * arrived, i, n - i);
                }
            }

            dx = toX.EndStretch(n);
            dy = toY.EndStretch(n);
            dz = toZ.EndStretch(n);
        }
    }
}
