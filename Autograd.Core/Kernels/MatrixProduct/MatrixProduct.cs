using System.Numerics;
using System.Runtime.CompilerServices;

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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(
        in ArrayView a, int offsetA, bool transposeA, in ArrayView b, int offsetB, bool transposeB, in ArrayView c, int offsetC, int m, int n, int k, in ArrayView bias = default) =>
        Lanes.Run(new Kernel(a, offsetA, transposeA, b, offsetB, transposeB, c, offsetC, m, n, k, bias), a.DType);

    /// <summary>The same with the lane given.</summary>
    public static void Run<T, L>(
        in ArrayView a, int offsetA, bool transposeA, in ArrayView b, int offsetB, bool transposeB, in ArrayView c, int offsetC, int m, int n, int k, in ArrayView bias = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L> =>
        new Kernel(a, offsetA, transposeA, b, offsetB, transposeB, c, offsetC, m, n, k, bias).Run<T, L>();

    private static void Fill<T>(Span<T> result, Span<T> row)
    {
        result.Clear();
        for (; !row.IsEmpty && !result.IsEmpty; result = result[row.Length..])
        {
            row.CopyTo(result);
        }
    }

    private readonly struct Kernel(
        ArrayView a, int offsetA, bool transposeA, ArrayView b, int offsetB, bool transposeB, ArrayView c, int offsetC, int m, int n, int k, ArrayView bias) : IFloatKernel
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public unsafe void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            // The only check of bounds: everything behind it works with pointers. A lane loaded from the last row of a tensor may reach beyond
            // it, but not beyond what its buffer has behind its end; stores do not.
            Span<T> spanA = a.Elements<T>().Slice(offsetA, m * k), spanB = b.Elements<T>().Slice(offsetB, k * n);
            Span<T> spanC = c.Elements<T>().Slice(offsetC, m * n), spanBias = bias.IsNone ? default : bias.Elements<T>()[..n];
            if (spanC.IsEmpty)
            {
                return;
            }

            if (k == 0)
            {
                Fill(spanC, spanBias);
                return;
            }

            fixed (T* left = spanA, right = spanB, result = spanC, row = spanBias)
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
    }
}
