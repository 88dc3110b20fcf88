using System.Numerics;

namespace Autograd.Core;

/// <summary>The matrix product C = A · B of row-major matrices inside tensors, either factor transposed, to which a bias may be added.</summary>
/// <remarks>
/// Every element of C has the same bits however the work is divided, whatever batch its row is in and how wide the machine's lanes are:
/// the products of 512 consecutive k are summed by a chain of fused multiply-adds from zero; the first sum is added to the bias, if any,
/// and the following sums one after the other. So parts of C may be computed in any order and on any thread.
/// </remarks>
internal static class MatrixProduct
{
    /// <summary>Computes all of C, an m × n matrix, from A, m × k or the transpose, and B, k × n or the transpose.</summary>
    public static void Run(
        Tensor a, int offsetA, bool transposeA, Tensor b, int offsetB, bool transposeB, Tensor c, int offsetC, int m, int n, int k, Tensor? bias = null) =>
        Lanes.Run(new Kernel(a, offsetA, transposeA, b, offsetB, transposeB, c, offsetC, m, n, k, bias), a.DType);

    private readonly struct Kernel(
        Tensor a, int offsetA, bool transposeA, Tensor b, int offsetB, bool transposeB, Tensor c, int offsetC, int m, int n, int k, Tensor? bias) : IFloatKernel
    {
        public unsafe void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            // The only check of bounds: everything behind it works with pointers.
            Span<T> left = a.Elements<T>().Slice(offsetA, m * k), right = b.Elements<T>().Slice(offsetB, k * n);
            Span<T> result = c.Elements<T>().Slice(offsetC, m * n), start = bias is null ? [] : bias.Elements<T>()[..n];
            if (result.IsEmpty)
            {
                return;
            }

            if (k == 0)
            {
                Fill(result, start);
                return;
            }

            fixed (T* first = left, second = right, to = result, row = start)
            {
                new MatrixProductBlocks<T, L>
                {
                    A = View(first, m, k, transposeA),
                    B = View(second, k, n, transposeB),
                    C = MatrixView<T>.Rows(to, n),
                    Bias = new(row, 0, 1),
                    Rows = m,
                    Columns = n,
                    Depth = k,
                }.Run();
            }
        }

        private static unsafe MatrixView<T> View<T>(T* first, int rows, int columns, bool transposed) where T : unmanaged =>
            transposed ? new(first, 1, rows) : new(first, columns, 1);

        private static void Fill<T>(Span<T> result, Span<T> row)
        {
            result.Clear();
            for (; !row.IsEmpty && !result.IsEmpty; result = result[row.Length..])
            {
                row.CopyTo(result);
            }
        }
    }
}
