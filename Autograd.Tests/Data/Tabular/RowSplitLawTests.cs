using Autograd.Data;

namespace Autograd.Tests.Data.Tabular;

/// <summary>How rows are divided, on tables of all sizes.</summary>
public sealed class RowSplitLawTests
{
    private const int Tables = 300;

    [Test]
    public void Every_division_keeps_what_it_promises()
    {
        for (int seed = 0; seed < Tables; seed++)
        {
            Case drawn = new(seed);
            Fault(drawn, drawn.Split()).ShouldBeNull($"table {seed}");
        }
    }

    [TestCase("a row that teaches tests too")]
    [TestCase("a row is left out")]
    [TestCase("a test row teaches")]
    [TestCase("a row that teaches tests")]
    [TestCase("all rows in another order")]
    public void A_division_that_is_wrong_in_one_thing_is_found(string fault) =>
        Enumerable.Range(0, Tables).Select(seed => new Case(seed)).Any(drawn => Fault(drawn, Planted(drawn.Split(), fault)) is not null)
            .ShouldBeTrue();

    [Test]
    public void Folds_are_a_partition_and_another_one_each_time()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            Case drawn = new(seed);
            if (drawn.Options.TimeColumn is not null)
            {
                continue;
            }

            int count = 2 + (seed % 3);
            int[][] folds = drawn.Folds(count, 1), others = drawn.Folds(count, 2);
            folds.SelectMany(fold => fold).Order().ShouldBe(drawn.Rows);
            others.SelectMany(fold => fold).Order().ShouldBe(drawn.Rows);
            (drawn.Rows.Length > 12 && drawn.Options.GroupColumn is null
                && folds.Zip(others).All(pair => pair.First.SequenceEqual(pair.Second))).ShouldBeFalse();
            drawn.Folds(count, 1).Zip(folds).ShouldAllBe(pair => pair.First.SequenceEqual(pair.Second));
            if (drawn.Options.GroupColumn is not null)
            {
                folds.ShouldAllBe(fold => fold.All(
                    row => drawn.Rows.Where(other => drawn.Group(other) == drawn.Group(row)).All(fold.Contains)));
                continue;
            }

            // Of every class each fold has its share, to the row.
            foreach (IGrouping<int, int> ofClass in drawn.Rows.GroupBy(row => drawn.Labels?[row] ?? 0))
            {
                folds.ShouldAllBe(fold => Math.Abs(fold.Count(ofClass.Contains) - (ofClass.Count() / (double)count)) < 1);
            }

            foreach (int[] fold in folds)
            {
                RowSplit split = drawn.Split(fold);
                split.Test.ShouldBe(fold);
                Fault(drawn, split).ShouldBeNull();
            }
        }
    }

    [Test]
    public void Groups_of_any_size_leave_rows_for_every_purpose()
    {
        var random = new Random(3);
        for (int trial = 0; trial < Tables; trial++)
        {
            int[] sizes = [.. Enumerable.Range(0, random.Next(3, 7)).Select(_ => (int)Math.Pow(10, 2 * random.NextDouble()))];
            Table table = new(
                new NumberColumn("g", [.. sizes.SelectMany((size, group) => Enumerable.Repeat((double)group - 4, size))]),
                new NumberColumn("y", new double[sizes.Sum()]));
            var split = RowSplit.Of(table, [.. Enumerable.Range(0, sizes.Sum())], null,
                new TabularOptions("y") { GroupColumn = "g", Seed = (ulong)trial });
            new[] { split.Train.Length, split.Validation.Length, split.Test.Length }.ShouldAllBe(length => length > 0);
        }
    }

    [Test]
    public void A_row_without_a_group_is_one_by_itself()
    {
        double[] groups = [-5, -5, -1, double.NaN, -1, double.NaN, 2, 2, double.NaN, 3, 3, 4];
        Table table = new(new NumberColumn("g", groups), new NumberColumn("y", groups));
        int[][] folds = RowSplit.Folds(table, [.. Enumerable.Range(0, 12)], null, new TabularOptions("y") { GroupColumn = "g" }, 8, 1);
        folds.Select(fold => fold.Length).Order().ShouldBe([1, 1, 1, 1, 2, 2, 2, 2]);
    }

    private static string? Fault(Case drawn, RowSplit split)
    {
        int[] all = [.. split.Train, .. split.Validation, .. split.Test];
        if (!all.Order().SequenceEqual(drawn.Rows))
        {
            return "no partition of the rows";
        }

        if (drawn.Options.TimeColumn is not null)
        {
            return Latest(split.Train) < Earliest(split.Validation) && Latest(split.Validation) < Earliest(split.Test)
                ? null : "the future tells of the past";
        }

        if (drawn.Options.GroupColumn is not null)
        {
            return drawn.Rows.GroupBy(drawn.Group).All(group => new[] { split.Train, split.Validation, split.Test }.Any(
                part => group.All(part.Contains))) ? null : "a group is torn";
        }

        foreach (IGrouping<int, int> ofClass in drawn.Rows.GroupBy(row => drawn.Labels?[row] ?? 0))
        {
            (int train, int test) = (split.Train.Count(ofClass.Contains), split.Test.Count(ofClass.Contains));
            if (train == 0 || (ofClass.Count() > 4 && Math.Abs(test - (drawn.TestShare(split) * ofClass.Count())) > 1.51))
            {
                return FormattableString.Invariant($"of {ofClass.Count()} rows of a class {train} teach and {test} test");
            }
        }

        return null;

        double Latest(int[] rows) => rows.Max(row => drawn.Times[row]);
        double Earliest(int[] rows) => rows.Min(row => drawn.Times[row]);
    }

    private static RowSplit Planted(RowSplit split, string fault) => fault switch
    {
        "a row that teaches tests too" => split with { Test = [.. split.Test, split.Train[0]] },
        "a row is left out" => split with { Validation = split.Validation[1..] },
        "a test row teaches" => split with { Test = split.Test[1..], Train = [.. split.Train, split.Test[0]] },
        "a row that teaches tests" => split with { Train = split.Train[1..], Test = [.. split.Test, split.Train[0]] },
        _ => new(split.Test, split.Validation, split.Train, split.How),
    };

    private sealed class Case
    {
        private readonly Table _table;
        private readonly double[] _groups;

        public Case(int seed)
        {
            var random = new Random(seed);
            int count = random.Next(12, 80), classes = random.Next(2, 6);
            int[] labels = [.. Enumerable.Range(0, count)
                .Select(i => i < 2 * classes ? i % classes : random.Next(random.Next(classes) + 1))];
            random.Shuffle(labels);
            Labels = random.Next(3) == 0 ? null : labels;
            Times = [.. Enumerable.Range(0, count).Select(_ => (double)random.Next(30))];
            _groups = [.. Enumerable.Range(0, count).Select(i => i < 4 ? i : (double)random.Next(12))];
            _table = new(new NumberColumn("time", Times), new NumberColumn("group", _groups));
            HashSet<int> kept = [.. labels.Index().GroupBy(each => each.Item).SelectMany(each => each.Take(2)).Select(each => each.Index)];
            Rows = [.. Enumerable.Range(0, count).Where(row => kept.Contains(row) || random.Next(8) > 0)];
            Options = new TabularOptions("y")
            {
                Seed = (ulong)seed,
                TimeColumn = seed % 5 == 0 ? "time" : null,
                GroupColumn = seed % 5 == 1 ? "group" : null,
                Test = 0.1 + (0.3 * random.NextDouble()),
                Validation = 0.1 + (0.3 * random.NextDouble()),
            };
            if (Options is { TimeColumn: not null } or { GroupColumn: not null })
            {
                // A class of which no row teaches is refused, which is another law.
                Labels = null;
            }
        }

        public int[] Rows { get; }

        public int[]? Labels { get; }

        public double[] Times { get; }

        public TabularOptions Options { get; }

        public double Group(int row) => _groups[row];

        public double TestShare(RowSplit split) => _given is null ? Options.Test : split.Test.Length / (double)Rows.Length;

        private int[]? _given;

        public RowSplit Split(int[]? test = null)
        {
            _given = test;
            return RowSplit.Of(_table, Rows, Labels, test is null ? Options : Options with { Test = 0 }, test);
        }

        public int[][] Folds(int count, ulong stream) => RowSplit.Folds(_table, Rows, Labels, Options, count, stream);
    }
}
