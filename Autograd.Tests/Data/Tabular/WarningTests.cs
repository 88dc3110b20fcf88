using System.Globalization;
using System.Text;
using Autograd.Data;

namespace Autograd.Tests.Data.Tabular;

/// <summary>What is said of a table before one trusts the result, and what is not.</summary>
public sealed class WarningTests
{
    private static readonly string[] s_species = ["setosa", "versicolor", "virginica"];

    [Test]
    public void A_clean_table_has_no_warning()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Warnings(Irises(seed)).ShouldBeEmpty();
            Warnings(Clinic(seed)).ShouldBeEmpty();
        }
    }

    [Test]
    public void A_number_of_the_row_is_left_out_and_said_to_leak_where_it_does()
    {
        string[] lines = Irises(1).Split('\n');
        string shuffled = Numbered(lines, i => (i * 77) % 150), sorted = Numbered(
            [lines[0], .. lines[1..].OrderBy(line => line.Split(',')[^1], StringComparer.Ordinal)], i => i);
        Warnings(shuffled).ShouldBe(["'id' is left out: it numbers the rows."]);
        Warnings(sorted).Single().ShouldStartWith("'id' is left out: it numbers the rows. It leaks the target, of which rows beside");
        Review(sorted).Options.Ignored.ShouldBe(["id"]);
        Review(sorted, new TabularOptions("species") { Kept = ["id"] }).Options.Ignored.ShouldBeEmpty();
    }

    [Test]
    public void A_column_that_tells_the_target_is_warned_of()
    {
        string[] lines = Irises(2).Split('\n');
        string leaking = string.Join('\n', lines.Select((line, i) => i == 0 ? $"code,{line}"
            : $"c{s_species.IndexOf(line.Split(',')[^1])},{line}"));
        Warnings(leaking).Single().ShouldStartWith("'code' alone tells the target (100%). If it is not known before the target");
        Table table = new(new NumberColumn("twice", [.. Enumerable.Range(0, 60).Select(i => 2 * Math.Sin(i))]),
            new NumberColumn("other", [.. Enumerable.Range(0, 60).Select(i => Math.Cos(17.3 * i * i))]),
            new NumberColumn("y", [.. Enumerable.Range(0, 60).Select(i => Math.Sin(i))]));
        TableReview.Of(table, new TabularOptions("y")).Warnings.Single().ShouldStartWith("'twice' alone tells the target");
    }

    [Test]
    public void Rare_classes_and_slips_of_the_pen_are_warned_of()
    {
        string table = Irises(3) + "\n5.1,3.5,1.4,0.2,rare\n5.2,3.4,1.4,0.2,rare";
        Warnings(table).ShouldBe(["The class 'rare' has 2 rows: what is said of it is worth little."]);
        TabularModel.Train(Csv.Read(table), new TabularOptions("species") { Epochs = 1 }).Predictor.Classes.ShouldContain("rare");
        Warnings(Irises(3) + "\n5.1,3.5,1.4,0.2,versicolour\n6.2,2.2,4.5,1.5,versicolour").Single()
            .ShouldEndWith("Is it meant to be 'versicolor'?");
        Should.Throw<TableException>(() => Warnings(Irises(3) + "\n5.1,3.5,1.4,0.2,Setosa")).Message.ShouldBe(
            "test.csv, column 'species': the class 'Setosa' has one row, so that it cannot both teach and test. "
            + "Is it meant to be 'setosa'? Give it more rows, or leave it out.");
    }

    [TestCase("normal", "abnormal", false)]
    [TestCase("male", "female", false)]
    [TestCase("typical", "atypical", false)]
    [TestCase("hypo", "hyper", false)]
    [TestCase("grade 1", "grade 2", false)]
    [TestCase("yes", "yet", false)]
    [TestCase("tall", "tal", true)]
    [TestCase("negative", "negatvie", true)]
    [TestCase("negative", "Negative ", true)]
    [TestCase("Iris-setosa", "Iris-setossa", true)]
    [TestCase("versicolor", "vercsicolour", true)]
    public void A_slip_of_the_pen_is_told_from_another_word(string frequent, string rare, bool isSlip)
    {
        Names.Alike(1, [frequent, rare, "quite another"], [100, 4, 50]).ShouldBe(isSlip ? frequent : null);
        Names.Alike(1, [frequent, rare], [100, 40]).ShouldBeNull();
    }

    [Test]
    public void Rows_that_are_there_twice_are_warned_of_and_those_that_are_alike_by_chance_are_not()
    {
        string[] lines = Clinic(5).Split('\n');
        var twice = TabularModel.Train(Csv.Read(string.Join('\n', [.. lines, .. lines[1..40]])), Quick("state"));
        twice.Warnings.Single().ShouldContain("test rows are also among those that teach");
        TabularModel.Train(Csv.Read(string.Join('\n', lines)), Quick("state")).Warnings.ShouldBeEmpty();

        // Three columns of two values each.
        var random = new Random(1);
        var text = new StringBuilder("a,b,c,y\n");
        for (int i = 0; i < 200; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{random.Next(2)},{random.Next(2)},{random.Next(2)},c{random.Next(2)}\n");
        }

        TabularModel.Train(Csv.Read(text.ToString()), Quick("y")).Warnings.ShouldBeEmpty();
    }

    [Test]
    public void Folds_are_warned_of_as_a_single_division_is()
    {
        string[] lines = Clinic(5).Split('\n');
        string twice = string.Join('\n', [.. lines, .. lines[1..40]]);
        Table table = Csv.Read(Numbered(twice.Split('\n'), i => i));
        string[] single = [.. TabularModel.Train(table, Quick("state")).Warnings];
        string[] folds = [.. TabularModel.CrossValidate(table, Quick("state"), folds: 2).Warnings];
        folds[0].ShouldBe("'id' is left out: it numbers the rows.");
        folds[0].ShouldBe(single[0]);
        folds[1].ShouldMatch("^[1-7][0-9] of 239 test rows are also among those that teach, value by value, so the result looks ");
        folds.Length.ShouldBe(2);

        // Of each fold once, what is left out in its training.
        string ward = string.Join('\n', lines.Select((line, i) => i == 0 ? $"ward,{line}" : $"west,{line}"));
        TabularModel.CrossValidate(Csv.Read(ward), Quick("state"), folds: 3).Warnings.ShouldBe(
            ["'ward' is left out: it is the same in every row of training."]);
    }

    [Test]
    public void Columns_that_tell_nothing_are_left_out_and_named()
    {
        string table = string.Join('\n', Clinic(6).Split('\n').Select((line, i) =>
            i == 0 ? $"ward,nothing,name,{line},," : FormattableString.Invariant($"west,NA,patient {i},{line},,")));
        var model = TabularModel.Train(Csv.Read(table), Quick("state"));
        model.Warnings.ShouldBe([
            "'ward' is left out: it is the same in every row of training.", "'nothing' is left out: every value is missing.",
            "'name' is left out: it is free text or an id."]);
        model.Predictor.Encoder.Columns.Count.ShouldBe(5);
    }

    [Test]
    public void What_is_the_same_in_training_alone_is_left_out_and_named()
    {
        string table = string.Join('\n', Clinic(9).Split('\n').Select((line, i) =>
            i == 0 ? $"day,ward,{line}" : FormattableString.Invariant($"{i},{(i < 140 ? "west" : "east")},{line}")));
        var model = TabularModel.Train(Csv.Read(table), Quick("state") with { TimeColumn = "day" });
        model.Warnings.ShouldBe(["'ward' is left out: it is the same in every row of training."]);
        model.Predictor.Predict(Csv.Read(table)).Count.ShouldBe(200);
    }

    [Test]
    public void Rows_without_a_target_are_left_out_and_counted()
    {
        string table = string.Join(
            '\n', Clinic(7).Split('\n').Select((line, i) => i is 3 or 9 ? line[..line.LastIndexOf(',')] + ",NA" : line));
        var model = TabularModel.Train(Csv.Read(table), Quick("state"));
        model.Warnings.ShouldBe(["2 rows have no 'state' and are left out."]);
        (model.Rows.Train.Count + model.Rows.Validation.Count + model.Rows.Test.Count).ShouldBe(198);
    }

    [Test]
    public void Forty_percent_of_holes_and_five_thousand_categories_are_learned_from()
    {
        var random = new Random(8);
        var text = new StringBuilder("place,x,y\n");
        for (int i = 0; i < 12_000; i++)
        {
            int place = random.Next(5000);
            text.Append(CultureInfo.InvariantCulture,
                $"place {place},{(random.Next(10) < 4 ? "" : random.NextSingle().ToString(CultureInfo.InvariantCulture))},c{place % 2}\n");
        }

        var model = TabularModel.Train(Csv.Read(text.ToString()), new TabularOptions("y") { Epochs = 1, Hidden = [2] });
        model.Predictor.Encoder.EmbeddingCount.ShouldBe(1);
        model.Predictor.Encoder.Columns[0].CategoryNames.Count.ShouldBeGreaterThan(3000);
        model.Predictor.Predict(new { place = "never seen", x = (double?)null }).Probabilities.Sum().ShouldBe(1, 1e-9);
    }

    [TestCase('.')]
    [TestCase(' ')]
    public void Numbers_in_German_and_French_notation_are_numbers_with_or_without_a_hint(char thousands)
    {
        var random = new Random(9);
        var text = new StringBuilder("Preis;Höhe;Klasse\n");
        for (int i = 0; i < 60; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"1{thousands}{random.Next(100, 999)},5;{random.Next(9)},")
                .Append(CultureInfo.InvariantCulture, $"{random.Next(100)};k{i % 2}\n");
        }

        var model = TabularModel.Train(Csv.Read(text.ToString(), new() { DecimalComma = true }), Quick("Klasse"));
        model.Warnings.ShouldBeEmpty();
        model.Predictor.Encoder.Columns.ShouldAllBe(column => column.Kind == ColumnKind.Number);
        Bits.Of(model.Predictor.Predict($"1{thousands}234,5;3,25")).ShouldBe(
            Bits.Of(model.Predictor.Predict(new Dictionary<string, double> { ["Preis"] = 1234.5, ["Höhe"] = 3.25 })));
        Csv.Read(text.ToString()).ToString().ShouldContain("DecimalComma");
    }

    private static TabularOptions Quick(string target) => new(target) { Epochs = 1, Hidden = [2], FineTuneEpochs = 0 };

    private static IReadOnlyList<string> Warnings(string text)
    {
        TableReview review = Review(text);
        review.LookAt(RowSplit.Of(Csv.Read(text), review.Rows, review.Labels, review.Options));
        return review.Warnings;
    }

    private static TableReview Review(string text, TabularOptions? options = null)
    {
        Table table = Csv.Read(text);
        return TableReview.Of(table, options ?? new TabularOptions(table.Columns[^1].Name));
    }

    private static string Numbered(string[] lines, Func<int, int> number) =>
        string.Join('\n', lines.Select((line, i) => i == 0 ? $"id,{line}" : FormattableString.Invariant($"{number(i)},{line}")));

    // Like the irises: lengths with one decimal, which come again.
    private static string Irises(int seed)
    {
        var random = new Random(seed);
        double Normal(double mean, double deviation) => Math.Round(mean + (deviation * (
            Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6)), 1);
        return "sepal length,sepal width,petal length,petal width,species\n" + string.Join('\n', Enumerable.Range(0, 150).Select(i =>
            (i % 3) switch
            {
                0 => Row(Normal(5.0, 0.35), Normal(3.4, 0.38), Normal(1.5, 0.17), Normal(0.3, 0.1), i),
                1 => Row(Normal(5.9, 0.52), Normal(2.8, 0.31), Normal(4.3, 0.47), Normal(1.3, 0.2), i),
                _ => Row(Normal(6.6, 0.64), Normal(3.0, 0.32), Normal(5.6, 0.55), Normal(2.0, 0.27), i),
            }));
    }

    private static string Row(double a, double b, double c, double d, int i) =>
        FormattableString.Invariant($"{a},{b},{c},{d},{s_species[i % 3]}");

    // Like a clinic's: ages, sexes, yes and no, a rare state.
    private static string Clinic(int seed)
    {
        var random = new Random(seed);
        return "age,sex,smokes,pressure,seen,state\n" + string.Join('\n', Enumerable.Range(0, 200).Select(i =>
        {
            bool isIll = i % 3 == 0;
            string sex = random.Next(2) == 0 ? "F" : "M", smokes = random.Next(3) == 0 ? "yes" : "no";
            return FormattableString.Invariant($"{random.Next(18, 90)},{sex},{smokes},{random.Next(100, 150) + (isIll ? 15 : 0)},")
                + FormattableString.Invariant($"2024-{random.Next(1, 13):00}-{random.Next(1, 29):00},") + (isIll ? "abnormal" : "normal");
        }));
    }
}
