using System.ComponentModel;
using System.Diagnostics;
using SampleTools;

namespace Autograd.Benchmarks;

/// <summary>A package of Python: its module, its name, and Debian's package of it.</summary>
internal sealed record PythonPackage(string Module, string Name, string Debian);

/// <summary>Finds a Python interpreter that has a package.</summary>
internal static class Python
{
    /// <summary>What others are measured by.</summary>
    internal static readonly PythonPackage PyTorch = new("torch", "PyTorch", "python3-torch"),
        ScikitLearn = new("sklearn", "scikit-learn", "python3-sklearn");

    private static readonly string[] s_usual = ["python3", "/usr/bin/python3"];

    /// <summary>The interpreter to use.</summary>
    /// <param name="stated">The one the user named, if any.</param>
    /// <param name="package">What it is to have: PyTorch where not given.</param>
    /// <exception cref="SampleException">There is none, or none that has the package.</exception>
    internal static string Find(string? stated, PythonPackage? package = null)
    {
        package ??= PyTorch;
        string[] candidates = stated is null ? s_usual : [stated];
        bool isThere = false;
        foreach (string python in candidates)
        {
            int? code = ExitCode(python, package.Module);
            if (code == 0)
            {
                return python;
            }

            isThere |= code is not null;
        }

        string tried = string.Join(" and ", candidates.Select(SampleException.Quote));
        throw new SampleException(isThere
            ? $"tried {tried}: there is no {package.Name}; install the Debian package {package.Debian}, or name an interpreter " +
                "that has it with --python"
            : $"tried {tried}: there is no Python; install the Debian packages python3 and {package.Debian}, or name an interpreter with " +
                "--python");
    }

    // Null where the program cannot be started at all.
    private static int? ExitCode(string python, string module)
    {
        try
        {
            var start = new ProcessStartInfo(python, ["-c", $"import {module}"]) { RedirectStandardError = true };
            using Process process = Process.Start(start)!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
