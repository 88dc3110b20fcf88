using System.Text.Json;
using RareDisease;

namespace Autograd.Tests.Samples;

public sealed class ProgramTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("RareDisease").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("--bad", "'--bad'")]
    [TestCase("surplus", "'surplus'")]
    [TestCase("--threads", "'--threads'")]
    [TestCase("--threads 0", "--threads: expected a whole number from 1 to 256, found '0'")]
    [TestCase("--threads two", "--threads: expected a whole number from 1 to 256, found 'two'")]
    [TestCase("--epochs 1.5", "--epochs: expected a whole number from 1 to 10000, found '1.5'")]
    [TestCase("--finetune-epochs -1", "--finetune-epochs: expected a whole number from 1 to 10000, found '-1'")]
    [TestCase("--finetune some", "--finetune: expected all or output, found 'some'")]
    [TestCase("--learning-rate 0", "--learning-rate: expected a positive number, found '0'")]
    [TestCase("--learning-rate NaN", "--learning-rate: expected a positive number, found 'NaN'")]
    [TestCase("--learning-rate 1e999", "--learning-rate: expected a positive number, found '1e999'")]
    [TestCase("--seed 4-1", "--seed: expected whole numbers such as 3, 0-4 or 0,3,7, at most 1000, found '4-1'")]
    [TestCase("--seed 0-2147483647", "found '0-2147483647'")]
    [TestCase("--seed 1,,2", "found '1,,2'")]
    [TestCase("--seed 1 --seed 2", "'--seed'")]
    [TestCase("--strategy best", "--strategy: expected all, or some of plain,weighted,balanced,finetuned,corrected,bycost, found 'best'")]
    [TestCase("--data /no/such/folder", "'/no/such/folder' does not exist")]
    [TestCase("--json /no/such/folder/x.json", "the folder '/no/such/folder' does not exist")]
    [TestCase("@file", "'@file'")]
    public void Bad_input_is_one_line_and_exit_code_1(string commandLine, string expected) =>
        Fail(commandLine.Split(' ')).ShouldContain(expected);

    [Test]
    public void A_data_folder_without_the_files_is_told()
    {
        Fail("--data", _folder).ShouldEndWith("but there is no ann-train.data");
        File.WriteAllLines(At("ann-train.data"), Rows());
        Fail("--data", _folder).ShouldEndWith("but there is no ann-test.data");
        Fail("--data", At("ann-train.data")).ShouldEndWith("is a file");
    }

    [Test]
    public void A_garbled_file_is_told_with_line_and_column()
    {
        File.WriteAllLines(At("ann-train.data"), Rows());
        File.WriteAllLines(At("ann-test.data"), [.. Rows(), ThyroidDataTests.Row("3", first: "NaN")]);
        Fail("--data", _folder).ShouldBe("ann-test.data, line 31, column 1: expected a finite number, found 'NaN'");
    }

    [Test]
    public void A_path_that_cannot_be_written_is_found_out_before_training() =>
        Fail("--json", _folder).ShouldContain($"--json: expected a file that can be written");

    [TestCase("plain")]
    [TestCase("weighted")]
    [TestCase("balanced")]
    [TestCase("finetuned")]
    [TestCase("corrected")]
    public void Training_that_diverges_stops_and_leaves_no_file(string strategy)
    {
        string[] args = ["--strategy", strategy, "--learning-rate", "1e30", "--json", At("x.json"), "--seed", "0-3", "--threads", "2"];
        (int code, string output, string error) = Run(args);
        code.ShouldBe(1);
        output.ShouldNotContain("Recognized");
        string line = OneLine(error);
        line.ShouldContain("seed 0: the loss is NaN in step 1, so training was stopped");
        line.ShouldContain("the learning rate is 1E+30 with features that reach");
        line.ShouldContain("try a smaller --learning-rate");
        line.Contains("class weights up to", StringComparison.Ordinal).ShouldBe(strategy == "weighted");
        Directory.GetFiles(_folder).ShouldBeEmpty();
    }

    [Test]
    public void Weights_that_the_last_step_spoils_are_found_out_too()
    {
        // Sixteen patients of the largest class make one batch; its loss is still finite.
        File.WriteAllLines(At("ann-train.data"), Rows()[..24]);
        File.WriteAllLines(At("ann-test.data"), Rows());
        (int code, _, string error) = Run(
            "--data", _folder, "--strategy", "balanced", "--epochs", "1", "--learning-rate", "1e30", "--json", At("x.json"));
        code.ShouldBe(1);
        OneLine(error).ShouldStartWith("balanced batches, seed 0: the network answers ");
        File.Exists(At("x.json")).ShouldBeFalse();
    }

    [Test]
    public void Help_lists_the_options()
    {
        (int code, string output, string error) = Run("--help");
        code.ShouldBe(0);
        error.ShouldBeEmpty();
        string[] options = ["--data", "--epochs", "--seed", "--strategy", "--learning-rate", "--threads", "--json", "--finetune"];
        foreach (string option in options)
        {
            output.ShouldContain(option);
        }
    }

    [Test]
    public void A_run_on_files_shows_plain_lines_and_writes_the_results()
    {
        File.WriteAllLines(At("ann-train.data"), Rows());
        File.WriteAllLines(At("ann-test.data"), Rows());
        File.WriteAllText(At("x.json"), "an older result");
        string[] args = ["--data", _folder, "--seed", "0,2", "--epochs", "2", "--json", At("x.json"), "--threads", "2"];
        (int code, string output, string error) = Run(args);
        error.ShouldBeEmpty();
        code.ShouldBe(0);
        output.ShouldNotContain('\u001b');
        string[] parts =
        [
            "plain shuffling, seed 2: ", "Recognized", "Mean predicted frequency", "Ledger", "slopes",
            "What fine-tuning", "Which row is for whom",
        ];
        foreach (string text in parts)
        {
            output.ShouldContain(text);
        }

        Directory.GetFiles(_folder).Length.ShouldBe(3, "no temporary file is left");
        string json = File.ReadAllText(At("x.json"));
        JsonResults results = JsonSerializer.Deserialize(json, JsonContext.Default.JsonResults).ShouldNotBeNull();
        JsonSerializer.Serialize(results, JsonContext.Default.JsonResults).ShouldBe(json);
        results.Runs.Select(run => (run.Strategy, run.Seed)).ShouldBe(
            StrategyNames.All.SelectMany(strategy => new[] { (strategy.Word(), 0), (strategy.Word(), 2) }));
        results.Runs.ShouldAllBe(run => run.Digest.Length == 64 && run.Accuracy >= 0 && run.Accuracy <= 1 && run.Seconds > 0);
        using JsonDocument document = JsonDocument.Parse(json);
        document.RootElement.GetProperty("runs")[0].EnumerateObject().Select(property => property.Name).ShouldBe(
        [
            "strategy", "seed", "accuracy", "balancedAccuracy", "recalls", "predictedFrequencies", "actualFrequencies", "updates",
            "seconds",
            "digest",
        ]);
    }

    // Thirty patients, whose first feature tells the class.
    private static string[] Rows() =>
    [
        .. Enumerable.Repeat(ThyroidDataTests.Row("1", "0.1"), 3), .. Enumerable.Repeat(ThyroidDataTests.Row("2", "0.2"), 5),
        .. Enumerable.Repeat(ThyroidDataTests.Row("3"), 22),
    ];

    private string At(string file) => Path.Combine(_folder, file);

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        return (Program.Run(args, output, error), output.ToString(), error.ToString());
    }

    private static string Fail(params string[] args)
    {
        (int code, string output, string error) = Run(args);
        code.ShouldBe(1);
        output.ShouldBeEmpty();
        return OneLine(error);
    }

    private static string OneLine(string error)
    {
        error.ShouldEndWith(Environment.NewLine);
        string line = error[..^Environment.NewLine.Length];
        line.ShouldNotContain('\n');
        return line;
    }
}
