using System.Numerics;
using System.Runtime.InteropServices;

namespace Autograd.Core;

/// <summary>The matrix product C = A · B of row-major matrices inside tensors, either factor transposed.</summary>
internal static class MatrixProduct
{
    public static void Run(Tensor a, int offsetA, bool transposeA, Tensor b, int offsetB, bool transposeB, Tensor c, int offsetC, int m, int n, int k) =>
        Lanes.Run(new Kernel(a, offsetA, transposeA, b, offsetB, transposeB, c, offsetC, m, n, k), a.DType);

    private readonly struct Kernel(Tensor a, int offsetA, bool transposeA, Tensor b, int offsetB, bool transposeB, Tensor c, int offsetC, int m, int n, int k) : IFloatKernel
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ReadOnlySpan<T> left = a.Elements<T>().Slice(offsetA, m * k), right = b.Elements<T>().Slice(offsetB, k * n);
            Span<T> result = c.Elements<T>().Slice(offsetC, m * n);
            result.Clear();
            if (transposeB)
            {
                T[] rows = new T[right.Length];
                for (int i = 0; i < n; i++)
                {
                    for (int p = 0; p < k; p++)
                    {
                        rows[(p * n) + i] = right[(i * k) + p];
                    }
                }

                right = rows;
            }

            for (int i = 0; i < m; i++)
            {
                Span<T> row = result.Slice(i * n, n);
                for (int p = 0; p < k; p++)
                {
                    AddMultiple<T, L>(transposeA ? left[(p * m) + i] : left[(i * k) + p], right.Slice(p * n, n), row);
                }
            }
        }

        private static void AddMultiple<T, L>(T factor, ReadOnlySpan<T> from, Span<T> to)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ref T x = ref MemoryMarshal.GetReference(from), y = ref MemoryMarshal.GetReference(to);
            L splat = L.Splat(factor);
            int i = 0;
            for (; i + L.Count <= to.Length; i += L.Count)
            {
                L.Store(L.FusedMultiplyAdd(splat, L.Load(ref x, (nuint)i), L.Load(ref y, (nuint)i)), ref y, (nuint)i);
            }

            for (; i < to.Length; i++)
            {
                to[i] = T.FusedMultiplyAdd(factor, from[i], to[i]);
            }
        }
    }
}
