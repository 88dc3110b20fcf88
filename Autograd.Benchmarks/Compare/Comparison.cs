using System.CommandLine;
using Autograd.Core;
using SampleTools;

namespace Autograd.Benchmarks;

/// <summary>The command <c>compare</c>: both sides of every workload in turn.</summary>
internal sealed class Comparison(ParseResult options, TextWriter output, TextWriter notes)
{
    // When a block ends its side's threads go on watching for work for a while, on the processors the other side is to have.
    private static readonly TimeSpan s_calm = TimeSpan.FromMilliseconds(5);

    private readonly bool _quick = options.GetValue(CommandLine.Quick);
    private readonly string? _data = options.GetValue(CommandLine.Data);

    private int Blocks => _quick ? 3 : 15;

    private static TimeSpan BlockTime => TimeSpan.FromMilliseconds(40);

    /// <summary>Runs the command.</summary>
    internal void Run()
    {
        Workload[] workloads = Selected();

        // Workloads left out make half a page: it is written only where the user says where.
        bool writes = options.GetValue(CommandLine.Only) is null || options.GetValue(CommandLine.Output) is not null;
        Page? page = writes ? new Page(options.GetValue(CommandLine.Output)) : null;
        int[] threads = options.GetValue(CommandLine.Threads) is { Length: > 0 } stated ? stated
            : [.. new[] { 1, 2 }.Where(n => n <= Environment.ProcessorCount)];
        string python = workloads.Any(workload => workload.Yardstick is null) ? Python.Find(options.GetValue(CommandLine.Python)) : "";
        if (workloads.Any(workload => workload.Against == Workload.OpenBlas))
        {
            OpenBlas.ExpectAvailable();
            notes.WriteLine($"In this process: {OpenBlas.Describe(OpenBlas.Version)}");
        }

        if (Machine.Load > 0.5)
        {
            notes.WriteLine(FormattableString.Invariant($"Note: others keep {Machine.Load:0.0} processors of this machine busy; ") +
                "with more than one thread PyTorch then waits for itself");
        }

        List<Measurement> measurements = [];
        HashSet<string> versions = [], libraries = [];
        foreach (int number in threads)
        {
            using PyTorch? pytorch = python.Length == 0 ? null : PyTorch.Start(python, number, BlockTime, _data);
            if (pytorch is not null)
            {
                notes.WriteLine($"{number} thread{(number == 1 ? "" : "s")}: PyTorch {pytorch.Version} with " +
                    $"{OpenBlas.Describe(pytorch.Blas)}");
                versions.Add(pytorch.Version);
                libraries.Add($"{RatioFigure.Count(number)}: {OpenBlas.Describe(pytorch.Blas)}");
            }

            if (measurements.Count == 0)
            {
                output.WriteLine(Measurement.Header);
            }

            using var limit = new ThreadLimit(number);
            foreach (Workload workload in workloads)
            {
                Measurement measurement = Measure(workload, number, pytorch);
                output.WriteLine(measurement.Line);
                output.Flush();
                measurements.Add(measurement);
            }
        }

        if (page is not null)
        {
            libraries.Add($"gemm: {OpenBlas.Describe(OpenBlas.Version)}");
            var environments =
                new Environments(string.Join(", ", versions), string.Join("; ", libraries), threads.ToDictionary(n => n, PeakRate.Measure));
            page.Write(Page.Comparison, new ComparisonText(measurements, environments).Write(),
                ("ratios.svg", RatioFigure.Draw([.. measurements.Where(measurement => measurement.Workload.IsRivalry)])));
        }
    }

    private Workload[] Selected()
    {
        Workload[] all = AllWorkloads.For(Patients.Of(_data));
        string only = options.GetValue(CommandLine.Only) ?? "";
        Workload[] selected = [.. all.Where(workload => workload.Name.StartsWith(only, StringComparison.Ordinal))];
        return selected.Length > 0
            ? selected
            : throw new SampleException(
                $"--only: no workload's name begins with {SampleException.Quote(only)}; they begin with " +
                    $"{string.Join(", ", all.Select(workload => workload.Family).Distinct())}");
    }

    private Measurement Measure(Workload workload, int threads, PyTorch? pytorch)
    {
        var ours = new Repetitions(workload.Make(), workload.Times, BlockTime);
        Func<double> theirs = workload.Yardstick is { } make
            ? new Repetitions(make(), workload.Times, BlockTime).Block
            : () => pytorch!.Block(workload.Name);

        // The first answer includes building and warming up.
        theirs();
        double[] theirBlocks = new double[Blocks], ourBlocks = new double[Blocks];
        for (int i = 0; i < Blocks; i++)
        {
            theirBlocks[i] = theirs();
            Thread.Sleep(s_calm);
            ourBlocks[i] = ours.Block();
            Thread.Sleep(s_calm);
        }

        return new(workload, threads, theirBlocks, ourBlocks);
    }
}
