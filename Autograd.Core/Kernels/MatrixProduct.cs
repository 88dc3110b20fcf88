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

    /// <summary>The same over spans of the right length, with the lane given; without a bias where that is empty.</summary>
    public static unsafe void Run<T, L>(Span<T> a, bool transposeA, Span<T> b, bool transposeB, Span<T> c, int m, int n, int k, Span<T> bias)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        // The only check of bounds: everything behind it works with pointers.
        a = a[..(m * k)];
        b = b[..(k * n)];
        c = c[..(m * n)];
        bias = bias.IsEmpty ? bias : bias[..n];
        if (c.IsEmpty)
        {
            return;
        }

        if (k == 0)
        {
            Fill(c, bias);
            return;
        }

        fixed (T* left = a, right = b, result = c, row = bias)
        {
            new MatrixProductBlocks<T, L>
            {
                A = transposeA ? new(left, 1, m) : new(left, k, 1),
                B = transposeB ? new(right, 1, k) : new(right, n, 1),
                C = MatrixView<T>.Rows(result, n),
                Bias = new(row, 0, 1),
                Rows = m,
                Columns = n,
                Depth = k,
            }.Run();
        }
    }

    private static void Fill<T>(Span<T> result, Span<T> row)
    {
        result.Clear();
        for (; !row.IsEmpty && !result.IsEmpty; result = result[row.Length..])
        {
            row.CopyTo(result);
        }
    }

    private readonly struct Kernel(
        Tensor a, int offsetA, bool transposeA, Tensor b, int offsetB, bool transposeB, Tensor c, int offsetC, int m, int n, int k, Tensor? bias) : IFloatKernel
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L> =>
            MatrixProduct.Run<T, L>(
                a.Elements<T>()[offsetA..], transposeA, b.Elements<T>()[offsetB..], transposeB, c.Elements<T>()[offsetC..], m, n, k,
                bias is null ? [] : bias.Elements<T>());
    }
}
