using System.Text.Json;
using System.Text.RegularExpressions;
using Autograd.Data;
using Autograd.Docs;
using Autograd.Tests.Nn.Serialization;
using SampleTools;
using TabularClassifier;
using static Autograd.Tests.Samples.TabularClassifierRun;

namespace Autograd.Tests.Samples;

/// <summary>The command line from a table to predictions.</summary>
public sealed class TabularClassifierTests
{
    private const int Stopped = 130;

    [TestCase("--help", "train predict inspect evaluate example --threads")]
    [TestCase("train --help", "--target --ignore --keep --time --skip-missing-time --group --task --balance --labels --loss --ensemble "
        + "--epochs --hidden --test --seed --folds --repeat --out --report --overwrite --no-baselines --no-importance --separator "
        + "--decimal-comma --no-header --missing --kind --date-format --threads")]
    [TestCase("predict --help", "<model> <file> --out --keep --bare --overwrite")]
    [TestCase("inspect --help", "<model>")]
    [TestCase("evaluate --help", "<model> <file>")]
    public void Help_fits_80_columns_and_tells_of_everything(string args, string expected)
    {
        string output = Succeed(args.Split(' '));
        foreach (string part in expected.Split(' '))
        {
            output.ShouldContain(part);
        }

        output.Split('\n').ShouldAllBe(line => line.TrimEnd().Length <= 80);
    }

    [Test]
    public void A_run_on_built_in_rows_fits_80_columns_and_says_the_same_with_any_number_of_threads()
    {
        string[] one = Lines("1");
        one.ShouldAllBe(line => line.Length <= 80);
        Settled(Lines("2")).ShouldBe(Settled(one));
        string all = string.Join('\n', one);
        foreach (string part in new[]
        {
            "built-in clinic (synthetic): 2,000 rows, 13 columns", "Learned to predict 'diagnosis' from 11 columns.",
            "Before you trust it:", "class       rows   recall  precision", "Calibration: the last phase", "logistic regression ",
            "What drives it:", "in 2 parts;", "balanced accuracy ", "log loss ",
        })
        {
            all.ShouldContain(part);
        }

        string[] Lines(string threads)
        {
            string output = Succeed("train", "--epochs", "2", "--folds", "2", "--threads", threads);
            output.ShouldNotContain('\u001b');
            output.ShouldNotContain('\r');
            return output.Split('\n');
        }
    }

    [Test]
    public void From_a_table_of_another_country_to_predictions_that_its_spreadsheet_reads()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(1);
        string table = "Größe;Farbe;\"Art; genau\"\n" + string.Concat(Enumerable.Range(0, 80).Select(i => FormattableString.Invariant(
            $"{1000 + random.Next(100) + (i % 2 * 300):N0}").Replace(',', '.') + FormattableString.Invariant($",{random.Next(10)};")
            + (i % 3 == 0 ? "rot;" : "blau;") + (i % 2 == 0 ? "\"A; \"\"alt\"\"\"\n" : " \"neu \"\n")));
        File.WriteAllText(folder.File("table.csv"), table);
        string model = folder.File("model"), predictions = folder.File("predictions.csv"), report = folder.File("report.json");
        string output = Succeed("train", folder.File("table.csv"), "--target", "Art; genau", "--decimal-comma", "--ensemble", "2",
            "--epochs", "3", "--out", model, "--report", report);
        output.ShouldContain("2 networks ");

        string text = Succeed("predict", model, folder.File("table.csv"));
        Succeed("predict", model, folder.File("table.csv"), "--out", predictions).ShouldBe(
            $"80 predictions of 'Art; genau' in {predictions}.\n");
        File.ReadAllText(predictions).ShouldBe(text);
        text.ShouldStartWith(
            "Größe;Farbe;\"Art; genau\";\"predicted Art; genau\";\"p(A; \"\"alt\"\")\";p(neu );networks differ by\n");
        text.Split('\n')[1].ShouldStartWith(string.Join(';', table.Split('\n')[1].Split(';')[..2]) + ";\"A; \"\"alt\"\"\";");

        var predictor = TabularPredictor.Load(model);
        IReadOnlyList<TabularPrediction> expected = predictor.Predict(predictor.ReadCsv(folder.File("table.csv")));
        Table read = Table.ReadCsv(predictions, new() { DecimalComma = true });
        read.RowCount.ShouldBe(80);
        for (int i = 0; i < 80; i++)
        {
            ((CategoryColumn)read["predicted Art; genau"])[i].ShouldBe(expected[i].Label);
            for (int c = 0; c < 2; c++)
            {
                ((NumberColumn)read[$"p({predictor.Classes[c]})"])[i].ShouldBe(expected[i].Probabilities[c], 5e-5);
            }

            ((NumberColumn)read["networks differ by"])[i].ShouldBe(expected[i].Spread, 5e-5);
        }

        Succeed("evaluate", model, folder.File("table.csv")).ShouldContain(
            "80 rows compared.\n  The model learned from a table of this name with as many rows;");
        string inspected = Succeed("inspect", model);
        inspected.ShouldContain("Predicts 'Art; genau', one of 2 classes: 'A; \"alt\"', ");
        inspected.ShouldContain("2 networks ");
        inspected.Split('\n').ShouldAllBe(line => line.Length <= 80);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(report));
        JsonElement root = json.RootElement;
        root.GetProperty("rows").GetInt32().ShouldBe(80);
        root.GetProperty("networks").GetInt32().ShouldBe(2);
        root.GetProperty("test").GetProperty("metrics").GetProperty("balanced accuracy").GetDouble().ShouldBe(
            predictor.Metrics["balanced accuracy"]);
        root.GetProperty("importance").GetArrayLength().ShouldBe(2);
        root.GetProperty("baselines").GetProperty("linearIs").GetString().ShouldNotBeNullOrEmpty();
    }

    [Test]
    public void A_number_is_predicted_as_a_number()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("t"), "x,y\n" + string.Concat(Enumerable.Range(0, 90).Select(i =>
            FormattableString.Invariant($"{i * 7 % 31},{(i * 7 % 31 * 0.25) + 0.125}\n"))));
        string output = Succeed(
            "train", folder.File("t"), "--target", "y", "--epochs", "3", "--loss", "absolute", "--out", folder.File("m"));
        output.ShouldContain("root mean squared error");
        output.ShouldContain("linear regression");
        output.Split('\n').ShouldAllBe(line => line.Length <= 80);
        Succeed("predict", folder.File("m"), folder.File("t")).ShouldMatch("^x,y,predicted y\n(\\d+,\\d+\\.\\d+,\\d+\\.\\d{3}\n){90}$");
        Succeed("predict", folder.File("m"), folder.File("t"), "--bare").ShouldStartWith("row,predicted y\n1,");
        Succeed("inspect", folder.File("m")).ShouldContain("Predicts 'y', a number.");
    }

    [Test]
    public void Stopped_it_keeps_the_best_model_so_far_and_says_so()
    {
        using var folder = new TemporaryFolder();
        Session.StopsAfter.Value = 1;
        string model = folder.File("kept");
        (int code, string output, string error) = Run("train", "--epochs", "1", "--out", model, "--report", folder.File("report"));
        Session.StopsAfter.Value = 0;
        (code, error.TrimEnd()).ShouldBe((Stopped, $"Stopped: the best model up to then is in {model}"));
        output.ShouldContain("balanced accuracy");
        output.ShouldNotContain("What drives it");
        TabularPredictor.Load(model).Metrics["accuracy"].ShouldBeGreaterThan(0);
        File.ReadAllText(folder.File("report")).ShouldContain("\"isStopped\": true");
    }

    [Test]
    public void Stopped_before_the_first_epoch_it_writes_nothing()
    {
        using var folder = new TemporaryFolder();
        Session.StopsAfter.Value = 1;
        using var session = new Session();
        Session.StopsAfter.Value = 0;
        session.Stepped();
        var training = new Training(new() { Model = folder.File("none"), Report = folder.File("report") }, session, TextWriter.Null);
        Should.Throw<OperationCanceledException>(training.Run).Message.ShouldContain("nothing was written");
        Contents(folder).ShouldBeEmpty();
    }

    [Test]
    public void The_built_in_rows_are_those_of_example()
    {
        using var folder = new TemporaryFolder();
        Succeed("example", "--out", folder.File("clinic.csv"));
        File.ReadAllText(folder.File("clinic.csv")).ShouldBe(Succeed("example"));
        string Measured(params string[] args) =>
            Settled(Succeed(args).Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal)));
        string[] quick = ["--epochs", "1", "--no-baselines", "--no-importance", "--out", folder.File("m")];
        Measured(["train", folder.File("clinic.csv"), "--target", "diagnosis", .. quick]).ShouldBe(Measured(["train", .. quick]));
    }

    [Test]
    public void What_the_library_says_is_told_in_the_words_of_the_command_line()
    {
        // What a command line cannot set has no word there.
        string[] never =
            ["CsvOptions.InferenceRows is ", "CsvOptions.Encoding", "TabularOptions.{name} is", "TabularOptions.{option} is"];
        string[] files = [.. Directory.EnumerateFiles(
            Path.Combine(Repository.Root(), "Autograd.Data"), "*.cs", SearchOption.AllDirectories).Where(
            file => !Path.GetRelativePath(Repository.Root(), file).Split(Path.DirectorySeparatorChar).Contains("obj"))];
        string[] said =
        [
            .. from file in files
               from line in File.ReadLines(file)
               where !line.Contains("///", StringComparison.Ordinal) && !line.Contains("ThrowIfNull", StringComparison.Ordinal)
               from match in Regex.Matches(line, "\"[^\"]*(CsvOptions|TabularOptions|TabularModel:|CrossValidate:)[^\"]*\"")
               where !never.Any(text => match.Value.Contains(text, StringComparison.Ordinal))
               select match.Value,
        ];
        said.Length.ShouldBeGreaterThan(10);
        said.ShouldAllBe(text => !Regex.IsMatch(UserWords.Of(text), "Options|TabularModel|CrossValidate"));
        UserWords.Of("  as Windows-1252. CsvOptions.Encoding\n  says what they are.").ShouldBe(
            "  as Windows-1252. If they are not, save it as UTF-8.");

        // And nothing is replaced that the library no longer says.
        string all = Regex.Replace(string.Concat(files.Select(File.ReadAllText)), "\"\\s*\\+\\s*\\$?\"", "");
        UserWords.Replaced.Where(text => !all.Contains(text, StringComparison.Ordinal)
            && !all.Contains($"}} {text.Split(' ', 2)[^1]}", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    // Everything but the seconds, which also say where a line ends.
    private static string Settled(IEnumerable<string> lines) =>
        Regex.Replace(Regex.Replace(string.Join(' ', lines), "\\s+", " "), "[\\d.,]+ (s|seconds?)\\b", "? s");
}
