using System.Collections;

namespace Autograd.Nn;

/// <summary>The table of a <see cref="Sweep"/>, a row an option.</summary>
public sealed class SweepResult<TOption, TResult> : IReadOnlyList<SweepRow<TOption, TResult>>
{
    private readonly SweepRow<TOption, TResult>[] _rows;

    internal SweepResult(SweepRow<TOption, TResult>[] rows, bool isCancelled, TimeSpan elapsed) =>
        (_rows, IsCancelled, Elapsed) = (rows, isCancelled, elapsed);

    /// <summary>How many options there are.</summary>
    public int Count => _rows.Length;

    /// <summary>A row: that of an option by its place, unless the table has been sorted.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public SweepRow<TOption, TResult> this[int index] => index >= 0 && index < Count ? _rows[index]
        : throw new ArgumentOutOfRangeException(nameof(index),
            FormattableString.Invariant($"Sweep: there is no row {index}; the table has {Count}, counted from 0."));

    /// <summary>The results of the options that are done, in the order of the rows.</summary>
    public IEnumerable<TResult> Results => _rows.Where(row => row.IsDone).Select(row => row.Result);

    /// <summary>Whether it was cancelled before all options were done.</summary>
    public bool IsCancelled { get; }

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>
    /// The same table, sorted by a number of the results: the lowest first, and of equal ones the earlier option. NaN comes after all
    /// numbers, and what is not done at the end.
    /// </summary>
    /// <param name="by">The number.</param>
    /// <param name="descending">Whether the highest comes first.</param>
    public SweepResult<TOption, TResult> SortedBy(Func<TResult, double> by, bool descending = false)
    {
        ArgumentNullException.ThrowIfNull(by);
        (SweepRow<TOption, TResult> Row, double Key)[] keys =
            [.. _rows.Select(row => (row, row.IsDone ? by(row.Result) : double.NaN))];
        return new([.. keys.OrderBy(pair => !pair.Row.IsDone).ThenBy(pair => double.IsNaN(pair.Key))
            .ThenBy(pair => descending ? -pair.Key : pair.Key).Select(pair => pair.Row)], IsCancelled, Elapsed);
    }

    /// <summary>The rows, first to last.</summary>
    public IEnumerator<SweepRow<TOption, TResult>> GetEnumerator() => ((IEnumerable<SweepRow<TOption, TResult>>)_rows).GetEnumerator();

    /// <summary>The table, at most 80 characters wide, and a line on the whole.</summary>
    public override string ToString()
    {
        int done = _rows.Count(row => row.IsDone), failed = _rows.Count(row => row.Error is not null);
        var table = new TextTable(2, "option", "result", "seconds");
        foreach (SweepRow<TOption, TResult> row in _rows)
        {
            table.Add(SweepText.Cell(row.Option), row.Outcome, FormattableString.Invariant($"{row.Elapsed.TotalSeconds:F2}"));
        }

        return FormattableString.Invariant($"{table}{done} of {Count} done") +
            (failed > 0 ? FormattableString.Invariant($", {failed} failed") : "") +
            (IsCancelled ? ", cancelled" : "") + FormattableString.Invariant($"; {Elapsed.TotalSeconds:F2} s");
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
