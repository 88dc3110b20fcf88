using System.Text.Json;
using System.Text.RegularExpressions;
using Autograd.Data;
using Autograd.Docs;
using Autograd.Tests.Nn.Serialization;
using SampleTools;
using TabularClassifier;

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

    [TestCase("nosuch", "'nosuch'")]
    [TestCase("--bad", "'--bad'")]
    [TestCase("train --epochs 1.5", "--epochs: expected a whole number from 1 to 100000, found '1.5'")]
    [TestCase("train --balance some", "--balance: expected auto, balanced, weights or none, found 'some'")]
    [TestCase("train --labels some", "--labels: expected auto, balanced or likeliest, found 'some'")]
    [TestCase("train --hidden 8,0", "--hidden: expected widths from 1 to 4096 such as 32,16, found '8,0'")]
    [TestCase("train --folds 1", "--folds: expected 2 or more, or 0 for none, found '1'")]
    [TestCase("train --test 0.9", "--test: expected a share from 0 to 0.8, found '0.9'")]
    [TestCase("train --kind a=thing", "--kind: expected a column and number, category, boolean, date or text")]
    [TestCase("train --separator dot", "--separator: expected comma, semicolon, tab, bar or blank, found 'dot'")]
    [TestCase("train --out /no/such/folder/x", "--out: expected a file that can be written, found '/no/such/folder/x'")]
    [TestCase("train --report /no/such/folder/x", "--report: expected a file that can be written, found '/no/such/folder/x'")]
    [TestCase("train --target nothing", "'nothing', which is no column; the nearest of 13 are 'patient'")]
    [TestCase("train /no/such.csv --target x", "such.csv: there is no such file in /no")]
    [TestCase("train GOOD", "--target: expected the column to predict; there are 'size', 'shape', 'kind'")]
    [TestCase("train GOOD --target kinds", "GOOD: --target is 'kinds', which is no column; is it 'kind'? There are 'size', ")]
    [TestCase("train GOOD --target kind --ignore size,weight", "'weight', which is no column")]
    [TestCase("train GOOD --target kind --ignore kind", "--ignore is 'kind', which is the target; expected another column.")]
    [TestCase("train GOOD --target kind --ignore size,shape", "no column but 'kind' tells anything")]
    [TestCase("train GOOD --target kind --time kind", "--time is 'kind', which is the target; expected another column.")]
    [TestCase("train UNTIMED --target kind --time size", "say --skip-missing-time to leave out what has none.")]
    [TestCase("train GOOD --target kind --date-format %%%", "--date-format: '%%%' does not say how a date is written; ")]
    [TestCase("train GOOD --target kind --date-format HH:mm", "--date-format: 'HH:mm' does not say how a date is written; ")]
    [TestCase("train GOOD --target kind --out HEADER", "HEADER' is there, and is not a model that train has written; expected another ")]
    [TestCase("train GOOD --target kind --report HEADER", "HEADER' is there, and is not a report that train has written; expected ")]
    [TestCase("predict MODEL GOOD --out HEADER", "HEADER' is there, and is not a table with the columns that are to be written; ")]
    [TestCase("example --out HEADER", "HEADER' is there, and is not a table with the columns that are to be written; ")]
    [TestCase("predict MODEL GOOD --keep shape --bare", "--bare writes no column of the table, and --keep some; leave one away")]
    [TestCase("predict MODEL GOOD --keep shap", "the predictions are to have 'shap', which is no column; is it 'shape'? ")]
    [TestCase("train GOOD --target kind --time size --group shape", "There are --time and --group; expected one of them.")]
    [TestCase("train GOOD --target kind --time size --folds 3", "--folds: folds test the past by the future, which --time rules out")]
    [TestCase("train GOOD --target kind --folds 41", "--folds: expected at most as many parts as there are rows, 40, found '41'")]
    [TestCase("train GOOD --target kind --task regression", "the target is category values; a regression predicts numbers")]
    [TestCase("train GOOD --target kind --kind shapes=number", "--kind names 'shapes', which is no column")]
    [TestCase("train GOOD --target kind --kind shape=number", "line 2, column 'shape': 'round' is not a number, as --kind says.")]
    [TestCase("train GOOD --target kind --out GOOD", "is the table; expected another file to write to")]
    [TestCase("train EMPTY --target kind", "EMPTY: is empty.")]
    [TestCase("train HEADER --target kind", "HEADER, line 1: there is a header, but no row below it; if it is data, say --no-header.")]
    [TestCase("train RAGGED --target kind", "RAGGED, line 4: there are 4 fields, where the first row has 3")]
    [TestCase("train ALIKE --target kind", "ALIKE, column 'kind': the target is always 'a'")]
    [TestCase("train SINGLE --target kind", "SINGLE, column 'kind': the class 'c' has one row")]
    [TestCase("train CONSTANT --target kind", "no column but 'kind' tells anything: 'size' is left out: it is the same in every row")]
    [TestCase("predict GOOD MODEL", "is no model; expected a file that train has written (predict and evaluate take MODEL FILE, ")]
    [TestCase("predict EMPTY GOOD", "is no model; expected a file that train has written")]
    [TestCase("predict /no/such/model GOOD", "/no/such/model")]
    [TestCase("inspect GOOD", "is no model; expected a file that train has written")]
    [TestCase("evaluate EMPTY GOOD", "is no model; expected a file that train has written")]
    [TestCase("predict MODEL HEADER", "HEADER, line 1: there is a header, but no row below it.")]
    [TestCase("predict MODEL OTHER", "OTHER: the model needs the column 'size', which is no column; there are 'weight', 'kind'.")]
    [TestCase("predict MODEL WORDS", "WORDS, line 2, column 'size': 'large' is not a number, as it was in training.")]
    [TestCase("predict MODEL GOOD --out MODEL", "is the model; expected another file to write to")]
    [TestCase("predict MODEL GOOD --out GOOD", "is the table; expected another file to write to")]
    [TestCase("evaluate MODEL OTHER", "OTHER: the model needs the column 'size'")]
    public void Bad_input_is_one_line_and_exit_code_1_and_leaves_every_file_as_it_was(string commandLine, string expected)
    {
        using var folder = new TemporaryFolder();
        foreach ((string name, string text) in new[]
        {
            ("GOOD", Good()), ("EMPTY", ""), ("HEADER", "size,shape,kind\n"),
            ("RAGGED", "size,shape,kind\n1,round,a\n2,round,b\n3,round,a,b\n"),
            ("ALIKE", "size,shape,kind\n1,round,a\n2,flat,a\n3,round,a\n"), ("SINGLE", Good() + "7,round,c\n"),
            ("CONSTANT", "size,kind\n" + string.Concat(Enumerable.Repeat("1,a\n1,b\n", 10))),
            ("UNTIMED", Good() + ",round,a\n"), ("OTHER", "weight,kind\n1,a\n"), ("WORDS", "size,shape,kind\nlarge,round,a\n"),
        })
        {
            File.WriteAllText(folder.File(name), text);
        }

        if (commandLine.Contains("MODEL", StringComparison.Ordinal))
        {
            Succeed("train", folder.File("GOOD"), "--target", "kind", "--epochs", "1", "--no-baselines", "--out", folder.File("MODEL"));
        }

        string[] args = [.. commandLine.Split(' ').Select(arg => arg.All(char.IsAsciiLetterUpper) ? folder.File(arg) : arg)];
        if (args.Length > 2 && args[0] == "train" && !args.Contains("--out"))
        {
            args = [.. args, "--out", folder.File("NEW")];
        }

        Dictionary<string, string> before = Contents(folder);
        (int code, _, string error) = Run(args);
        code.ShouldBe(1);
        error.ShouldContain(expected);
        error.TrimEnd().ShouldNotContain('\n');
        error.ShouldNotContain("Options.");
        Contents(folder).ShouldBe(before);
    }

    [Test]
    public void A_run_on_built_in_rows_fits_80_columns_and_says_the_same_with_any_number_of_threads()
    {
        string[] one = Lines("1");
        one.ShouldAllBe(line => line.Length <= 80);
        Lines("2").Where(IsSettled).ShouldBe(one.Where(IsSettled));
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

        // Times are not.
        static bool IsSettled(string line) =>
            !line.Contains(" epochs, ", StringComparison.Ordinal) && !line.Contains(" s after ", StringComparison.Ordinal);
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
        string[] Measured(params string[] args) =>
            [.. Succeed(args).Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal)
                && !line.Contains(" epoch", StringComparison.Ordinal))];
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

    [TestCase(0.9, 0.9, 0.5, "no difference")]
    [TestCase(0.9, 0.5, 0.5, "beaten")]
    [TestCase(0.5, 0.9, 0.5, "NOT beaten")]
    [TestCase(0.9, 0.85, 0.5, "no difference")]
    [TestCase(0.9, 0.9, 0.48, "no difference")]
    [TestCase(0.9, 0.9, 0.1, "beaten")]
    [TestCase(0.9, 0.9, 0.9, "NOT beaten")]
    [TestCase(0.5, 0.9, 0.1, "mixed")]
    [TestCase(0.9, 0.5, 0.9, "mixed")]
    public void A_verdict_heeds_score_and_loss_and_how_few_rows_there_are(double model, double other, double wrong, string expected)
    {
        // Which class is named is given apart from the probabilities, of which the class that is wrong has the one given.
        TabularEvaluation Of(double recall, double wrong = 0.5) => TabularEvaluation.OfClasses(
            ["a", "b"], [.. Enumerable.Range(0, 40).Select(i => i < 20 ? new[] { 1 - wrong, wrong } : [wrong, 1 - wrong])],
            [.. Enumerable.Range(0, 40).Select(i => i % 20 < 20 * recall ? i / 20 : 1 - (i / 20))],
            [.. Enumerable.Range(0, 40).Select(i => i / 20)]);
        var baselines = new Baselines(Of(model, wrong), Of(0.5), Of(other));
        baselines.Verdict(Of(other)).ShouldBe(expected);
        baselines.StandardError.ShouldBe(Math.Max(Error(model), Error(other)), 1e-9);
        static double Error(double recall) => Math.Sqrt(recall * (1 - recall) / 40);
    }

    private static string Good() => "size,shape,kind\n" + string.Concat(Enumerable.Range(0, 40).Select(i =>
        $"{(i * 7) % 11},{(i % 3 == 0 ? "round" : "flat")},{(i % 2 == 0 ? "a" : "b")}\n"));

    private static Dictionary<string, string> Contents(TemporaryFolder folder) =>
        Directory.GetFiles(folder.File("")).ToDictionary(file => file, file => Convert.ToHexString(File.ReadAllBytes(file)));

    private static string Succeed(params string[] args)
    {
        (int code, string output, string error) = Run(args);
        (code, error).ShouldBe((0, ""));
        return output;
    }

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        using StringWriter output = new() { NewLine = "\n" }, error = new();
        return (TabularClassifier.Program.Run(args, output, error), output.ToString(), error.ToString());
    }
}
