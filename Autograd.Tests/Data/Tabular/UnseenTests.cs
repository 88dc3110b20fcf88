using System.Globalization;
using Autograd.Data;
using Autograd.Tests.Nn.Serialization;

namespace Autograd.Tests.Data.Tabular;

/// <summary>What is told of values that training never saw, of options without effect, and of rows that lack a time or a group.</summary>
public sealed class UnseenTests
{
    private static readonly TabularOptions s_quick = new("y") { Epochs = 1, Hidden = [2], FineTuneEpochs = 0 };

    [Test]
    public void Values_unlike_all_of_training_are_named_by_column()
    {
        TabularPredictor predictor = TabularModel.Train(Csv.Read(Training()), s_quick).Predictor;
        predictor.Unseen(Csv.Read(Training())).ShouldBeEmpty();
        Table rows = Csv.Read(
            "x,city,on,day,more\n5,a,yes,2024-02-01,1\n15,Rom,no,2024-02-01,2\n-900,Rom,no,2031-01-01,3\n,,,,\n15,Bonn,no,,4\n");
        IReadOnlyList<UnseenValues> unseen = predictor.Unseen(rows);
        unseen.Select(each => each.ToString()).ShouldBe([
            "3 of 4 values of 'x' are far outside of training, which had 0 to 9: 15, -900.",
            "3 of 4 values of 'city' were never seen in training: 'Rom', 'Bonn'.",
            "1 of 3 values of 'day' is far outside of training, which had 2024-01-01 to 2024-03-10: 2031-01-01."]);
        (unseen[1].Column, unseen[1].Count, unseen[1].ValueCount, unseen[1].Range).ShouldBe(("city", 3, 4, null));
        unseen[1].Examples.ShouldBe(["Rom", "Bonn"]);

        // A little beyond, and missing, is nothing to tell of; of many the first few are named.
        predictor.Unseen(Csv.Read("x,city,on,day\n11,a,yes,2024-03-20\n,,,\n")).ShouldBeEmpty();
        Table many = Table.From(Enumerable.Range(0, 9).Select(i => new { x = i, city = $"new {i}", on = true, day = (DateOnly?)null }));
        predictor.Unseen(many).Single().ToString().ShouldEndWith("'new 0', 'new 1', 'new 2', 'new 3', 'new 4', ….");
    }

    [TestCase(0, 90, -5, true)]
    [TestCase(0, 90, -4, false)]
    [TestCase(18, 90, -5, true)]
    [TestCase(18, 90, 1, false)]
    [TestCase(0, 90, 112, false)]
    [TestCase(0, 90, 113, true)]
    [TestCase(-3, 90, -20, false)]
    [TestCase(-90, -1, 5, true)]
    [TestCase(-90, 0, 4, false)]
    public void A_number_is_far_outside_by_a_quarter_of_the_range_or_with_a_sign_that_training_never_had(
        double least, double greatest, double value, bool isFar)
    {
        NumberEncoder encoder = NumberEncoder.Fit("age", [least, greatest], limit: 8)!;
        encoder.IsUnseen(value).ShouldBe(isFar);
        encoder.IsUnseen(double.NaN).ShouldBeFalse();
    }

    [TestCase(1_000_000, 6, "1000000")]
    [TestCase(29_550.4, 4, "29550")]
    [TestCase(-123_456_789, 6, "-123456789")]
    [TestCase(9_999.96, 4, "10000")]
    [TestCase(12.3456, 4, "12.35")]
    [TestCase(0.00002, 4, "2E-05")]
    [TestCase(1e300, 6, "1E+300")]
    [TestCase(double.NaN, 6, "NaN")]
    public void Numbers_are_written_as_people_do(double value, int digits, string expected) =>
        PlainNumber.Of(value, digits).ShouldBe(expected);

    [Test]
    public void An_option_that_is_without_effect_is_told()
    {
        string table = Training();
        TabularOptions number = s_quick with { Target = "x", Task = TabularTask.Regression };
        Warnings(table, number with { Balance = ClassBalance.Weights }).ShouldContain(
            "TabularOptions.Balance is without effect: 'x' is a number, and only classes are balanced.");
        Warnings(table, number with { Labels = LabelRule.Balanced }).ShouldContain(
            "TabularOptions.Labels is without effect: 'x' is a number, and only classes are named.");
        Warnings(table, s_quick with { Loss = RegressionLoss.Absolute }).ShouldContain(
            "TabularOptions.Loss is without effect: 'y' is classes, and it is for numbers.");
        Warnings(table, number with { Loss = RegressionLoss.Absolute }).ShouldNotContain(text => text.Contains("without effect"));
        Warnings(table, s_quick with { Balance = ClassBalance.Weights, Labels = LabelRule.Balanced }).ShouldBeEmpty();
    }

    [Test]
    public void Rows_without_a_time_are_left_out_where_asked_and_those_without_a_group_are_alone()
    {
        string table = string.Join(
            '\n', Training().Split('\n').Select((line, i) => i is 3 or 8 ? line[line.IndexOf(',', StringComparison.Ordinal)..] : line));
        TabularModel timed = TabularModel.Train(Csv.Read(table), s_quick with { TimeColumn = "x", SkipsMissingTime = true });
        timed.Warnings.ShouldContain("2 rows have no 'x' and are left out.");
        int[] used = [.. timed.Rows.Train, .. timed.Rows.Validation, .. timed.Rows.Test];
        used.Length.ShouldBe(68);
        used.ShouldNotContain(2);
        used.ShouldNotContain(7);
        TabularModel grouped = TabularModel.Train(Csv.Read(table), s_quick with { GroupColumn = "x" });
        grouped.Warnings.ShouldContain("2 rows have no 'x': each is a group by itself.");
        (grouped.Rows.Train.Count + grouped.Rows.Validation.Count + grouped.Rows.Test.Count).ShouldBe(70);
    }

    [Test]
    public void Numbers_of_another_notation_among_words_are_told_as_both()
    {
        string table = "id;Preis;y\n" + string.Concat(Enumerable.Range(0, 394).Select(i => FormattableString.Invariant(
            $"{i * 37 % 100};{(i % 56 == 5 ? "k.A." : i % 28 == 5 ? "-" : $"{1 + (i % 9)}.{100 + i},{i % 100:00}")};{"abb"[i % 3]}\n")));
        const string note = "380 of 394 values are numbers with decimal commas: set CsvOptions.DecimalComma; and are 'k.A.', '-' "
            + "CsvOptions.MissingTokens?";
        Csv.Read(table)["Preis"].Notes.ShouldBe(["Ignored.", note]);
        Warnings(table, s_quick).ShouldBe([$"'Preis' is left out. {note}"]);
        Should.Throw<TableException>(() => Warnings(table, s_quick with { Target = "Preis" })).Message.ShouldEndWith($"is text. {note}");
        var told = new CsvOptions { DecimalComma = true, MissingTokens = ["k.A.", "-"] };
        ((NumberColumn)Csv.Read(table, told)["Preis"]).Missing.ShouldBe(14);
    }

    [Test]
    public void A_number_in_another_notation_than_the_models_is_refused_with_a_hint()
    {
        string table = Training().Replace(',', ';');
        TabularPredictor predictor = TabularModel.Train(Csv.Read(table, new CsvOptions { DecimalComma = true }), s_quick).Predictor;
        var row = new Dictionary<string, string> { ["x"] = "1900.50", ["city"] = "a", ["on"] = "yes", ["day"] = "2024-01-01" };
        Should.Throw<ArgumentException>(() => predictor.Predict(row)).Message.ShouldStartWith(
            "Predict: column 'x' is '1900.50'; expected a number (with a decimal comma, as in 1.234,5).");
    }

    [Test]
    public void True_and_false_are_read_by_any_of_their_words_and_what_is_neither_is_refused()
    {
        TabularPredictor predictor = TabularModel.Train(Csv.Read(Training()), s_quick).Predictor;
        using var folder = new TemporaryFolder();
        Table Read(string on, string x)
        {
            File.WriteAllText(folder.File("rows.csv"), $"x;city;on;day\n1;a;TRUE;2024-02-01\n{x};a;{on};2024-02-01\n");
            return predictor.ReadCsv(folder.File("rows.csv"));
        }

        ((BooleanColumn)Read("yes", "2")["on"])[1].ShouldBe(true);
        ((BooleanColumn)Read("nein", "2")["on"])[1].ShouldBe(false);
        Should.Throw<TableException>(() => Read("perhaps", "2")).Message.ShouldBe("rows.csv, line 3, column 'on': 'perhaps' is not yes or "
            + "no, as it was in training. Where it stands for a missing value, leave the field empty.");
        Should.Throw<TableException>(() => Read("yes", "2,5")).Message.ShouldBe("rows.csv, line 3, column 'x': '2,5' is not a number, as "
            + "it was in training, which had decimal points: write it so, or train on a file like this one.");
    }

    [TestCase(0.97134, "0.9713")]
    [TestCase(0.99999, "1")]
    [TestCase(0.5, "0.5")]
    [TestCase(0.0287349, "0.02873")]
    [TestCase(0.0000123456, "0.00001235")]
    [TestCase(0, "0")]
    [TestCase(1e-300, "0")]
    public void A_probability_has_four_digits_that_count(double probability, string expected) => Written(
        new TabularPrediction(["a", "b"], 0, [probability, 1 - probability], 0)).Split(',')[2].ShouldBe(expected);

    [Test]
    public void Predictions_say_that_networks_differ_and_not_that_they_err()
    {
        new TabularPrediction([], 0, [3069.4], 327).ToString().ShouldBe("3069.4 (networks differ by 327)");
        new TabularPrediction([], 0, [3069.4], 0).ToString().ShouldBe("3069.4");
        new TabularPrediction(["a", "b"], 1, [0.25, 0.75], 0.0312).ToString().ShouldBe("b (75.0%; networks differ by 3.1)");
    }

    private static string Written(TabularPrediction prediction)
    {
        TabularPredictor predictor = TabularModel.Train(Csv.Read(Training()), s_quick).Predictor;
        using var text = new StringWriter();
        predictor.WriteCsv(text, Csv.Read("x\n1\n2\n").Rows([0]), [prediction]);
        return text.ToString().Split('\n')[1];
    }

    private static IReadOnlyList<string> Warnings(string table, TabularOptions options) =>
        TabularModel.Train(Csv.Read(table), options).Warnings;

    // Four columns that tell little, and every value many times.
    private static string Training() => "x,city,on,day,y\n" + string.Join('\n', Enumerable.Range(0, 70).Select(i => string.Create(
        CultureInfo.InvariantCulture, $"{i * 7 % 71 % 10},{"abc"[i % 3]},{(i % 4 == 0 ? "yes" : "no")},")
        + new DateOnly(2024, 1, 1).AddDays(i * 31 % 70).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + (i % 2 == 0 ? ",p" : ",q")));
}
