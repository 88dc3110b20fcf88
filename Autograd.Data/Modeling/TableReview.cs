using Autograd.Core;

namespace Autograd.Data;

/// <summary>
/// What is looked at before rows are divided: which rows have a target, which columns only number them, and what is to be told.
/// </summary>
internal sealed class TableReview
{
    // So few are looked at sooner than threads are there.
    private const long FewValues = 100_000;

    private const int FewRows = 10, MostTold = 10, MostDoubtful = 10;

    private readonly Table _table;
    private readonly List<string> _warnings = [];
    private readonly IReadOnlyList<string> _classes;

    private TableReview(Table table, TabularOptions options, TargetEncoder target)
    {
        (_table, _classes) = (table, target.Classes);

        // What the whole table says holds for any part of it.
        Options = options with { Task = target.IsClass ? TabularTask.Classification : TabularTask.Regression };
        Labels = target.IsClass ? target.Labels(table) : null;
        Column column = table[options.Target];
        Rows = [.. Enumerable.Range(0, table.RowCount)
            .Where(row => Labels is not null ? Labels[row] >= 0 : !double.IsNaN(((NumberColumn)column)[row]))];
        if (column.Missing > 0)
        {
            _warnings.Add($"{Lack(column.Missing, options.Target)} and {(column.Missing == 1 ? "is" : "are")} left out.");
        }

        if (options is { TimeColumn: { } time, SkipsMissingTime: true } && table[time] is { Missing: > 0 and var untimed } moments)
        {
            Rows = [.. Rows.Where(row => !moments.IsMissing(row))];
            _warnings.Add($"{Lack(untimed, time)} and {(untimed == 1 ? "is" : "are")} left out.");
        }

        if (options.GroupColumn is { } group && table[group].Missing is > 0 and var alone)
        {
            _warnings.Add($"{Lack(alone, group)}: {(alone == 1 ? "it is" : "each is")} a group by itself.");
        }

        LookAtOptions(options);
    }

    /// <summary>The options, in which columns that only number the rows are ignored.</summary>
    public TabularOptions Options { get; private set; }

    /// <summary>The rows that have a target.</summary>
    public int[] Rows { get; }

    /// <summary>The class of each row of the table; null where a number is predicted.</summary>
    public int[]? Labels { get; }

    /// <summary>What is to be told; a sentence each.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Looks at a table.</summary>
    /// <exception cref="TableException">It cannot be learned from.</exception>
    public static TableReview Of(Table table, TabularOptions options)
    {
        options.Check(table);
        TargetEncoder target = TargetEncoder.Fit(table, options);
        if (options.Task == TabularTask.Auto && target.Classes.Count > MostDoubtful && table[options.Target].Doubt is { } doubt)
        {
            throw new TableException(table.Name, null, options.Target, FormattableString.Invariant(
                $"the target is words, which would be {target.Classes.Count:N0} classes. {doubt}"));
        }

        var review = new TableReview(table, options, target);
        if (review.Labels is { } labels)
        {
            review.LookAtClasses(target.Classes, [.. review.Rows.Select(row => labels[row])]);
        }
        else if (FarValues.Of((NumberColumn)table[options.Target], review.Rows) is { } distant)
        {
            review._warnings.Add(distant);
        }

        review.LookAtColumns(target);
        string[] numbering = [.. review.Options.Ignored.Except(options.Ignored).Where(name => RowNumbers.Are(table[name]))];
        if (numbering.Length > 0 && table.Columns.All(column => column.Name == options.Target || column.Name == options.GroupColumn
            || review.Options.Ignored.Contains(column.Name)))
        {
            throw new TableException(table.Name, null, null, $"no column but {Quoted.Text(options.Target)} tells anything: "
                + $"{Quoted.List(numbering)} {(numbering.Length == 1 ? "numbers" : "number")} the rows, as it seems, and would be left "
                + "out; if more is in it, TabularOptions.Kept keeps it.");
        }

        return review;
    }

    /// <summary>
    /// Tells of rows that test although they teach as well, and of classes on which little is tested; of folds, in all together.
    /// </summary>
    public void LookAt(params ReadOnlySpan<RowSplit> splits)
    {
        string[] ignored = [.. Options.Ignored, .. Options.GroupColumn is { } group ? [group] : Array.Empty<string>()];
        Column[] columns = [.. _table.Columns.Where(column => !ignored.Contains(column.Name) && column is not TextColumn)];
        (int twice, int tested) = (0, 0);
        foreach (RowSplit split in splits)
        {
            twice += DuplicateRows.Count(columns, [.. split.Train, .. split.Validation], split.Test);
            tested += split.Test.Length;
        }

        if (twice > 1)
        {
            _warnings.Add(FormattableString.Invariant($"{twice:N0} of {tested:N0} test rows are also among those that teach, ")
                + "value by value, so the result looks better than it is; leave out rows that are there twice, or say which belong "
                + "together (GroupColumn).");
        }

        if (Labels is { } labels)
        {
            Tell(RareInDivision.Of(splits, labels, _classes));
        }
    }

    private void Tell(IReadOnlyList<string> ofClasses)
    {
        _warnings.AddRange(ofClasses.Take(MostTold));
        if (ofClasses.Count > MostTold)
        {
            _warnings.Add(FormattableString.Invariant($"So it is with {ofClasses.Count - MostTold:N0} more of the classes."));
        }
    }

    private void LookAtOptions(TabularOptions options)
    {
        string target = Quoted.Text(options.Target);
        if (Labels is null && options.Balance != ClassBalance.Auto)
        {
            _warnings.Add($"TabularOptions.Balance is without effect: {target} is a number, and only classes are balanced.");
        }

        if (Labels is null && options.Labels != LabelRule.Auto)
        {
            _warnings.Add($"TabularOptions.Labels is without effect: {target} is a number, and only classes are named.");
        }

        if (Labels is not null && options.Loss != RegressionLoss.Squared)
        {
            _warnings.Add($"TabularOptions.Loss is without effect: {target} is classes, and it is for numbers.");
        }
    }

    private static string Lack(int rows, string column) =>
        $"{Quoted.Count(rows, "row")} {(rows == 1 ? "has" : "have")} no {Quoted.Text(column)}";

    private void LookAtClasses(IReadOnlyList<string> classes, int[] labels)
    {
        int[] counts = new int[classes.Count];
        foreach (int label in labels)
        {
            _ = label >= 0 ? counts[label]++ : 0;
        }

        List<string> few = [];
        for (int c = 0; c < counts.Length; c++)
        {
            string? like = Names.Alike(c, classes, counts);
            string hint = like is null ? "" : $" Is it meant to be {Quoted.Text(like)}?";
            if (counts[c] == 1)
            {
                string instead = _table[Options.Target] is NumberColumn
                    ? " Where it is a number that is to be predicted, say so (TabularOptions.Task)." : $" {_table[Options.Target].Doubt}";
                throw new TableException(_table.Name, null, Options.Target, $"the class {Quoted.Text(classes[c])} has one row, so that "
                    + $"it cannot both teach and test.{hint} Give it more rows, or leave it out.{instead.TrimEnd()}");
            }

            if (counts[c] is > 0 and < FewRows || like is not null)
            {
                few.Add(FormattableString.Invariant($"The class {Quoted.Text(classes[c])} has {counts[c]:N0} rows")
                    + (counts[c] < FewRows ? ": what is said of it is worth little." : ".") + hint);
            }
        }

        if (_table[Options.Target].Doubt is { } doubt)
        {
            _warnings.Add($"{Quoted.Text(Options.Target)} is taken as classes. {doubt}");
        }

        Tell(few);
    }

    private void LookAtColumns(TargetEncoder target)
    {
        Column[] columns = [.. _table.Columns.Where(column => column.Name != Options.Target && column.Name != Options.GroupColumn
            && !Options.Ignored.Contains(column.Name))];
        double[] told = new double[columns.Length];
        string?[] far = new string?[columns.Length];
        double Told(int i, int[] rows) => ColumnSignal.Of(columns[i], rows, Labels, Labels is null ? target.Numbers(_table) : default);
        void Look(int i)
        {
            told[i] = Told(i, Rows);
            far[i] = columns[i] is NumberColumn numbers ? FarValues.Of(numbers, Rows) : null;
        }

        if ((long)columns.Length * _table.RowCount < FewValues)
        {
            for (int i = 0; i < columns.Length; i++)
            {
                Look(i);
            }
        }
        else
        {
            Parallel.For(0, columns.Length, new ParallelOptions { MaxDegreeOfParallelism = ThreadLimit.Current }, Look);
        }

        // Rows that are there twice tell of each other by any column.
        if (told.Any(each => each > ColumnSignal.NearlyAll))
        {
            int[] once = DuplicateRows.Once([.. columns.Append(_table[Options.Target])
                .Where(column => column is not TextColumn && !RowNumbers.Are(column))], Rows);
            for (int i = 0; i < columns.Length && once.Length < Rows.Length; i++)
            {
                told[i] = told[i] > ColumnSignal.NearlyAll ? Told(i, once) : told[i];
            }
        }

        for (int i = 0; i < columns.Length; i++)
        {
            Tell(columns[i], told[i], far[i]);
        }
    }

    private void Tell(Column column, double told, string? far)
    {
        string name = Quoted.Text(column.Name);
        bool isNumbering = RowNumbers.Are(column) && !Options.Kept.Contains(column.Name) && Options.TimeColumn != column.Name;
        bool isDoubtfulText = column is TextColumn && column.Doubt is not null;
        if (isNumbering || isDoubtfulText)
        {
            Options = Options with { Ignored = [.. Options.Ignored, column.Name] };
        }

        if (column.Doubt is { } doubt)
        {
            _warnings.Add($"{name} is {(isDoubtfulText ? "left out" : "taken as categories")}. {doubt}");
        }

        string share = FormattableString.Invariant($"{100 * told:F0}%");
        if (isNumbering)
        {
            _warnings.Add($"{name} is left out: it numbers the rows."
                + (told > ColumnSignal.MuchForNumbering ? $" It leaks the target, of which rows beside each other tell {share}: the file "
                    + "is sorted by it, so that a number would stand for the answer." : ""));
        }
        else if (told > ColumnSignal.NearlyAll)
        {
            _warnings.Add($"{name} alone tells the target ({share}). If it is not known before the target is, it leaks the answer: leave "
                + "it out (Ignored).");
        }

        if (!isNumbering && far is not null)
        {
            _warnings.Add(far);
        }
    }
}
