using System.ComponentModel;
using System.Diagnostics;

namespace Autograd.Tests;

/// <summary>Runs Python where it is, with a package that a test needs.</summary>
internal static class Python
{
    /// <summary>Runs a script, which must end well; where no Python has the package, the test is left out with a word.</summary>
    /// <param name="lacksPackage">The exit code by which the script says that the package is not there.</param>
    /// <param name="otherwise">What was not tried then.</param>
    /// <param name="arguments">The script and its arguments.</param>
    public static void Run(int lacksPackage, string otherwise, params string[] arguments)
    {
        foreach (string python in new[] { "/usr/bin/python3", "python3" })
        {
            try
            {
                using Process process = Process.Start(new ProcessStartInfo(python, arguments) { RedirectStandardError = true })!;
                string errors = process.StandardError.ReadToEnd();
                process.WaitForExit();
                if (process.ExitCode != lacksPackage)
                {
                    process.ExitCode.ShouldBe(0, errors);
                    return;
                }
            }
            catch (Win32Exception)
            {
                // There is no such program; perhaps the next one.
            }
        }

        Assert.Ignore(otherwise);
    }
}
