using System.Text;
using System.Text.RegularExpressions;
using Autograd.Benchmarks;
using Autograd.Data;
using Autograd.Nn;
using Autograd.Tests.Data.Tabular;
using Autograd.Tests.Nn.Serialization;

namespace Autograd.Tests.Benchmarks;

/// <summary>
/// Tables of the kinds that people bring are trained on, kept and predicted, or refused in one line; and what is wrong with each is said.
/// </summary>
public sealed class NastyTableTests
{
    private const double Guessing = 0.55;

    private static readonly Dictionary<string, string> s_refused = new()
    {
        ["class-of-one"] = "nasty.csv, column 'kind': the class 'odd' has one row, so that it cannot both teach and test. *",
        ["constant-target"] = "nasty.csv, column 'kind': the target is always 'tall'; expected two classes or more to tell apart.",
        ["constant-columns"] = "nasty.csv: no column but 'kind' tells anything: *",
        ["ragged"] = "nasty.csv, line 52: there are 2 fields, where the first row has 4, separated by ',': *",
        ["header-only"] = "nasty.csv, line 1: there is a header, but no row below it*",
        ["empty"] = "nasty.csv: is empty.",
        ["rare-number"] = "nasty.csv, column 'kind': the class '9' has one row, *Where it is a number that is to be predicted, say so *",
        ["comma-target"] = "nasty.csv, column 'kind': the target is words, which would be 20 classes. *with decimal commas: *",
        ["title"] = "nasty.csv, line 3: there are 4 fields, where the first row has 1, *; leave out what stands above.",
        ["remark"] = "nasty.csv, line 303: there is 1 field, where the first row has 4, *",
        ["three-rows"] = "nasty.csv, column 'kind': the class 'small' has one row, *",
        ["four-rows"] = "nasty.csv: divided at random, each class by itself, there are 2, 0 and 2 rows to teach, *",
        ["one-column"] = "nasty.csv: no column but 'kind' tells anything: there is none.",
    };

    // All of what is said of each; nothing of the others.
    private static readonly Dictionary<string, string[]> s_told = new()
    {
        ["one-value"] =
        [
            "'always 7' is left out: it is the same in every row of training.", "'always red' is left out: it is the same *",
            "'always yes' is left out: it is the same *", "'always new year' is left out: it is the same *",
            "'never' is left out: every value is missing.",
        ],
        ["target-holes"] = ["15 rows have no 'kind' and are left out."],
        ["class-of-two"] = ["The class 'odd' has 2 rows: what is said of it is worth little."],
        ["typo"] =
        [
            "The class 'Small' has 2 rows: *Is it meant to be 'small'?", "The class 'tal' has 3 rows: *Is it meant to be 'tall'?",
        ],
        ["duplicates"] =
            ["'line' is left out: it numbers the rows.", "* of 90 test rows are also among those that teach, value by value, *"],
        ["id"] = ["'number' is left out: it numbers the rows.", "'name' is left out: it is free text or an id."],
        ["leaking-id"] = ["'number' is left out: it numbers the rows. It leaks the target, *"],
        ["leak"] = ["'code' alone tells the target (100%). *"],
        ["groups"] = ["'plant' alone tells the target (100%). *"],
        ["huge"] =
        [
            "'height' is -1E+39 in row 42, so far from the others that they look alike. *",
            "'weight' is 1E+300 in row 18, so far from the others that they look alike. *",
        ],
        ["half-target"] = ["150 rows have no 'kind' and are left out."],
        ["amounts-unsaid"] = ["'price' is left out. The values, such as € 1.000,00, look like numbers with decimal commas: *"],
        ["units"] = ["'height' is left out. The values, such as *, are numbers with 'cm': *"],
        ["dashes"] = ["'height' is left out. 294 of 300 values are numbers, but not '-': are these CsvOptions.MissingTokens?"],
        ["below"] = ["'iron' is taken as categories. 266 of 300 values are numbers, but not '<0.01': *"],
        ["nines"] = ["'height' is -999 in 30 rows, far from all others. If that stands for a missing value, say so *"],
        ["many-numbers"] = ["'height' alone tells the target (100%). *"],
        ["far"] = ["'weight' is 2000000000 in row 8, so far from the others that they look alike. *"],
        ["far-target"] = ["'kind' is 1000000000 in row 8, so far from the others that they look alike. *"],
        ["dates-unclear"] = ["'sown' is left out. The values, such as 1/1/2024, do not show which number is the month; *"],
        ["total"] =
        [
            "1 row has no 'kind' and is left out.",
            "'height' is left out. 300 of 301 values are numbers, but not 'Total': are these CsvOptions.MissingTokens?",
        ],
    };

    private static readonly Dictionary<string, string> s_noted = new()
    {
        ["leavings"] = "Empty columns at the end, without a name, are left out.",
        ["under-each-other"] = "1 row repeats the names and is left out.",
        ["no-name"] = "Column 2 has no name: it is called column2.",
        ["twice-a-name"] = "There are several columns 'height': one is called 'height_2'.",
    };

    [Test]
    public void Every_kind_is_trained_on_and_predicted_or_refused_in_a_line_and_what_is_odd_is_said()
    {
        IReadOnlyList<NastyTable> all = NastyTables.All;
        NastyTables.All.ShouldBe(all);
        all.Select(nasty => nasty.Name).ShouldBeUnique();
        s_refused.Keys.Concat(s_told.Keys).Concat(s_noted.Keys).Except(all.Select(nasty => nasty.Name)).ShouldBeEmpty();
        using TemporaryFolder folder = new();
        foreach (NastyTable nasty in all)
        {
            string path = folder.File("nasty.csv", Encoding.UTF8.GetBytes(nasty.Text));
            if (s_refused.TryGetValue(nasty.Name, out string? refusal))
            {
                Match(Should.Throw<TableException>(() => Train(path, nasty), nasty.Name).Message, refusal, nasty.Name);
                Should.Throw<TableException>(() => TabularModel.CrossValidate(Read(path, nasty), new(nasty.Target), folds: 2), nasty.Name)
                    .Message.ShouldNotContain('\n');
                continue;
            }

            TabularModel model = Train(path, nasty);
            string[] told = s_told.GetValueOrDefault(nasty.Name, []);
            model.Warnings.Count.ShouldBe(told.Length, $"{nasty.Name}: {string.Join(" ", model.Warnings)}");
            foreach ((string warning, string expected) in model.Warnings.Zip(told))
            {
                Match(warning, expected, nasty.Name);
            }

            ExpectSound(nasty, path, model, folder);
        }
    }

    [Test]
    public void A_table_in_another_notation_or_with_leavings_is_the_same_table()
    {
        using TemporaryFolder folder = new();
        string[] Predicted(NastyTable nasty)
        {
            string path = folder.File("nasty.csv", Encoding.UTF8.GetBytes(nasty.Text));
            var options = new TabularOptions(Plants.Target)
            { Epochs = 3, Hidden = [4], Ignored = nasty.DecimalComma ? ["watered", "sown"] : [] };
            return Bits.Of(Train(path, nasty, options).Predictor.Predict(Read(path, nasty)));
        }

        string[] expected = Predicted(Plants.Changed("plain", 300, "", (_, _) => { }));
        foreach (NastyTable nasty in new[] { SpreadsheetTables.German, SpreadsheetTables.French, SpreadsheetTables.Leavings })
        {
            Predicted(nasty).ShouldBe(expected, nasty.Name);
        }
    }

    // As good as can be told from a few rows, the same from the file, and probabilities that are such.
    private static void ExpectSound(NastyTable nasty, string path, TabularModel model, TemporaryFolder folder)
    {
        TabularPredictor predictor = model.Predictor;
        bool isClass = predictor.Classes.Count > 0;
        isClass.ShouldBe(nasty.Name is not ("many-numbers" or "far-target"), nasty.Name);
        if (nasty.Name != "far-target")
        {
            model.Test!.Score.ShouldBeGreaterThan(
                isClass ? Guessing * 2 / predictor.Classes.Count : 0.5, $"{nasty.Name}\n{model.Test}");
        }

        predictor.Save(folder.File("model.safetensors"));
        TabularPredictor loaded = TabularPredictor.Load(folder.File("model.safetensors"));
        Table rows = loaded.ReadCsv(path, withTarget: true);
        IReadOnlyList<TabularPrediction> predictions = loaded.Predict(rows);
        predictions.Select(Bits.Of).ShouldBe(predictor.Predict(Read(path, nasty)).Select(Bits.Of), nasty.Name);
        foreach (TabularPrediction each in predictions)
        {
            (isClass ? each.Probabilities.Sum() : 1).ShouldBe(1, 1e-6, nasty.Name);
            double.IsFinite(isClass ? each.Probabilities[0] : each.Value).ShouldBeTrue(nasty.Name);
        }

        if (s_noted.TryGetValue(nasty.Name, out string? note))
        {
            Read(path, nasty).Notes.ShouldContain(note);
        }
    }

    private static Table Read(string path, NastyTable nasty) => Table.ReadCsv(path, new() { DecimalComma = nasty.DecimalComma });

    private static TabularModel Train(string path, NastyTable nasty, TabularOptions? options = null) => TabularModel.Train(
        Read(path, nasty), options ?? new(nasty.Target) { Epochs = 8, Hidden = [8], FineTuneEpochs = 1, LearningRate = 1e-2 });

    private static void Match(string message, string expected, string name)
    {
        message.ShouldMatch($"^{Regex.Escape(expected).Replace("\\*", ".*", StringComparison.Ordinal)}$", name);
        message.ShouldNotContain('\n');
    }
}
