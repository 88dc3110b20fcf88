using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

internal static partial class Elementwise
{
    /// <summary>y = f(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward<F>(F formula, in ArrayView x, in ArrayView y) where F : struct, IUnaryFormula
    {
        var loop = new UnaryForward<F>(formula, x, y);
        Ranges.Run(in loop, y.Count, x.DType);
    }

    /// <summary>The same for some elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward<F>(F formula, in ArrayView x, in ArrayView y, int start, int length) where F : struct, IUnaryFormula
    {
        var loop = new UnaryForward<F>(formula, x, y);
        Ranges.Run(in loop, start, length, x.DType);
    }

    /// <summary>y = f(x) and f′(x), which share what they can; both go into tensors made for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ForwardWithSlope<F>(F formula, in ArrayView x, in ArrayView y, in ArrayView slope) where F : struct, IUnaryFormula
    {
        var loop = new UnaryForwardWithSlope<F>(formula, x, y, slope);
        Ranges.Run(in loop, y.Count, x.DType);
    }

    /// <summary>dx = f′(x) · dy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Backward<F>(F formula, in ArrayView x, in ArrayView dy, in ArrayView dx) where F : struct, IUnaryFormula =>
        Scale(new Derivative<F>(formula), x, x, dy, dx);

    /// <summary>dx = s(x, y) · dy, for a slope s; 0 where dy is, however steep it is there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scale<F>(F slope, in ArrayView x, in ArrayView y, in ArrayView dy, in ArrayView dx) where F : struct, ISlope
    {
        var loop = new UnaryScale<F>(slope, x, y, dy, dx);
        Ranges.Run(in loop, dx.Count, dx.DType);
    }

    private readonly struct UnaryForward<F>(F formula, ArrayView x, ArrayView y) : IRange where F : struct, IUnaryFormula
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L> =>
            Run<T, L>(0, y.Count);

        // A loop is a method of its own, never inlined, so that the JIT's budget for inlining goes to the formula.
        [MethodImpl(Lanes.Hot)]
        public void Run<T, L>(int start, int length)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            F f = formula;
            ref T from = ref MemoryMarshal.GetReference(x.Elements<T>().Slice(start, length)),
                to = ref MemoryMarshal.GetReference(y.Elements<T>().Slice(start, length));
            nuint n = (nuint)length, width = (nuint)L.Count, i = 0;
            for (; i + width <= n; i += width)
            {
                L.Store(f.Apply(L.Load(ref from, i)), ref to, i);
            }

            if (i < n)
            {
                Tail.Store<T, L>(f.Apply(Tail.Load<T, L>(ref from, i, n - i)), ref to, i, n - i);
            }
        }
    }

    private readonly struct UnaryForwardWithSlope<F>(F formula, ArrayView x, ArrayView y, ArrayView slope) : IRange
        where F : struct, IUnaryFormula
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L> =>
            Run<T, L>(0, y.Count);

        [MethodImpl(Lanes.Hot)]
        public void Run<T, L>(int start, int length)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            F f = formula;
            ref T from = ref MemoryMarshal.GetReference(x.Elements<T>().Slice(start, length)),
                to = ref MemoryMarshal.GetReference(y.Elements<T>().Slice(start, length));
            ref T slopes = ref MemoryMarshal.GetReference(slope.Elements<T>().Slice(start, length));
            // Both results are new: behind their end there is room for a lane, and no rest is left. A second text would be beyond the
            // compiler's budget for inlining.
            for (nuint i = 0; i < (nuint)length; i += (nuint)L.Count)
            {
                Dual<L> at = f.Apply(new Dual<L>(L.Load(ref from, i), 1));
                L.Store(at.Value, ref to, i);
                L.Store(at.Tangent, ref slopes, i);
            }
        }
    }

    private readonly struct UnaryScale<F>(F slope, ArrayView x, ArrayView y, ArrayView dy, ArrayView dx) : IRange where F : struct, ISlope
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L> =>
            Run<T, L>(0, dx.Count);

        [MethodImpl(Lanes.Hot)]
        public void Run<T, L>(int start, int length)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            F f = slope;
            ref T argument = ref MemoryMarshal.GetReference(x.Elements<T>().Slice(start, length)),
                value = ref MemoryMarshal.GetReference(y.Elements<T>().Slice(start, length));
            ref T upstream = ref MemoryMarshal.GetReference(dy.Elements<T>().Slice(start, length));
            ref T to = ref MemoryMarshal.GetReference(dx.Elements<T>().Slice(start, length));
            nuint n = (nuint)length, width = (nuint)L.Count, i = 0;
            for (; i + width <= n; i += width)
            {
                L atX = F.NeedsArgument ? L.Load(ref argument, i) : default, atY = F.NeedsValue ? L.Load(ref value, i) : default;
                L.Store(L.Chain(f.Slope(atX, atY), L.Load(ref upstream, i)), ref to, i);
            }

            if (i < n)
            {
                L atX = F.NeedsArgument ? Tail.Load<T, L>(ref argument, i, n - i) : default,
                    atY = F.NeedsValue ? Tail.Load<T, L>(ref value, i, n - i) : default;
                Tail.Store<T, L>(L.Chain(f.Slope(atX, atY), Tail.Load<T, L>(ref upstream, i, n - i)), ref to, i, n - i);
            }
        }
    }

    private readonly struct Derivative<F>(F formula) : ISlope where F : struct, IUnaryFormula
    {
        public static bool NeedsArgument => true;

        public static bool NeedsValue => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Slope<R>(R x, R y) where R : struct, IReal<R> => formula.Apply(new Dual<R>(x, 1)).Tangent;
    }
}
