using System.Numerics;

namespace Autograd.Core;

internal static unsafe partial class Attention
{
    /// <summary>The products C = A · B of two batches of matrices, in which zeros of one factor leave the other out.</summary>
    public static void Product(in ArrayView a, in ArrayView b, in ArrayView c)
    {
        var kernel = new ProductKernel(a, b, c);
        Lanes.Run(in kernel, c.DType);
    }

    /// <summary>Whether no number is infinite or NaN.</summary>
    public static bool IsFinite(in ArrayView x)
    {
        bool result = false;
        var kernel = new FiniteKernel(x, ref result);
        Lanes.Run(in kernel, x.DType);
        return result;
    }

    private readonly struct ProductKernel(ArrayView a, ArrayView b, ArrayView c) : IFloatKernel
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            if (c.Count > 0)
            {
                Workers.Run(new ProductChunks<T, L>(a, b, c), c.Count / (c.Shape[^2] * c.Shape[^1]));
            }
        }
    }

    // One matrix.
    private readonly struct ProductChunks<T, L>(ArrayView a, ArrayView b, ArrayView c) : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        public void Run(int chunk)
        {
            int m = c.Shape[^2], n = c.Shape[^1], k = a.Shape[^1];
            fixed (T* left = a.Elements<T>(), right = b.Elements<T>(), product = c.Elements<T>())
            {
                MatrixView<T> x = new(left + ((long)chunk * m * k), k, 1), y = new(right + ((long)chunk * k * n), n, 1);
                Multiply<T, L>(x, y, new(product + ((long)chunk * m * n), n, 1), m, n, k, false,
                    IsFinite<T, L>(x, m, k) && IsFinite<T, L>(y, k, n));
            }
        }
    }

    private readonly ref struct FiniteKernel(ArrayView x, ref bool result) : IFloatKernel
    {
        private readonly ref bool _result = ref result;

        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L> => _result = IsFinite<T, L>(x);
    }
}
