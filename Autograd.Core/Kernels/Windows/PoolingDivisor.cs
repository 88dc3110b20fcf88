using System.Numerics;

namespace Autograd.Core;

/// <summary>What the sum over a window is divided by: a number for its row times one for its column.</summary>
/// <param name="CountsPadding">Whether the cells in the padding count, too; those beyond it never do.</param>
/// <param name="All">The same number for all windows instead; 0 for none.</param>
internal readonly record struct PoolingDivisor(bool CountsPadding, int All)
{
    public double OfRow(in WindowAxis axis, int row) => All != 0 ? All : OfColumn(axis, row);

    // A window in the padding alone has the sum 0, which is its mean.
    public double OfColumn(in WindowAxis axis, int column)
    {
        if (All != 0)
        {
            return 1;
        }

        axis.Window(column, out int at, out int first, out int end);
        return CountsPadding ? Math.Min(axis.Kernel, (long)axis.Size + axis.Before - at) : Math.Max(1, end - first);
    }

    /// <summary>The divisors of the columns, and 1 behind them.</summary>
    public void Fill<T>(Span<T> columns, in WindowAxis axis) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        columns.Fill(T.One);
        for (int i = 0; i < axis.Count; i++)
        {
            columns[i] = T.CreateTruncating(OfColumn(axis, i));
        }
    }
}
