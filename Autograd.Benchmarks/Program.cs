using System.CommandLine;
using SampleTools;

namespace Autograd.Benchmarks;

/// <summary>What is measured, and against whom.</summary>
internal static class Program
{
    private static int Main(string[] args) => Run(args, Console.Out, Console.Error);

    /// <summary>Runs the program; returns its exit code, 1 where something was wrong, of which one line then tells.</summary>
    internal static int Run(string[] args, TextWriter output, TextWriter error) => SampleProgram.Run(
        () =>
        {
            if (CommandLine.Parse(args, output) is { } options)
            {
                new Comparison(options, output, error).Run();
            }
        },
        error);
}
