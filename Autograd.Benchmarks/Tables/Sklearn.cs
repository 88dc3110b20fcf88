using System.Diagnostics;
using System.Globalization;
using SampleTools;

namespace Autograd.Benchmarks;

/// <summary>Runs the script of scikit-learn's side.</summary>
internal static class Sklearn
{
    private static readonly string s_script = Path.Combine(AppContext.BaseDirectory, "Reference", "sklearn_tables.py");

    /// <summary>Runs it to its end; returns what it wrote.</summary>
    internal static string Run(string python, params string[] arguments)
    {
        using Process process = Start(python, arguments);
        process.StandardInput.Close();
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? text
            : throw new SampleException($"scikit-learn ended with an error at {string.Join(' ', arguments)}; what it wrote stands above");
    }

    /// <summary>Starts it, with as many threads as we have where they help.</summary>
    internal static Process Start(string python, params string[] arguments)
    {
        var start = new ProcessStartInfo(python, [s_script, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["OMP_NUM_THREADS"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture);

        // Threads that wait by spinning stall all that else runs here; and matrices this small take longer with two.
        start.Environment["OMP_WAIT_POLICY"] = "PASSIVE";
        start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        start.Environment["OPENBLAS_CORETYPE"] = OpenBlas.CoreType;
        return Process.Start(start) ?? throw new SampleException($"{SampleException.Quote(python)} cannot be started");
    }
}
