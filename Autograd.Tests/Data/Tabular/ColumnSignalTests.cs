using Autograd.Data;

namespace Autograd.Tests.Data.Tabular;

/// <summary>What a column tells by itself, against a plain computation; and what a column tells in a trained model.</summary>
public sealed class ColumnSignalTests
{
    private const int Columns = 200;

    [Test]
    public void What_a_column_tells_is_what_its_neighbours_say() => Difference(tiesCount: false).ShouldBeFalse();

    [Test]
    public void Ties_that_count_for_a_row_are_found() => Difference(tiesCount: true).ShouldBeTrue();

    [Test]
    public void Many_values_are_looked_at_side_by_side_with_the_same_result()
    {
        var random = new Random(2);
        double[] numbers = [.. Enumerable.Range(0, 30_000).Select(_ => random.NextDouble())];
        Table table = new([.. Enumerable.Range(0, 5).Select(i => new NumberColumn(FormattableString.Invariant($"x{i}"),
            i < 3 ? numbers : [.. numbers.Select(_ => random.NextDouble())])),
            new CategoryColumn("y", numbers.Select(x => x > 0.5 ? "high" : "low"))]);
        TableReview.Of(table, new TabularOptions("y")).Warnings.Select(warning => warning.Split(' ')[0]).ShouldBe(["'x0'", "'x1'", "'x2'"]);
    }

    [Test]
    public void What_matters_most_comes_first_and_noise_tells_nothing()
    {
        var random = new Random(3);
        double[] cause = [.. Enumerable.Range(0, 300).Select(_ => random.NextDouble())];
        Table table = new(new NumberColumn("noise", [.. cause.Select(_ => random.NextDouble())]), new NumberColumn("cause", cause),
            new NumberColumn("y", [.. cause.Select(x => Math.Sin(3 * x) + (0.1 * random.NextDouble()))]));
        var model = TabularModel.Train(table, new TabularOptions("y") { Epochs = 30, Hidden = [8] });
        IReadOnlyList<ColumnImportance> importance = model.Predictor.Importance(model.TestRows());
        importance.Select(each => each.Column).ShouldBe(["cause", "noise"]);
        importance[0].Mean.ShouldBeGreaterThan(0.5);
        Math.Abs(importance[1].Mean).ShouldBeLessThan(0.1);
        model.Predictor.Importance(model.TestRows()).ShouldBe(importance);
        Should.Throw<OperationCanceledException>(() => model.Predictor.Importance(table, cancellationToken: new(canceled: true)));
    }

    private static bool Difference(bool tiesCount)
    {
        for (int seed = 0; seed < Columns; seed++)
        {
            var random = new Random(seed);
            int count = random.Next(5, 60), classes = random.Next(2, 5), values = random.Next(2, 80);
            int[] labels = [.. Enumerable.Range(0, count).Select(_ => random.Next(classes))];
            double[] keys = [.. Enumerable.Range(0, count).Select(_ => random.Next(9) == 0 ? double.NaN : random.Next(values))];
            int[] rows = [.. Enumerable.Range(0, count).Where(_ => random.Next(6) > 0).DefaultIfEmpty(0)];
            bool isOrdered = seed % 2 == 0;
            Column column = isOrdered ? new NumberColumn("x", keys)
                : new CategoryColumn("x", keys.Select(key => double.IsNaN(key) ? null : FormattableString.Invariant($"w{key}")));
            double found = ColumnSignal.Of(column, rows, labels, default);
            double expected = rows.GroupBy(row => labels[row]).Average(ofClass => ofClass.Average(row => IsTold(row) ? 1.0 : 0));
            if (!(Math.Abs(found - expected) < 1e-12))
            {
                return true;
            }

            bool IsTold(int row)
            {
                int[] near = [.. rows.Where(other => other != row && keys[other].Equals(keys[row]))];
                if (near.Length == 0 && isOrdered)
                {
                    near = [.. rows.Where(other => keys[other].CompareTo(keys[row]) < 0).OrderBy(other => keys[other]).TakeLast(1),
                        .. rows.Where(other => keys[other].CompareTo(keys[row]) > 0).OrderBy(other => keys[other]).Take(1)];
                    near = [.. near.Select(other => NearestInOrder(other, row))];
                }

                int own = near.Count(other => labels[other] == labels[row]);
                return own > 0 && near.Where(other => labels[other] != labels[row]).CountBy(other => labels[other])
                    .All(each => tiesCount ? each.Value <= own : each.Value < own);
            }

            // Of several rows with the next value, the one that the sort has put beside it.
            int NearestInOrder(int other, int row)
            {
                double[] sorted = [.. rows.Select(each => keys[each])];
                int[] order = [.. rows];
                Array.Sort(sorted, order);
                int at = Array.IndexOf(order, row);
                return keys[other].CompareTo(keys[row]) < 0 ? order[at - 1] : order[at + 1];
            }
        }

        return false;
    }
}
