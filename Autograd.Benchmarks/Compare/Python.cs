using System.ComponentModel;
using System.Diagnostics;
using SampleTools;

namespace Autograd.Benchmarks;

/// <summary>Finds a Python interpreter that has PyTorch.</summary>
internal static class Python
{
    private static readonly string[] s_usual = ["python3", "/usr/bin/python3"];

    /// <summary>The interpreter to use.</summary>
    /// <param name="stated">The one the user named, if any.</param>
    /// <exception cref="SampleException">There is none, or none that has PyTorch.</exception>
    internal static string Find(string? stated)
    {
        string[] candidates = stated is null ? s_usual : [stated];
        bool isThere = false;
        foreach (string python in candidates)
        {
            int? code = ExitCode(python);
            if (code == 0)
            {
                return python;
            }

            isThere |= code is not null;
        }

        string tried = string.Join(" and ", candidates.Select(SampleException.Quote));
        throw new SampleException(isThere
            ? $"tried {tried}: there is no PyTorch; install the Debian package python3-torch, or name an interpreter that has it with " +
                "--python"
            : $"tried {tried}: there is no Python; install the Debian packages python3 and python3-torch, or name an interpreter with " +
                "--python");
    }

    // Null where the program cannot be started at all.
    private static int? ExitCode(string python)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(python, ["-c", "import torch"]) { RedirectStandardError = true })!;
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
