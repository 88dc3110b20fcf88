using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// y = (x − mean) / √(variance + ε) · weight + bias, and its pullback. Rows lie in memory one after the other, in one stretch or in
/// several, or are the columns of a matrix. Mean and variance are computed in double precision of the deviations from an element, those of
/// doubles in a second pass from the mean: nothing cancels. Statistics of single precision do not overflow; deviations that the type does
/// not hold do, and variances that no double holds, of doubles beyond 1e154: they are NaN, as with infinities, and so is all of the row.
/// </summary>
internal static partial class Normalize
{
    // An element takes as long as two to four of an elementwise loop.
    private const int Serial = Workers.Serial / 2;
    private const int Chunk = Workers.Chunk / 4;

    // As many elements, if that is not less than a row, stay in the first-level cache while each step of the work passes over them: short
    // rows are not worth a call for each.
    private const int Near = 4096;

    /// <summary>Standardizes and maps; notes the statistics, unless they are given.</summary>
    public static void Forward(in Standardization of, in ArrayView bias, in ArrayView y)
    {
        var kernel = new ForwardKernel(of, bias, y);
        Lanes.Run(in kernel, y.DType);
    }

    // How many rows of so many elements are worth handing over; all, where there are few.
    private static int RowsAtATime(int rows, int length) =>
        (long)rows * length < Serial ? Math.Max(1, rows) : Math.Max(1, Chunk / Math.Max(1, length));

    private static int Chunks(int rows, int atATime) => (rows + atATime - 1) / atATime;

    private readonly struct ForwardKernel(Standardization of, ArrayView bias, ArrayView y) : IFloatKernel, IWideKernel
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L> => WideLanes.Run<ForwardKernel, T, L>(in this);

        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Run<T, L, D>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
            where D : struct, ILane<D, double>, IReal<D>
        {
            if (of.Layout.IsColumns)
            {
                ForwardColumns<T, L, D>(of, bias, y);
                return;
            }

            int rows = of.Layout.Rows, atATime = RowsAtATime(rows, of.Layout.Length);
            Workers.Run(new ForwardRows<T, L, D>(of, bias, y, atATime), Chunks(rows, atATime));
        }
    }
}
