using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

internal static partial class Elementwise
{
    /// <summary>
    /// result = Σ f(x, y, z) / divisor, for operands of one shape, of which the third may be missing. Parts are added up in double
    /// precision.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Total<F>(F formula, in ArrayView x, in ArrayView y, in ArrayView z, double divisor, in ArrayView result)
        where F : struct, ITernaryFormula
    {
        var kernel = new TotalForward<F>(formula, x, y, z.Or(x), divisor, result);
        Lanes.Run(in kernel, x.DType);
    }

    /// <summary>The gradients of upstream · Σ f(x, y, z) by those operands for which there is a tensor.</summary>
    public static void TotalBackward<F>(F formula, in ArrayView x, in ArrayView y, in ArrayView z, double upstream, in ArrayView dx,
        in ArrayView dy, in ArrayView dz)
        where F : struct, ITernaryFormula
    {
        if (!dx.IsNone)
        {
            var kernel = new TotalPartial<ByFirst<F>>(new(formula), x, y, z.Or(x), upstream, dx);
            Lanes.Run(in kernel, x.DType);
        }

        if (!dy.IsNone)
        {
            var kernel = new TotalPartial<BySecond<F>>(new(formula), x, y, z.Or(x), upstream, dy);
            Lanes.Run(in kernel, x.DType);
        }

        if (!dz.IsNone)
        {
            var kernel = new TotalPartial<ByThird<F>>(new(formula), x, y, z.Or(x), upstream, dz);
            Lanes.Run(in kernel, x.DType);
        }
    }

    private readonly struct TotalForward<F>(F formula, ArrayView x, ArrayView y, ArrayView z, double divisor,
        ArrayView result) : IFloatKernel where F : struct, ITernaryFormula
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ReadOnlySpan<T> xs = x.Elements<T>(), ys = y.Elements<T>(), zs = z.Elements<T>();
            result.Elements<T>()[0] = T.CreateTruncating(Sum<T, L>(formula, xs, ys[..xs.Length], zs[..xs.Length]) / divisor);
        }

        [MethodImpl(Lanes.Hot)]
        private static double Sum<T, L>(F f, ReadOnlySpan<T> xs, ReadOnlySpan<T> ys, ReadOnlySpan<T> zs)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ref readonly T x = ref MemoryMarshal.GetReference(xs), y = ref MemoryMarshal.GetReference(ys),
                z = ref MemoryMarshal.GetReference(zs);
            nuint n = (nuint)xs.Length, width = (nuint)L.Count, whole = n - (n % width), i = 0;
            double total = 0;
            while (i < whole)
            {
                L sum = 0;
                for (nuint stop = Math.Min(whole, i + (LongSum.Terms * width)); i < stop; i += width)
                {
                    sum += f.Apply(L.Load(in x, i), L.Load(in y, i), L.Load(in z, i));
                }

                total += double.CreateTruncating(L.Sum(sum));
            }

            if (i < n)
            {
                L rest = f.Apply(Tail.Load<T, L>(in x, i, n - i), Tail.Load<T, L>(in y, i, n - i), Tail.Load<T, L>(in z, i, n - i));
                total += double.CreateTruncating(L.Sum(Tail.Mask<T, L>(rest, n - i)));
            }

            return total;
        }
    }

    private readonly struct TotalPartial<F>(F formula, ArrayView x, ArrayView y, ArrayView z, double upstream,
        ArrayView gradient) : IFloatKernel where F : struct, ITernaryFormula
    {
        [MethodImpl(Lanes.Hot)]
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            F f = formula;
            Span<T> gradients = gradient.Elements<T>();
            ref T fromX = ref MemoryMarshal.GetReference(x.Elements<T>()[..gradients.Length]);
            ref T fromY = ref MemoryMarshal.GetReference(y.Elements<T>()[..gradients.Length]);
            ref T fromZ = ref MemoryMarshal.GetReference(z.Elements<T>()[..gradients.Length]);
            ref T to = ref MemoryMarshal.GetReference(gradients);
            nuint n = (nuint)gradients.Length, width = (nuint)L.Count, i = 0;
            T single = T.CreateTruncating(upstream);
            if (single == T.Zero)
            {
                // What no result depends on has no gradient, however steep it is there.
                gradients.Clear();
                return;
            }

            L arrived = L.Splat(single);
            for (; i + width <= n; i += width)
            {
                L.Store(arrived * f.Apply(L.Load(ref fromX, i), L.Load(ref fromY, i), L.Load(ref fromZ, i)), ref to, i);
            }

            if (i < n)
            {
                L rest = f.Apply(Tail.Load<T, L>(ref fromX, i, n - i), Tail.Load<T, L>(ref fromY, i, n - i),
                    Tail.Load<T, L>(ref fromZ, i, n - i));
                Tail.Store<T, L>(arrived * rest, ref to, i, n - i);
            }
        }
    }

    private readonly struct ByFirst<F>(F formula) : ITernaryFormula where F : struct, ITernaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x, R y, R z) where R : struct, IReal<R> => formula.Apply<Dual<R>>(new(x, 1), new(y, 0), new(z, 0)).Tangent;
    }

    private readonly struct BySecond<F>(F formula) : ITernaryFormula where F : struct, ITernaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x, R y, R z) where R : struct, IReal<R> => formula.Apply<Dual<R>>(new(x, 0), new(y, 1), new(z, 0)).Tangent;
    }

    private readonly struct ByThird<F>(F formula) : ITernaryFormula where F : struct, ITernaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x, R y, R z) where R : struct, IReal<R> => formula.Apply<Dual<R>>(new(x, 0), new(y, 0), new(z, 1)).Tangent;
    }
}
