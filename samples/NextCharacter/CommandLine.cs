using System.CommandLine;
using System.Globalization;
using SampleTools;

namespace NextCharacter;

/// <summary>The options on the command line.</summary>
internal static class CommandLine
{
    private const double LargestBeta = 1000;

    /// <summary>Reads the command line and runs the sample; returns the exit code.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Where help goes when it is asked for.</param>
    /// <param name="error">Where a line goes that tells what was wrong.</param>
    /// <param name="sample">The sample.</param>
    internal static int Run(string[] args, TextWriter output, TextWriter error, Action<Options, Session> sample)
    {
        var usual = new Options();
        Setting<string?> text = Setting.FilePath("--text", "A text in UTF-8 to learn from [default: Alice's Adventures in Wonderland]");
        Setting<Kind> model = Setting.Word("--model", "What reads the text", usual.Model);
        Setting<int> steps = Setting.WholeNumber("--steps", "How many steps it is trained", usual.Steps, 1, 1_000_000);
        Setting<int> units = Setting.WholeNumber("--units", "How many units it has, a multiple of 4", usual.Units, 4, 4096);
        Setting<double> beta = Setting.Number(
            "--beta", "The inverse temperature at which it writes: 1 as it believes, more and it dares less", usual.Beta,
            $"a number from 0 to {LargestBeta}", value => value is >= 0 and <= LargestBeta);
        Setting<int> length = Setting.WholeNumber("--length", "How many characters it writes", usual.Length, 0, 100_000);
        Setting<ulong> seed = Setting.Seed("weights, batches and what it writes", 0);
        var command = new RootCommand(
            "Learns to predict the next character of a text, compares itself with an interpolated trigram model on a part of the text " +
            "that it has not seen, and writes a few lines of its own.")
        { text, model, steps, units, beta, length, seed };
        return SampleProgram.Run(command, args, output, error, (result, session) => sample(Checked(new Options
        {
            Text = text.In(result),
            Model = model.In(result),
            Steps = steps.In(result),
            Units = units.In(result),
            Beta = beta.In(result),
            Length = length.In(result),
            Seed = seed.In(result),
        }), session));
    }

    private static Options Checked(Options options) => options.Units % 4 == 0 ? options : throw new SampleException(
        string.Create(CultureInfo.InvariantCulture, $"--units: expected a multiple of 4, found {options.Units}"));
}
