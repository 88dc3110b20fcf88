using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using SampleTools;

namespace Autograd.Benchmarks;

/// <summary>The options on the command line.</summary>
internal static class CommandLine
{
    /// <summary>The options of compare.</summary>
    internal static Option<int[]> Threads { get; } = new("--threads")
    {
        HelpName = "list",
        Description = "The numbers of threads both sides have, one after the other [default: 1,2]",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = ReadThreads,
    };

    internal static Option<bool> Quick { get; } = new("--quick") { Description = "Fewer blocks: a rough figure, sooner" };

    internal static Option<string> Only { get; } =
        Text("--only", "prefix", "Only the workloads whose name begins so; then no page is written");

    internal static Option<string> Data { get; } =
        Text("--data", "folder", "A folder with ann-train.data, UCI's thyroid data [default: invented patients]");

    internal static Option<string> Python { get; } =
        Text("--python", "path", "A Python interpreter with PyTorch [default: python3, then /usr/bin/python3]");

    internal static Option<string?> Output { get; } =
        Setting.FilePath("--output", "Where the page goes [default: docs/performance.md of the repository]");

    internal static Argument<string> TableFolder { get; } = new("folder")
    {
        Description = "Where the tables lie; those not there are made",
    };

    internal static Option<string[]> DataFolders { get; } = new("--data")
    {
        HelpName = "folders",
        Description = "Folders with ann-train.data, iris.data or optdigits.tra and what comes with them, of UCI, or with any CSV " +
            "files and a tables.csv that lists their name, target, about, source and licence",
        AllowMultipleArgumentsPerToken = true,
    };

    internal static Option<string> OnlyTables { get; } =
        Text("--only", "prefix", "Only the tables whose name begins so; then no page is written");

    internal static Option<string> TablesPython { get; } =
        Text("--python", "path", "A Python interpreter with scikit-learn [default: python3, then /usr/bin/python3]");

    internal static Option<string?> TablesOutput { get; } =
        Setting.FilePath("--output", "Where the page goes [default: docs/tabular-results.md of the repository]");

    internal static Argument<string> PeakWorkload { get; } = new("workload");

    internal static Argument<int> PeakSteps { get; } = new("steps");

    /// <summary>The command <c>compare</c>.</summary>
    internal static Command Compare { get; } =
        new("compare", "Times all workloads in turn with PyTorch, and writes the page of the results")
    {
        Quick, Threads, Only, Data, Python, Output,
    };

    /// <summary>The command <c>scaling</c>.</summary>
    internal static Command Scaling { get; } =
        new("scaling", "Times a training step as its width, batch and depth grow, and writes that section of the page") { Output };

    /// <summary>The command <c>many</c>.</summary>
    internal static Command Many { get; } =
        new("many", "Tells how many small networks one processor trains and all together, and writes that section of the page")
        {
            Data, Output,
        };

    /// <summary>The command <c>memory</c>.</summary>
    internal static Command Memory { get; } =
        new("memory", "Tells what a training step allocates and needs, and writes that section of the page") { Python, Output };

    /// <summary>The command <c>cold-start</c>.</summary>
    internal static Command Start { get; } =
        new("cold-start", "Times the samples from their start to the first training step, and writes that section of the page") { Output };

    /// <summary>The command <c>files</c>.</summary>
    internal static Command Files { get; } =
        new("files", "Times saving and loading beside plain writing and reading, and writes that section of the page") { Output };

    /// <summary>The command <c>tables</c>.</summary>
    internal static Command Tables { get; } =
        new("tables", "Trains on tables of many kinds, in turn with scikit-learn, and writes the page of the results")
        {
            TableFolder, DataFolders, OnlyTables, TablesPython, TablesOutput,
        };

    /// <summary>The command <c>distributed</c>.</summary>
    internal static Command Distributed { get; } =
        new("distributed", "Under mpirun, tells what several processes gain; without it, what to expect of up to 1,024 machines");

    /// <summary>The command <c>bench</c>, whose arguments are BenchmarkDotNet's.</summary>
    internal static Command Bench { get; } =
        new("bench", "Runs benchmarks of single ops and steps with BenchmarkDotNet, whose options follow, such as --filter '*'");

    /// <summary>What <c>memory</c> runs in a fresh process.</summary>
    internal static Command Peak { get; } = new("peak", "Tells the peak of the memory of some steps") { PeakWorkload, PeakSteps };

    /// <summary>Reads the command line.</summary>
    /// <returns>What the user asked for; null where that was help, which is then written.</returns>
    internal static ParseResult? Parse(string[] args, TextWriter output)
    {
        Peak.Hidden = true;
        var root =
            new RootCommand("Measures what the library's operations and training steps take, alone and against PyTorch") { Compare, Scaling,
            Many, Memory, Start, Files, Tables, Distributed, Bench, Peak };
        bool namesCommand = args.Length > 0 && (args[0].StartsWith('-') || root.Subcommands.Any(command => command.Name == args[0]));
        return namesCommand
            ? SampleProgram.Read(root, args, output)
            : throw new SampleException(
                "expected a command, compare, scaling, many, memory, cold-start, files, tables, distributed or bench, found " +
                    $"{(args.Length == 0 ? "none" : SampleException.Quote(args[0]))} (--help tells more)");
    }

    private static Option<string> Text(string name, string helpName, string description) => new(name)
    {
        HelpName = helpName,
        Description = description,
        Arity = ArgumentArity.ExactlyOne,
    };

    private static int[] ReadThreads(ArgumentResult argument)
    {
        string text = string.Join(' ', argument.Tokens.Select(token => token.Value));
        List<int> numbers = [];
        foreach (string part in text.Split(','))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < 1
                || number > Environment.ProcessorCount
                || numbers.Contains(number))
            {
                argument.AddError(string.Create(
                    CultureInfo.InvariantCulture,
                    $"--threads: expected different whole numbers from 1 to {Environment.ProcessorCount}, such as 1,2, found " +
                        $"{SampleException.Quote(text)}"));
                return [];
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }
}
