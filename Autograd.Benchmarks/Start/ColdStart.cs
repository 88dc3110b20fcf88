using System.Diagnostics;
using System.Globalization;
using Autograd.Core;
using Autograd.Docs;
using Autograd.Nn;
using SampleTools;

namespace Autograd.Benchmarks;

/// <summary>
/// The command <c>cold-start</c>: how long a program takes from the start of its process to the end of its first training step, or to its
/// first prediction.
/// </summary>
internal static class ColdStart
{
    private const int Starts = 9;

    // The settings shorten what comes after the first step, and nothing before it.
    private static readonly (string Sample, string[] Arguments)[] s_samples =
    [
        ("RareDisease", ["--epochs", "1", "--strategy", "plain"]),
        ("LargeVocabulary", ["--steps", "1"]),
        ("EdgePolarity", ["--epochs", "1"]),
        ("MeanOrMedian", ["--epochs", "1"]),
    ];

    /// <summary>Runs the command.</summary>
    internal static void Run(Page page, TextWriter output)
    {
        string saved = Path.Combine(Path.GetTempPath(), $"autograd-{Guid.NewGuid():N}.safetensors");
        Network().Save(saved);
        try
        {
            Run(saved, page, output);
        }
        finally
        {
            File.Delete(saved);
        }
    }

    private static void Run(string saved, Page page, TextWriter output)
    {
        // First, what can be wrong: a sample that is not there.
        (string Name, string Program, string[] Arguments)[] programs =
        [
            .. s_samples.Select(sample => ($"samples/{sample.Sample}", Built(sample.Sample), sample.Arguments)),
            ("no more than a network and a step", typeof(ColdStart).Assembly.Location, [FirstStepCommand]),
            ("no more than a network loaded and a prediction", typeof(ColdStart).Assembly.Location, [FirstPredictionCommand, saved]),
        ];
        output.WriteLine("program,median_s,least_s,most_s");
        List<string> rows = ["| program | median, s | least | most |", "|---|--:|--:|--:|"];
        foreach ((string name, string program, string[] arguments) in programs)
        {
            double[] seconds = [.. Enumerable.Range(0, Starts).Select(_ => OfFreshProcess(program, arguments)).Order()];
            double median = seconds[Starts / 2];
            output.WriteLine(FormattableString.Invariant($"{name},{median:0.00},{seconds[0]:0.00},{seconds[^1]:0.00}"));
            output.Flush();
            rows.Add(FormattableString.Invariant($"| {name} | {median:0.00} | {seconds[0]:0.00} | {seconds[^1]:0.00} |"));
        }

        page.Write(Page.Start, string.Create(CultureInfo.InvariantCulture, $"""
            Seconds from the start of a process to the end of its first training step or prediction, of {Starts} starts each,
            as `dotnet build -c Release` leaves the programs: the runtime starts, reads the command line, makes or reads the data
            and compiles what the step runs through. Measured on {Machine.Date} by
            `dotnet run -c Release --project Autograd.Benchmarks -- cold-start`.

            {string.Join('\n', rows)}
            """));
    }

    /// <summary>What the command runs in a fresh process: the least that is a training step.</summary>
    internal const string FirstStepCommand = "first-step";

    /// <summary>Makes a network, trains it one step, and tells when that was done.</summary>
    internal static void Step(TextWriter output)
    {
        Sequential model = Network();
        var optimizer = new Adam(model.Parameters(), learningRate: 1e-3);
        var loss = new CrossEntropyLoss();
        using (var tape = new Tape())
        {
            Tensor error = loss.Forward(model.Forward(Tensor.Ones([48, 21])), Tensor.Zeros([48], DType.Int64));
            optimizer.ZeroGrad();
            tape.Backward(error);
            optimizer.Step();
        }

        FirstStep.Done();
        output.WriteLine(FirstStep.Text());
    }

    /// <summary>The same for a prediction; the file of the network follows.</summary>
    internal const string FirstPredictionCommand = "first-prediction";

    /// <summary>Loads a network, predicts a sample, and tells when that was done.</summary>
    internal static void Predict(string path, TextWriter output)
    {
        Sequential model = Network();
        model.Load(path);
        model.Eval();
        _ = model.Forward(Tensor.Ones([1, 21])).ToArray<float>();
        FirstStep.Done();
        output.WriteLine(FirstStep.Text());
    }

    /// <summary>A small network.</summary>
    internal static Sequential Network() =>
        new(new Linear(21, 32), new PRelu(32), new Linear(32, 16), new PRelu(16), new Linear(16, 3));

    // Beside this program's own output: built the same way, for the same framework.
    private static string Built(string sample)
    {
        string framework = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar), configuration = Path.GetDirectoryName(framework)!;
        string program = Path.Combine(
            Repository.Root(), "samples", sample, "bin", Path.GetFileName(configuration), Path.GetFileName(framework), $"{sample}.dll");
        return File.Exists(program) ? program
            : throw new SampleException($"samples/{sample} is not built: run dotnet build Autograd.sln -c Release first");
    }

    private static double OfFreshProcess(string program, string[] arguments)
    {
        string host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        using Process process = Process.Start(new ProcessStartInfo(host, [program, .. arguments]) { RedirectStandardOutput = true })!;
        string answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        int start = answer.IndexOf(FirstStep.Beginning, StringComparison.Ordinal) + FirstStep.Beginning.Length;
        return start >= FirstStep.Beginning.Length
            && double.TryParse(answer[start..].Split(' ')[0], CultureInfo.InvariantCulture, out double seconds)
            ? seconds
            : throw new SampleException($"{Path.GetFileName(program)} did not tell when its first step was done");
    }
}
