using Autograd.Benchmarks;
using Autograd.Core;
using Autograd.Export;
using Autograd.Nn;

namespace Autograd.Tests.Benchmarks;

public sealed class BenchmarkProgramTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("Benchmarks").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("", "expected a command, compare, scaling, many, memory, cold-start, files, tables, distributed or bench, found none")]
    [TestCase("race", "expected a command, compare, scaling, many, memory, cold-start, files, tables, distributed or bench, found 'race'")]
    [TestCase("--bad", "(--help lists the options)")]
    [TestCase("compare --bad", "'--bad'")]
    [TestCase("compare surplus", "'surplus'")]
    [TestCase("compare --threads", "'--threads'")]
    [TestCase("compare --threads 0", "--threads: expected different whole numbers from 1 to ")]
    [TestCase("compare --threads 1,two", "such as 1,2, found '1,two'")]
    [TestCase("compare --threads 1,1", "found '1,1'")]
    [TestCase("compare --threads 1,", "found '1,'")]
    [TestCase("compare --threads 99999", "found '99999'")]
    [TestCase("compare --only marathon", "--only: no workload's name begins with 'marathon'; they begin with step, inference, ")]
    [TestCase("compare --data /no/such/folder", "--data: ann-train.data in '/no/such/folder' cannot be read")]
    [TestCase("compare --only step --python /no/such/python3",
        "tried '/no/such/python3': there is no Python; install the Debian packages python3 and python3-torch")]
    [TestCase("compare --only step --python false", "tried 'false': there is no PyTorch; install the Debian package python3-torch")]
    [TestCase("compare --only gemm/32 --output /no/such/folder/page.md", "--output: the folder '/no/such/folder' does not exist")]
    [TestCase("scaling --output /no/such/folder/page.md", "--output: the folder '/no/such/folder' does not exist")]
    [TestCase("many --output /no/such/folder/page.md", "--output: the folder '/no/such/folder' does not exist")]
    [TestCase("many --data /no/such/folder", "--data: ann-train.data in '/no/such/folder' cannot be read")]
    [TestCase("cold-start --output /no/such/folder/page.md", "--output: the folder '/no/such/folder' does not exist")]
    [TestCase("memory --python /no/such/python3", "tried '/no/such/python3': there is no Python")]
    [TestCase("tables", "'tables'")]
    [TestCase("tables /dev/null/folder", "the folder '/dev/null/folder' cannot be made")]
    [TestCase("tables /tmp --only none", "--only: no table's name begins with 'none'")]
    [TestCase("tables /tmp --data /no/such/folder",
        "--data: in '/no/such/folder' there is none of ann-train.data, iris.data and optdigits.tra")]
    [TestCase("peak step/none 1", "there is no workload 'step/none'")]
    public void Bad_input_is_one_line_and_exit_code_1(string commandLine, string expected) =>
        Fail(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ShouldContain(expected);

    [TestCase("0.5 1", "ann-train.data, line 1: expected 21 numbers and the class 1, 2 or 3")]
    [TestCase("", "ann-train.data, line 1: expected 21 numbers and the class 1, 2 or 3")]
    [TestCase("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 4", "ann-train.data, line 1: ")]
    [TestCase("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 1",
        "expected patients of the classes 1, 2 and 3, found 1 patients without one of them")]
    public void A_garbled_data_file_is_told(string line, string expected)
    {
        File.WriteAllLines(Path.Combine(_folder, "ann-train.data"), [line]);
        Fail("compare", "--data", _folder).ShouldContain(expected);
    }

    [Test]
    public void A_python_that_dies_is_told_before_anything_is_printed()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // It says that it has PyTorch, and then does nothing of what it is asked.
        string python = Path.Combine(_folder, "python3");
        File.WriteAllText(python, "#!/bin/sh\nexit 0\n");
        File.SetUnixFileMode(python, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Fail("compare", "--threads", "1", "--only", "step", "--python", python).ShouldContain("PyTorch did not start under");
    }

    [Test]
    public void Help_lists_the_commands_and_their_options()
    {
        (int code, string output, string error) = Run("--help");
        (code, error).ShouldBe((0, ""));
        string[] commands = ["compare", "scaling", "many", "memory", "cold-start", "files", "tables", "bench"];
        commands.ShouldAllBe(command => output.Contains(command, StringComparison.Ordinal));
        string[] options = ["--quick", "--threads", "--only", "--data", "--python", "--output"];
        string help = Run("compare", "--help").Output;
        options.ShouldAllBe(option => help.Contains(option, StringComparison.Ordinal));
    }

    [Test]
    public void The_least_program_tells_when_its_first_step_was_done()
    {
        (int code, string output, string error) = Run("first-step");
        (code, error).ShouldBe((0, ""));
        output.ShouldMatch(@"^The first training step was done \d+\.\d\d s after the start of the program\.\s*$");
    }

    // That times are times; none is asserted here, and docs/performance.md says so of them.
    [Test]
    public void What_is_told_of_files_is_measured()
    {
        string saved = Path.Combine(_folder, "saved");
        FileSpeed.Measure(ColdStart.Network, saved, Path.Combine(_folder, "plain"), rounds: 2).ShouldAllBe(ms => ms > 0 && ms < 60_000);
        CheckpointSpeed.Measure(Path.Combine(_folder, "checkpoint"), rounds: 1).ShouldAllBe(ms => ms > 0 && ms < 60_000);
        Checkpoint.Read(Path.Combine(_folder, "checkpoint")).States.Keys.ShouldBe(["optimizer", "batches", "trainer"], ignoreOrder: true);
        SourceSpeed.Measure(rounds: 1).ShouldAllBe(us => us > 0 && us < 60_000);
        Run(ColdStart.FirstPredictionCommand, saved).Output.ShouldContain(" s after the start of the program.");
    }

    [Test]
    public void The_exported_network_is_what_is_exported_now()
    {
        string file = Path.Combine(Docs.Repository.Root(), "Autograd.Benchmarks", "Files", "ExportedNetwork.g.cs"), now = file + ".now";
        string text = CSharpSource.Text(SourceSpeed.Network(), nameof(ExportedNetwork), nameSpace: "Autograd.Benchmarks");
        if (text != File.ReadAllText(file).ReplaceLineEndings("\n"))
        {
            File.WriteAllText(now, text);
            Assert.Fail($"{file} is of another exporter: look at {now}, and rename it");
        }
    }

    [Test]
    public void A_page_keeps_what_other_commands_and_hands_have_written()
    {
        string path = Path.Combine(_folder, "page.md");
        new Page(path).Write(Page.Growth, "the growth", ("growth.svg", "<svg/>"));
        File.WriteAllText(path, File.ReadAllText(path).Replace("<!-- notes -->", "<!-- notes -->\nby hand", StringComparison.Ordinal));
        new Page(path).Write(Page.Memory, "the memory");
        string text = File.ReadAllText(path);
        text.ShouldStartWith("# Performance\n");
        text.ShouldContain("the growth");
        text.ShouldContain("the memory");
        text.ShouldContain("by hand");
        text.ShouldContain("Not measured yet: `dotnet run -c Release --project Autograd.Benchmarks -- compare`.");
        Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Length.ShouldBe(2, "no temporary file is left");
    }

    [Test]
    public void The_text_and_the_figure_name_what_is_behind()
    {
        Workload fast = new("step/fast/sgdm", () => () => { }), slow = new("step/slow/sgdm", () => () => { });
        Measurement[] measurements = [new(fast, 1, [20, 30, 25], [10, 12, 11]), new(slow, 1, [10, 10, 10], [20, 20, 20])];
        measurements[0].Line.ShouldBe("step/fast/sgdm,1,20.000,10.000,2.00");
        string text = new ComparisonText(measurements, new("1.0", "0.3", new Dictionary<int, double> { [1] = 1e11 })).Write();
        text.ShouldContain("- `step/slow/sgdm`, 1 thread: 0.50\n");
        text.ShouldNotContain("- `step/fast/sgdm`");
        text.ShouldContain("| fast/sgdm | 20.0 | 10.0 | **2.00** (2.27) |");
        RatioFigure.Draw(measurements).ShouldContain("slow/sgdm");

        // Ours against ours: nobody is ahead.
        Measurement own = new(new("guard/slow", () => () => { }) { Against = "without" }, 1, [10, 10, 10], [20, 20, 20]);
        text = new ComparisonText([own], new("1.0", "0.3", new Dictionary<int, double> { [1] = 1e11 })).Write();
        text.ShouldContain("Nowhere in this run.");
        text.ShouldContain("| µs | without, 1 thread | Autograd | ratio |\n|---|--:|--:|--:|\n| slow | 10.0 | 20.0 | 0.50 |");
    }

    [Test]
    public void Every_workload_runs_on_our_side()
    {
        Workload[] all = AllWorkloads.For(Patients.Of(folder: null));
        all.Select(workload => workload.Name).ShouldBeUnique();
        using var limit = new ThreadLimit(1);

        // The large ones take what the small ones take, only longer.
        foreach (Workload workload in all.Where(workload =>
            !workload.Name.Contains("1024", StringComparison.Ordinal) && !workload.Name.Contains("2048", StringComparison.Ordinal)))
        {
            workload.Make()();
        }
    }

    [Test]
    public void Many_networks_are_trained_to_the_same_losses_on_any_number_of_threads()
    {
        var dataset = new TensorDataset(
            OpSamples.Spread([60, 21], DType.Float32), Tensor.From([.. Enumerable.Range(0, 60).Select(i => i % 3L)]));
        double[] losses = [.. ManyNetworks.Train(dataset, threads: 1, networks: 4).Results];
        losses.ShouldBeUnique();
        ManyNetworks.Train(dataset, threads: 2, networks: 4).Results.ShouldBe(losses);
    }

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
        string[] lines = error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

        // A note on a busy machine may come first.
        lines.Count(line => !line.StartsWith("Note: ", StringComparison.Ordinal)).ShouldBe(1);
        return lines[^1];
    }
}
