using System.CommandLine;
using BenchmarkDotNet.Running;
using SampleTools;

namespace Autograd.Benchmarks;

/// <summary>What is measured, and against whom.</summary>
internal static class Program
{
    private static int Main(string[] args) => Run(args, Console.Out, Console.Error);

    /// <summary>Runs the program; returns its exit code, 1 where something was wrong, of which one line then tells.</summary>
    internal static int Run(string[] args, TextWriter output, TextWriter error) =>
        SampleProgram.Run(() => Dispatch(args, output, error), error);

    private static void Dispatch(string[] args, TextWriter output, TextWriter error)
    {
        if (args is ["bench", ..])
        {
            BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args[1..]);
            return;
        }

        if (args is [ColdStart.FirstStepCommand])
        {
            ColdStart.Step(output);
            return;
        }

        if (args is [ColdStart.FirstPredictionCommand, string path])
        {
            ColdStart.Predict(path, output);
            return;
        }

        if (CommandLine.Parse(args, output) is not { } options)
        {
            return;
        }

        Command command = options.CommandResult.Command;
        if (command == CommandLine.Compare)
        {
            new Comparison(options, output, error).Run();
        }
        else if (command == CommandLine.Scaling)
        {
            Growth.Run(new Page(options.GetValue(CommandLine.Output)), output);
        }
        else if (command == CommandLine.Many)
        {
            ManyNetworks.Run(
                Patients.Of(options.GetValue(CommandLine.Data)), new Page(options.GetValue(CommandLine.Output)), output);
        }
        else if (command == CommandLine.Start)
        {
            ColdStart.Run(new Page(options.GetValue(CommandLine.Output)), output);
        }
        else if (command == CommandLine.Distributed)
        {
            ManyMachines.Run(output);
        }
        else if (command == CommandLine.Files)
        {
            FileSpeed.Run(new Page(options.GetValue(CommandLine.Output)), output);
        }
        else if (command == CommandLine.Tables)
        {
            TableComparison.Run(options, output);
        }
        else if (command == CommandLine.Memory)
        {
            var page = new Page(options.GetValue(CommandLine.Output));
            MemoryUse.Run(page, Python.Find(options.GetValue(CommandLine.Python)), output);
        }
        else
        {
            MemoryUse.Peak(options.GetRequiredValue(CommandLine.PeakWorkload), options.GetRequiredValue(CommandLine.PeakSteps), output);
        }
    }
}
