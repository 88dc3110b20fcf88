using System.ComponentModel;
using System.Diagnostics;

namespace Autograd.Tests.Distributed;

/// <summary>What a run under mpirun came to.</summary>
internal sealed record MpiOutcome(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of ours among those of mpirun.</summary>
    public string[] Words => [.. Error.Split('\n').Where(line => line.Contains("MpiWorld: ", StringComparison.Ordinal))];
}

/// <summary>Runs <see cref="RankProgram"/> on several ranks, where Open MPI is.</summary>
internal static class Mpirun
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs it to its end.</summary>
    /// <param name="ranks">How many processes.</param>
    /// <param name="args">The arguments of the program.</param>
    public static MpiOutcome Run(int ranks, params string[] args)
    {
        // By which its processes are known.
        string mark = $"{Guid.NewGuid():N}";
        using Process process = Start(ranks, [.. args, mark]);
        MpiOutcome outcome = End(process);
        SpinWait.SpinUntil(() => !IsLeft(mark), s_patience / 20);
        IsLeft(mark).ShouldBeFalse("A process is left running.");
        return outcome;
    }

    /// <summary>Runs it as one process without mpirun, with a variable of the environment.</summary>
    public static MpiOutcome RunAlone((string Name, string Value) variable, params string[] args)
    {
        var start = new ProcessStartInfo(Host, [typeof(Mpirun).Assembly.Location, RankProgram.Name, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[variable.Name] = variable.Value;
        using Process process = Process.Start(start)!;
        return End(process);
    }

    private static string Host =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    // Starts it; the test is left out with a word where there is no mpirun.
    private static Process Start(int ranks, params string[] args)
    {
        var start = new ProcessStartInfo("mpirun",
            ["--oversubscribe", "-n", $"{ranks}", Host, typeof(Mpirun).Assembly.Location, RankProgram.Name, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (start.Environment["OMPI_ALLOW_RUN_AS_ROOT"], start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"]) = ("1", "1");
        (start.Environment["DOTNET_TieredPGO"], start.Environment["TERM"]) = ("0", "dumb");
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Ignore("There is no mpirun (Debian: openmpi-bin libopenmpi-dev): no process was started.");
            throw;
        }
    }

    private static bool IsLeft(string mark) => OperatingSystem.IsLinux() && Directory.EnumerateDirectories("/proc").Any(folder =>
    {
        try
        {
            return char.IsAsciiDigit(Path.GetFileName(folder)[0])
                && File.ReadAllText(Path.Combine(folder, "cmdline")).Contains(mark, StringComparison.Ordinal);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It ended just now, or is somebody else's.
            return false;
        }
    });

    private static MpiOutcome End(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"It did not end: {error.Result}");
        }

        return new(process.ExitCode, output.Result, error.Result);
    }
}
