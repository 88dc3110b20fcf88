using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

internal static partial class Elementwise
{
    /// <summary>y = f(x).</summary>
    public static void Forward<F>(F formula, Tensor x, Tensor y) where F : struct, IUnaryFormula =>
        Lanes.Run(new UnaryForward<F>(formula, x, y), x.DType);

    /// <summary>dx = f′(x) · dy.</summary>
    public static void Backward<F>(F formula, Tensor x, Tensor dy, Tensor dx) where F : struct, IUnaryFormula =>
        Lanes.Run(new UnaryBackward<F>(formula, x, dy, dx), x.DType);

    private readonly struct UnaryForward<F>(F formula, Tensor x, Tensor y) : IFloatKernel where F : struct, IUnaryFormula
    {
        // A loop is a method of its own, never inlined, so that the JIT's budget for inlining goes to the formula.
        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            F f = formula;
            Span<T> ys = y.Elements<T>();
            ref T from = ref MemoryMarshal.GetReference(x.Elements<T>()[..ys.Length]), to = ref MemoryMarshal.GetReference(ys);
            nuint n = (nuint)ys.Length, width = (nuint)L.Count, i = 0;
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

    private readonly struct UnaryBackward<F>(F formula, Tensor x, Tensor dy, Tensor dx) : IFloatKernel where F : struct, IUnaryFormula
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            F f = formula;
            Span<T> dxs = dx.Elements<T>();
            ref T from = ref MemoryMarshal.GetReference(x.Elements<T>()[..dxs.Length]);
            ref T upstream = ref MemoryMarshal.GetReference(dy.Elements<T>()[..dxs.Length]);
            ref T to = ref MemoryMarshal.GetReference(dxs);
            nuint n = (nuint)dxs.Length, width = (nuint)L.Count, i = 0;
            for (; i + width <= n; i += width)
            {
                L.Store(f.Apply(new Dual<L>(L.Load(ref from, i), 1)).Tangent * L.Load(ref upstream, i), ref to, i);
            }

            if (i < n)
            {
                L at = Tail.Load<T, L>(ref from, i, n - i), arrived = Tail.Load<T, L>(ref upstream, i, n - i);
                Tail.Store<T, L>(f.Apply(new Dual<L>(at, 1)).Tangent * arrived, ref to, i, n - i);
            }
        }
    }
}
