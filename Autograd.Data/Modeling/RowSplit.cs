using System.Runtime.InteropServices;
using Autograd.Core;

namespace Autograd.Data;

/// <summary>Which rows teach, which say when to stop, and which test.</summary>
internal sealed record RowSplit(int[] Train, int[] Validation, int[] Test, string How)
{
    /// <summary>Divides the rows as the options say.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">The rows that are divided.</param>
    /// <param name="labels">The class of each row of the table; null where a number is predicted.</param>
    /// <param name="options">How.</param>
    /// <param name="test">The rows to test on where that is settled; else they are chosen.</param>
    /// <param name="stream">Which of several divisions by the same seed.</param>
    public static RowSplit Of(Table table, int[] rows, int[]? labels, TabularOptions options, int[]? test = null, ulong stream = 0)
    {
        var generator = new Generator(options.Seed).Fork(stream);
        double ofRest = options.Validation / (1 - options.Test);
        if (options.TimeColumn is { } time)
        {
            double[] moments = Moments(table, time, rows);
            rows = [.. rows.OrderBy(row => moments[row])];
            double[] ordered = Array.ConvertAll(rows, row => moments[row]);
            int tested = Border(ordered, rows.Length - Count(rows.Length, options.Test));
            int watched = Border(ordered.AsSpan(0, tested), tested - Count(tested, ofRest));
            return Checked(new(rows[..watched], rows[watched..tested], rows[tested..],
                $"in the order of {Quoted.Text(time)}: the earliest teach, the latest test"), table, labels);
        }

        int[][] groups = options.GroupColumn is { } group ? Groups(table, group, rows) : [];
        string how = options.GroupColumn is { } by ? $"by whole groups of {Quoted.Text(by)}" : labels is null ? "at random"
            : "at random, each class by itself";
        if (groups.Length > 0)
        {
            HashSet<int> left = [.. test ?? []];
            List<int[]> others = [.. groups.Where(each => !left.Contains(each[0]))];
            generator.Shuffle(CollectionsMarshal.AsSpan(others));
            int[] testing = test ?? Taken(others, Count(rows.Length, options.Test), leaving: 2);
            int[] validating = Taken(others, Count(rows.Length - testing.Length, ofRest), leaving: 1);
            return Checked(new([.. others.SelectMany(each => each).Order()], validating, testing, how), table, labels);
        }

        List<int> train = [], watching = [], held = test is null ? [] : [.. test];
        HashSet<int> isHeld = [.. held];
        double owedTest = 0, owedValidation = 0;
        foreach (int[] strata in Strata(rows, labels))
        {
            int[] drawn = [.. strata.Where(row => !isHeld.Contains(row))];
            generator.Shuffle<int>(drawn);

            // What rounding withholds in one class is owed in the next. A class keeps a row to learn from before any other purpose.
            int ofTest = test is null ? Share(drawn.Length, options.Test, ref owedTest) : 0;
            int ofValidation = Share(drawn.Length - ofTest, ofRest, ref owedValidation);
            held.AddRange(drawn[..ofTest]);
            watching.AddRange(drawn[ofTest..(ofTest + ofValidation)]);
            train.AddRange(drawn[(ofTest + ofValidation)..]);
        }

        return Checked(new([.. train.Order()], [.. watching.Order()], [.. held.Order()], how), table, labels);
    }

    /// <summary>Divides the rows as often as there are folds, each of which tests once.</summary>
    /// <exception cref="ArgumentException">A fold would be empty.</exception>
    public static IEnumerable<RowSplit> OfFolds(
        Table table, int[] rows, int[]? labels, TabularOptions options, int count, ulong stream)
    {
        int[][] folds = Folds(table, rows, labels, options, count, stream);
        return folds.All(fold => fold.Length > 0)
            ? folds.Select(fold => Of(table, rows, labels, options with { Test = 0 }, fold, stream))
            : throw new ArgumentException(FormattableString.Invariant($"CrossValidate: {rows.Length} rows leave one of {count} folds ")
                + "empty; take fewer.", nameof(count));
    }

    /// <summary>Divides the rows in equal parts: by class, or by whole groups.</summary>
    public static int[][] Folds(Table table, int[] rows, int[]? labels, TabularOptions options, int count, ulong stream)
    {
        var generator = new Generator(options.Seed).Fork(stream);
        List<int>[] folds = [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
        if (options.GroupColumn is { } group)
        {
            int[][] groups = Groups(table, group, rows);
            generator.Shuffle<int[]>(groups);
            foreach (int[] each in groups.OrderByDescending(each => each.Length))
            {
                folds.MinBy(fold => fold.Count)!.AddRange(each);
            }
        }
        else
        {
            int dealt = 0;
            foreach (int[] strata in Strata(rows, labels))
            {
                int[] drawn = [.. strata];
                generator.Shuffle<int>(drawn);
                foreach (int row in drawn)
                {
                    folds[dealt++ % count].Add(row);
                }
            }
        }

        return [.. folds.Select(fold => fold.Order().ToArray())];
    }

    private static RowSplit Checked(RowSplit split, Table table, int[]? labels)
    {
        if (split.Train.Length == 0 || split.Validation.Length == 0)
        {
            throw new TableException(table.Name, null, null, FormattableString.Invariant(
                $"divided {split.How}, there are {split.Train.Length}, {split.Validation.Length} and {split.Test.Length} rows to teach, ")
                + "to say when to stop and to test: give more rows, or other shares.");
        }

        HashSet<int> taught = [.. split.Train.Select(row => labels?[row] ?? 0)];
        int[] unseen = [.. split.Validation.Concat(split.Test).Where(row => !taught.Contains(labels?[row] ?? 0)).Take(1)];
        return unseen.Length == 0 ? split : throw new TableException(table.Name, null, null, FormattableString.Invariant(
            $"divided {split.How}, no row teaches the class of row {unseen[0] + 1}: leave such rows out, or divide them in another way."));
    }

    private static int Count(int rows, double share) =>
        share == 0 ? 0 : Math.Clamp((int)Math.Round(rows * share), Math.Min(1, rows), rows);

    // The place nearest to one at which a moment ends, so that rows of one moment are not divided.
    private static int Border(ReadOnlySpan<double> moments, int at)
    {
        if (at <= 0 || at >= moments.Length)
        {
            return at;
        }

        int before = at, behind = at;
        while (before > 0 && moments[before] == moments[before - 1])
        {
            before--;
        }

        while (behind < moments.Length && moments[behind] == moments[behind - 1])
        {
            behind++;
        }

        return before > 0 && (at - before <= behind - at || behind == moments.Length) ? before : behind;
    }

    private static int Share(int available, double share, ref double owed)
    {
        owed += share * available;
        int taken = Math.Min(Math.Max(0, available - 1), Math.Max(share > 0 ? 1 : 0, (int)Math.Round(owed)));
        owed -= taken;
        return taken;
    }

    private static int[][] Strata(int[] rows, int[]? labels) => labels is null ? [rows]
        : [.. rows.GroupBy(row => labels[row]).OrderBy(group => group.Key).Select(group => group.ToArray())];

    // Groups as they come, but for those that would lead further away from the number than it is; one at least, and some are left.
    private static int[] Taken(List<int[]> groups, int count, int leaving)
    {
        List<int> taken = [];
        int left = groups.Count;
        groups.RemoveAll(group =>
        {
            bool isTaken = left > leaving && taken.Count < count && taken.Count + (group.Length / 2.0) <= count;
            if (isTaken)
            {
                taken.AddRange(group);
                left--;
            }

            return isTaken;
        });
        if (taken.Count == 0 && count > 0 && groups.Count > leaving)
        {
            int[] smallest = groups.MinBy(group => group.Length)!;
            taken.AddRange(smallest);
            groups.Remove(smallest);
        }

        return [.. taken.Order()];
    }

    private static int[][] Groups(Table table, string name, int[] rows)
    {
        Column column = table[name];
        if (column is TextColumn)
        {
            throw new TableException(table.Name, null, name,
                "rows cannot be grouped by free text, which is not kept; read it as categories (CsvOptions.Kinds).");
        }

        // A row without a group is one by itself.
        Func<int, (double, int)> key = row => column.Key(row) is var value && double.IsNaN(value) ? (0, row) : (value, -1);
        int[][] groups = [.. rows.GroupBy(key).Select(group => group.ToArray())];
        return groups.Length > 2 ? groups : throw new TableException(table.Name, null, name, FormattableString.Invariant(
            $"there are {groups.Length} groups; expected three or more to divide them."));
    }

    private static double[] Moments(Table table, string name, int[] rows)
    {
        Column column = table[name];
        double[] moments = column switch
        {
            DateColumn dates => [.. dates.Ticks.ToArray().Select(ticks => ticks < 0 ? double.NaN : ticks)],
            NumberColumn numbers => numbers.Values.ToArray(),
            _ => throw new TableException(table.Name, null, name,
                $"{column.Kind.ToString().ToLowerInvariant()} values have no order in time; expected dates or numbers."),
        };
        int missing = rows.Count(row => double.IsNaN(moments[row]));
        return missing == 0 ? moments : throw new TableException(table.Name, null, name,
            $"{Quoted.Count(missing, "row")} {(missing == 1 ? "has" : "have")} no value, so it is not known whether "
            + $"{(missing == 1 ? "it teaches or tests" : "they teach or test")}; "
            + "set TabularOptions.SkipsMissingTime to leave out what has none.");
    }
}
