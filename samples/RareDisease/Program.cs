using System.Security.Cryptography;
using System.Text;
using Autograd.Distributed;
using SampleTools;

namespace RareDisease;

/// <summary>The sample: six ways to train a small network, and to decide by it, on data whose classes are of very different size.</summary>
internal static class Program
{
    private static int Main(string[] args) => Run(args, Console.Out, Console.Error);

    /// <summary>Runs the program; returns its exit code, 1 where something was wrong, of which one line then tells.</summary>
    internal static int Run(string[] args, TextWriter output, TextWriter error)
    {
        CompileAhead.With(Study.TrainToy);
        using MpiWorld? world = args.Contains(CommandLine.Processes) ? MpiWorld.Initialize() : null;
        if (world is { Rank: > 0 })
        {
            // The first process speaks for all.
            (output, error) = (TextWriter.Null, TextWriter.Null);
        }

        var line = new CommandLine();
        return SampleProgram.Run(line.Command, args, output, error,
            (result, session) => Compare(line.Read(result), world, session, output));
    }

    private static void Compare(Options options, MpiWorld? world, Session session, TextWriter output)
    {
        if (world is { Rank: > 0 })
        {
            options = options with { Json = null };
        }

        if (options.Json is not null)
        {
            WholeFile.ExpectWritable("--json", options.Json);
        }

        Clinic clinic = options.Data is null ? ClinicGenerator.Make() : ThyroidData.Read(options.Data);
        var study = new Study(clinic, options, world);
        Report.Introduce(output, clinic, options);
        Outcome[] results = ProgressBars.Follow(
            output,
            Array.ConvertAll(options.Strategies, strategy => strategy.Name()),
            Array.ConvertAll(options.Strategies, strategy => (long)options.Seeds.Length * study.Epochs(strategy)),
            stepped => study.Run(
                session,
                strategy => stepped(Array.IndexOf(options.Strategies, strategy)),
                outcome => Report.Done(SampleProgram.IsTerminal(output) ? TextWriter.Null : output, outcome)));
        new Report(SampleProgram.Screen(output), clinic).Show(results);
        output.WriteLine(FirstStep.Text());
        if (world is not null)
        {
            string digests = string.Concat(Array.ConvertAll(results, result => result.Digest));
            output.WriteLine(
                $"digest of all final weights: {Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(digests)))}");
        }

        if (options.Json is not null)
        {
            new JsonResults(clinic.Name, clinic.ClassNames, Array.ConvertAll(results, JsonRun.Of)).Write(options.Json);
        }
    }
}
