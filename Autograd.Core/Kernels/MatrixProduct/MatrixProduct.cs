using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// The matrix product C = A · B of row-major matrices inside tensors, either factor transposed, to which a bias may be added.
/// </summary>
/// <remarks>
/// Every element of C has the same bits however the work is divided, whatever batch its row is in and how wide the machine's lanes are:
/// the products of 512 consecutive k are summed by a chain of fused multiply-adds from zero; the first sum is added to the bias, if any,
/// and the following sums one after the other. So parts of C may be computed in any order and on any thread.
/// </remarks>
internal static class MatrixProduct
{
    /// <summary>Computes all of C, an m × n matrix, from A, m × k or the transpose, and B, k × n or the transpose.</summary>
    public static void Run(
        in ArrayView a,
        int offsetA,
        bool transposeA,
        in ArrayView b,
        int offsetB,
        bool transposeB,
        in ArrayView c,
        int offsetC,
        int m,
        int n,
        int k,
        in ArrayView bias = default)
    {
        var kernel = new Kernel(in a, offsetA, transposeA, in b, offsetB, transposeB, in c, offsetC, m, n, k, in bias);
        Lanes.Run(in kernel, a.DType);
    }

    private static void Fill<T>(Span<T> result, Span<T> row)
    {
        result.Clear();
        for (; !row.IsEmpty && !result.IsEmpty; result = result[row.Length..])
        {
            row.CopyTo(result);
        }
    }

    /// <summary>The loop, for a type and a lane.</summary>
    /// <remarks>It refers to the views where they are: to copy four of them would cost as much as a small product.</remarks>
    public readonly ref struct Kernel(
        in ArrayView a,
        int offsetA,
        bool transposeA,
        in ArrayView b,
        int offsetB,
        bool transposeB,
        in ArrayView c,
        int offsetC,
        int m,
        int n,
        int k,
        in ArrayView bias)
        : IFloatKernel
    {
        private readonly ref readonly ArrayView _a = ref a, _b = ref b, _c = ref c, _bias = ref bias;

        [MethodImpl(MethodImplOptions.NoInlining)]
        public unsafe void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            // The only check of bounds: everything behind it works with pointers. A lane loaded from the last row of a tensor may reach
            // beyond it, but not beyond what its buffer has behind its end; stores do not.
            Span<T> spanA = _a.Elements<T>().Slice(offsetA, checked(m * k));
            Span<T> spanB = _b.Elements<T>().Slice(offsetB, checked(k * n));
            Span<T> spanC = _c.Elements<T>().Slice(offsetC, checked(m * n));
            Span<T> spanBias = _bias.IsNone ? default : _bias.Elements<T>()[..n];
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
