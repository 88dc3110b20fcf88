using System.Diagnostics;
using System.Globalization;
using Autograd.Core;
using SampleTools;

namespace Autograd.Benchmarks;

/// <summary>The command <c>memory</c>: what a step allocates once it has run, and how much a process needs at its peak.</summary>
internal static class MemoryUse
{
    private const int PeakSteps = 20;

    private static readonly (Network Network, int Steps)[] s_networks =
    [
        (new([2, 16, 16, 3], 32, Slopes: true), 1000),
        (new([200, 1600, 1600, 300], 32, Slopes: true), 20),
    ];

    /// <summary>Runs the command.</summary>
    internal static void Run(Page page, string python, TextWriter output)
    {
        output.WriteLine("step,bytes_per_step,growth_bytes");
        List<string> rows = ["| step | allocated by a step, bytes | grown after as many steps again, bytes |", "|---|--:|--:|"];
        foreach ((Network network, int steps) in s_networks)
        {
            foreach ((string optimizer, var make) in StepWorkloads.Optimizers)
            {
                (long allocated, long grown) = OfSteps(network.Step(make), steps);
                string name = $"{network.Name}/{optimizer}";
                output.WriteLine(FormattableString.Invariant($"{name},{allocated},{grown}"));
                rows.Add(FormattableString.Invariant($"| {name} | {allocated:#,##0} | {grown:#,##0} |"));
            }
        }

        string workload = $"step/{Network.Compared[^1].Name}/sgdm";
        long ours = OfFreshProcess(workload), theirs = PyTorch.PeakMemory(python, workload, PeakSteps);
        output.WriteLine(FormattableString.Invariant($"peak of {workload},pytorch {theirs} KB,autograd {ours} KB"));
        page.Write(Page.Memory, string.Create(CultureInfo.InvariantCulture, $"""
            What a training step allocates after a warm-up, handles and buffers together: buffers come from the pool, so what is left is the
            handles, which do not grow with the network. The last column is by how much the live memory of the process, after a full
            collection, is larger after as many steps again; 8 KB are the piece that the collector hands to a thread at a time.

            {string.Join('\n', rows)}

            The peak of a fresh process that has run {PeakSteps} steps of `{workload}` on one thread is {ours / 1024:#,##0} MB here and
            {theirs / 1024:#,##0} MB with PyTorch, the runtimes themselves included in both, and each with the settings it comes with.
            Measured on {Machine.Date} by `dotnet run -c Release --project Autograd.Benchmarks -- memory`.
            """));
    }

    /// <summary>Runs some steps of a workload and tells the peak of this process's memory, in kilobytes.</summary>
    internal static void Peak(string name, int steps, TextWriter output)
    {
        Workload workload = StepWorkloads.All().FirstOrDefault(workload => workload.Name == name)
            ?? throw new SampleException($"there is no workload {SampleException.Quote(name)}");
        using var limit = new ThreadLimit(1);
        Action run = workload.Make();
        for (int i = 0; i < steps; i++)
        {
            run();
        }

        using var process = Process.GetCurrentProcess();
        output.WriteLine(process.PeakWorkingSet64 / 1024);
    }

    private static (long Allocated, long Grown) OfSteps(Action step, int steps)
    {
        using var limit = new ThreadLimit(1);

        // Warm-up: the pool, the lists, and the runtime's compiler, which allocates nothing here but may change what the steps do.
        _ = new Repetitions(step, 1, TimeSpan.FromMilliseconds(20));
        long allocated = Allocated(step, steps), live = GC.GetTotalMemory(forceFullCollection: true);
        Allocated(step, steps);
        return (allocated / steps, GC.GetTotalMemory(forceFullCollection: true) - live);
    }

    private static long Allocated(Action step, int steps)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < steps; i++)
        {
            step();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static long OfFreshProcess(string workload)
    {
        string host = Environment.ProcessPath!;
        bool isMuxer = Path.GetFileNameWithoutExtension(host) == "dotnet";
        string[] arguments =
            [.. isMuxer ? new[] { typeof(MemoryUse).Assembly.Location } : [], "peak", workload,
            PeakSteps.ToString(CultureInfo.InvariantCulture)];
        using Process process = Process.Start(new ProcessStartInfo(host, arguments) { RedirectStandardOutput = true })!;
        string answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return long.TryParse(answer, CultureInfo.InvariantCulture, out long peak) ? peak
            : throw new SampleException($"the process that runs {workload} failed");
    }
}
