using Autograd.Core;
using Autograd.Data;

namespace Autograd.Tests.Data.Tabular;

/// <summary>The encoder against a plain one, on tables of all kinds.</summary>
public sealed class EncoderLawTests
{
    private const int Tables = 100;

    [Test]
    public void Columns_become_what_the_definition_says() => Difference(Tables, 0, (column, options) => (column, options)).ShouldBeNull();

    [Test]
    [Explicit("Thousands of tables take minutes."), Category("Long")]
    public void Columns_of_thousands_of_tables_become_what_the_definition_says() =>
        Difference(20_000, 1000, (column, options) => (column, options)).ShouldBeNull();

    // What an encoder that is wrong in one thing would give.
    [TestCase("looks at one row too few")]
    [TestCase("limits otherwise")]
    [TestCase("takes too few categories apart")]
    [TestCase("sees no holes")]
    public void An_encoder_that_is_wrong_in_one_thing_is_found(string fault) => Difference(Tables, 0, (column, options) => fault switch
    {
        "looks at one row too few" => (column.Select([.. Enumerable.Range(1, column.Count - 1)]), options),
        "limits otherwise" => (column, options with { Limit = 1 }),
        "takes too few categories apart" => (column, options with { RareBelow = 4 }),
        _ => (column.Select([.. Enumerable.Range(0, column.Count).Where(row => DrawnTable.Value(column, row) is not null)]), options),
    }).ShouldNotBeNull();

    [Test]
    public void What_is_not_trained_on_changes_no_bit()
    {
        for (int seed = 0; seed < 5; seed++)
        {
            DrawnTable drawn = new(300 + seed, isClass: seed % 3 > 0);
            TabularModel model = TabularModel.Train(drawn.Table, drawn.Options);
            Table changed = drawn.With(model.Rows.Test.ToHashSet());
            var other = TabularModel.Train(changed, drawn.Options);
            Bits.Of(other.Predictor).ShouldBe(Bits.Of(model.Predictor), $"table {seed}");
            Bits.Of(TabularModel.Train(drawn.With(model.Rows.Train.Take(10).ToHashSet()), drawn.Options).Predictor)
                .ShouldNotBe(Bits.Of(model.Predictor));
        }
    }

    [Test]
    public void A_column_that_lacks_is_named_and_one_that_is_not_needed_is_not_looked_at()
    {
        Table table = Csv.Read("a,b,y\n1,red,yes\n2,blue,no\n3,red,yes\n");
        var encoder = TabularEncoder.Fit(table, "y");
        encoder.EncodeInputs(table.Without("y")).ToArray<float>().ShouldBe(encoder.EncodeInputs(table).ToArray<float>());
        Should.Throw<TableException>(() => encoder.EncodeInputs(table.Without("b"))).Message
            .ShouldBe("test.csv: the model needs the column 'b', which is no column; there are 'a', 'y'.");
        Should.Throw<TableException>(() => encoder.EncodeInputs(Csv.Read("a,b\nx,red\ny,blue\n"))).Message
            .ShouldBe("test.csv, column 'a': there are categories; expected numbers, as in training.");
        Should.Throw<TableException>(() => encoder.Encode(table.Without("y"))).Message
            .ShouldBe("test.csv: it lacks the target 'y', which is no column; there are 'a', 'b'.");
        Should.Throw<TableException>(() => encoder.Encode(Csv.Read("a,b,y\n1,red,yes\n2,blue,maybe\n"))).Message
            .ShouldBe("test.csv, column 'y': row 2 is of a class that was not seen in training; there were 'no', 'yes'.");
        Should.Throw<TableException>(() => encoder.EncodeInputs(table.Rows([]))).Message.ShouldBe("test.csv: there is no row.");
    }

    [Test]
    public void A_column_that_is_missing_throughout_is_of_any_kind()
    {
        Table table = Csv.Read("a,b,c,d,y\n1,red,yes,2024-01-01,0.5\n,blue,no,2024-02-01,1.5\n2,red,yes,2024-03-07,2.5\n");
        var encoder = TabularEncoder.Fit(table, "y");
        encoder.EncodeInputs(Csv.Read("a,b,c,d\n?,,NA,\n,NA,,?\n")).Shape.ShouldBe(Shape.Of([2, encoder.FeatureCount]));
    }

    [Test]
    public void Numbers_far_from_zero_keep_their_deviation()
    {
        double[] values = [.. Enumerable.Range(0, 1001).Select(i => 1e9 + (i / 1000.0))];
        (double mean, double deviation) = NumberEncoder.Moments(values);
        (mean - 1e9).ShouldBe(0.5, 1e-6);
        deviation.ShouldBe(Math.Sqrt(((1001.0 * 1001) - 1) / 12) / 1000, 1e-6);
        NumberEncoder.Fit("x", [double.MaxValue, double.MaxValue / 2], 8).ShouldNotBeNull().Deviation.ShouldBe(double.MaxValue / 4, 1e295);
        NumberEncoder.Fit("x", [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1], 8).ShouldBeNull();
    }

    private static string? Difference(int tables, int firstSeed, Func<Column, TabularOptions, (Column, TabularOptions)> fault)
    {
        for (int seed = firstSeed; seed < firstSeed + tables; seed++)
        {
            DrawnTable drawn = new(seed);
            Table train = drawn.Table.Rows([.. Enumerable.Range(0, drawn.Rows / 2)]);
            if (train["y"] is CategoryColumn words && words.CountCategories().Count(count => count > 0) < 2)
            {
                continue;
            }

            if (Difference(drawn, train, fault) is { } difference)
            {
                return $"table {seed}: {difference}";
            }
        }

        return null;
    }

    private static string? Difference(DrawnTable drawn, Table train, Func<Column, TabularOptions, (Column, TabularOptions)> fault)
    {
        var encoder = TabularEncoder.Fit(train, drawn.Options);
        float[] found = encoder.EncodeInputs(drawn.Table).ToArray<float>();
        List<double[][]> plain = [], rows = [];
        List<string> names = [];
        foreach (Column column in train.Columns.Where(column => column.Name != "y"))
        {
            (Column seen, TabularOptions options) = fault(column, drawn.Options);
            if (EncoderOracle.Features(seen, drawn.Table[column.Name], options, out bool isEmbedded) is { } features)
            {
                (isEmbedded ? rows : plain).Add(features);
                names.Add(column.Name);
            }
        }

        if (!names.SequenceEqual(encoder.Columns.Select(column => column.Name)))
        {
            return "other columns";
        }

        double[] expected = [.. Enumerable.Range(0, drawn.Rows)
            .SelectMany(row => plain.Concat(rows).SelectMany(features => features[row]))];
        bool IsNear(int i) => Math.Abs(found[i] - expected[i]) <= 1e-5 * (1 + Math.Abs(expected[i]));
        return expected.Length != found.Length ? FormattableString.Invariant($"{found.Length} numbers, not {expected.Length}")
            : Enumerable.Range(0, found.Length).All(IsNear) ? null : "other numbers";
    }
}
