using Autograd.Core;

namespace Autograd.Data;

public sealed partial class TabularPredictor
{
    /// <summary>
    /// What drives the predictions: by how much they get worse where the values of one column are mixed up between the rows, so that it
    /// tells nothing any more (permutation importance; Breiman 2001). Of columns that tell the same, each may seem to matter little.
    /// </summary>
    /// <param name="rows">Rows with the target, such as those that test.</param>
    /// <param name="repetitions">How many times each column is mixed up.</param>
    /// <param name="seed">Decides how.</param>
    /// <param name="cancellationToken">Ends it with an exception.</param>
    /// <returns>The columns, the most important first.</returns>
    /// <exception cref="TableException">A column is not there, of another kind, or no row has a target that the model knows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are no repetitions.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<ColumnImportance> Importance(
        Table rows, int repetitions = 5, ulong seed = 1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(repetitions, 1);
        Comparison comparison = Comparable(rows);
        double[][] columns = [.. Encoder.Columns.Select(column => TabularEncoder.Values(comparison.Rows, column))];
        double best = Compare(comparison, Encoder.EncodeInputs(comparison.Rows).ToArray<float>(), Labels).Score;
        var importance = new ColumnImportance[columns.Length];
        var generator = new Generator(seed);
        var options = new ParallelOptions { MaxDegreeOfParallelism = ThreadLimit.Current, CancellationToken = cancellationToken };
        Parallel.For(0, columns.Length, options, c =>
        {
            using var limit = new ThreadLimit(1);
            double[] lost = new double[repetitions];
            Generator own = generator.Fork((ulong)c);
            for (int i = 0; i < repetitions; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                double[] mixed = [.. columns[c]];
                own.Shuffle<double>(mixed);
                double[][] others = [.. columns];
                others[c] = mixed;
                lost[i] = best - Compare(comparison, Encoder.Inputs(others), Labels).Score;
            }

            (double mean, double deviation) = NumberEncoder.Moments(lost);
            importance[c] = new(Encoder.Columns[c].Name, mean, deviation);
        });
        return [.. importance.OrderByDescending(each => each.Mean)];
    }
}
