using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics;
using SampleTools;

namespace Autograd.Benchmarks;

/// <summary>PyTorch in a process of its own, which waits while we work and works while we wait.</summary>
internal sealed class PyTorch : IDisposable
{
    private static readonly string s_script = Path.Combine(AppContext.BaseDirectory, "Reference", "pytorch_workloads.py");

    private readonly Process _process;

    private PyTorch(Process process, string version, string blas) => (_process, Version, Blas) = (process, version, blas);

    /// <summary>PyTorch's version.</summary>
    internal string Version { get; }

    /// <summary>What OpenBLAS says of itself there.</summary>
    internal string Blas { get; }

    /// <summary>Starts PyTorch in the configuration that is best for a number of threads.</summary>
    /// <param name="python">The interpreter.</param>
    /// <param name="threads">The number of threads.</param>
    /// <param name="block">How long a block takes.</param>
    /// <param name="data">The folder of the thyroid data, if there is one.</param>
    internal static PyTorch Start(string python, int threads, TimeSpan block, string? data)
    {
        string[] arguments = [Text(threads), Text(block.TotalSeconds), .. data is null ? [] : new[] { data }];
        Process process = StartProcess(python, threads, keepsMemory: true, arguments);
        string[] hello = (process.StandardOutput.ReadLine() ?? "").Split('\t');
        if (hello is ["ready", var version, var blas])
        {
            return new(process, version, blas);
        }

        process.Kill();
        process.Dispose();
        throw new SampleException($"PyTorch did not start under {SampleException.Quote(python)}; what it wrote stands above");
    }

    /// <summary>The peak of the memory, in kilobytes, of a fresh process that has run some steps of a workload.</summary>
    internal static long PeakMemory(string python, string workload, int steps)
    {
        using Process process = StartProcess(python, threads: 1, keepsMemory: false, ["memory", workload, Text(steps)]);
        string answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return long.TryParse(answer, NumberStyles.Integer, CultureInfo.InvariantCulture, out long peak)
            ? peak
            : throw new SampleException($"PyTorch did not run {workload}; what it wrote stands above");
    }

    /// <summary>Times one block of a workload; returns the microseconds of a repetition.</summary>
    internal double Block(string workload)
    {
        string? answer = null;
        try
        {
            _process.StandardInput.WriteLine(workload);
            _process.StandardInput.Flush();
            answer = _process.StandardOutput.ReadLine();
        }
        catch (IOException)
        {
            // The process is gone; the message is below.
        }

        return double.TryParse(answer, NumberStyles.Float, CultureInfo.InvariantCulture, out double microseconds)
            ? microseconds
            : throw new SampleException($"PyTorch at {workload}: {answer ?? "the process ended; what it wrote stands above"}");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static Process StartProcess(string python, int threads, bool keepsMemory, string[] arguments)
    {
        var start = new ProcessStartInfo(python, [s_script, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["OMP_NUM_THREADS"] = start.Environment["OPENBLAS_NUM_THREADS"] = Text(threads);

        // OpenBLAS of 2022 does not know the processors of today: it would take the kernels of an older one.
        start.Environment["OPENBLAS_CORETYPE"] = OpenBlas.CoreType;
        start.Environment.Remove(OpenBlas.CacheSize);
        start.Environment["ATEN_CPU_CAPABILITY"] = Vector512.IsHardwareAccelerated ? "avx512" : "avx2";

        if (keepsMemory)
        {
            // Memory that goes back to the system after every step comes with a page fault for every 4 KB of the next: up to twenty times
            // the time, and more or less of it depending on what ran before.
            start.Environment["MALLOC_MMAP_MAX_"] = "0";
            start.Environment["MALLOC_TRIM_THRESHOLD_"] = "8000000000";
            start.Environment["MALLOC_TOP_PAD_"] = "200000000";
        }

        if (threads > 1 && Directory.Exists(OpenBlas.OpenMpFolder))
        {
            // The build with threads of its own and PyTorch's OpenMP stall each other.
            start.Environment["LD_LIBRARY_PATH"] = OpenBlas.OpenMpFolder;
        }

        return Process.Start(start) ?? throw new SampleException($"{SampleException.Quote(python)} cannot be started");
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
