using System.CommandLine;
using System.Globalization;
using SampleTools;

namespace RareDisease;

/// <summary>The options on the command line.</summary>
internal static class CommandLine
{
    private const int MostSeeds = 1000;

    private delegate bool Reader<T>(string text, out T value);

    /// <summary>Reads the command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Where help goes when it is asked for.</param>
    /// <returns>What the user asked for; null where that was help, which is then written.</returns>
    /// <exception cref="SampleException">An option is wrong.</exception>
    internal static Options? Parse(string[] args, TextWriter output)
    {
        var defaults = new Options();
        Option<string> data = Setting<string>(
            "--data", "folder", "Train on ann-train.data and test on ann-test.data of this folder (UCI thyroid disease) " +
            "[default: a built-in, synthetic clinic]", "the path of a folder", Text);
        Option<int> epochs = Setting(
            "--epochs", "n", $"Epochs of balanced batches; plain and weighted training make as many updates [default: {defaults.Epochs}]",
            "a whole number from 1 to 10000", UpTo(10_000));
        Option<int> fineTuneEpochs = Setting(
            "--finetune-epochs", "n", $"Epochs of fine-tuning at the actual class frequency [default: {defaults.FineTuneEpochs}]",
            "a whole number from 1 to 10000", UpTo(10_000));
        Option<FineTuning> fineTuning = Setting<FineTuning>(
            "--finetune", "all|output", "What fine-tuning moves: all layers or the output layer [default: all]", "all or output",
            FineTuningWord);
        Option<double> learningRate = Setting<double>(
            "--learning-rate", "rate", string.Create(
                CultureInfo.InvariantCulture, $"Adam's learning rate; fine-tuning takes a tenth of it [default: {defaults.LearningRate}]"),
            "a positive number", PositiveNumber);
        Option<int[]> seeds = Setting<int[]>(
            "--seeds", "list", "Seeds such as 0-4 or 0,3,7; each strategy is trained once with each [default: 0]",
            $"whole numbers such as 0-4 or 0,3,7, at most {MostSeeds}", SeedList);
        Option<Strategy[]> strategies = Setting<Strategy[]>(
            "--strategy", "list", "Some of plain,weighted,balanced,finetuned, or all [default: all]",
            "all, or some of plain,weighted,balanced,finetuned", StrategyList);
        Option<int> threads = Setting(
            "--threads", "n", $"Trainings that run side by side; the results do not depend on it [default: {defaults.Threads}]",
            "a whole number from 1 to 256", UpTo(256));
        Option<string> json = Setting<string>(
            "--json", "file", "Write the results of each strategy and seed to this file", "the path of a file", Text);

        var command = new RootCommand(
            "Trains a small network to recognize rare diseases, four ways: plain shuffling, class weights, balanced batches, and " +
                "balanced " +
            "batches followed by fine-tuning at the actual class frequency.")
        { data, epochs, fineTuneEpochs, fineTuning, learningRate, seeds, strategies, threads, json };
        if (SampleProgram.Read(command, args, output) is not { } result)
        {
            return null;
        }

        return new Options
        {
            Data = result.GetValue(data),
            Epochs = Value(epochs, defaults.Epochs),
            FineTuneEpochs = Value(fineTuneEpochs, defaults.FineTuneEpochs),
            FineTuning = Value(fineTuning, defaults.FineTuning),
            LearningRate = Value(learningRate, defaults.LearningRate),
            Seeds = Value(seeds, defaults.Seeds),
            Strategies = Value(strategies, defaults.Strategies),
            Threads = Value(threads, defaults.Threads),
            Json = result.GetValue(json),
        };

        T Value<T>(Option<T> option, T initially) => result.GetResult(option) is null ? initially : result.GetRequiredValue(option);
    }

    private static Option<T> Setting<T>(string name, string helpName, string description, string expected, Reader<T> read) => new(name)
    {
        HelpName = helpName,
        Description = description,
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = argument =>
        {
            if (argument.Tokens is not [var token] || !read(token.Value, out T value))
            {
                argument.AddError($"{name}: expected {expected}, found {SampleException.Quote(string.Join(' ', argument.Tokens))}");
                return default;
            }

            return value;
        },
    };

    private static bool Text(string text, out string value)
    {
        value = text;
        return !string.IsNullOrWhiteSpace(text) && !text.Contains('\0', StringComparison.Ordinal);
    }

    private static Reader<int> UpTo(int largest) => (text, out value) => WholeNumber(text, out value) && value >= 1 && value <= largest;

    private static bool WholeNumber(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static bool PositiveNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value) && value > 0;

    private static bool FineTuningWord(string text, out FineTuning value)
    {
        value = text == "output" ? FineTuning.Output : FineTuning.All;
        return text is "all" or "output";
    }

    private static bool SeedList(string text, out int[] seeds)
    {
        var read = new SortedSet<int>();
        seeds = [];
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || !WholeNumber(ends[0], out int first) || !WholeNumber(ends[^1], out int last) || last < first ||
                (long)last - first >= MostSeeds)
            {
                return false;
            }

            for (int i = 0; i <= last - first; i++)
            {
                read.Add(first + i);
            }
        }

        seeds = [.. read];
        return seeds.Length <= MostSeeds;
    }

    private static bool StrategyList(string text, out Strategy[] strategies)
    {
        string[] words = text.Split(',');
        strategies = text == "all" ? StrategyNames.All : [.. StrategyNames.All.Where(strategy => words.Contains(strategy.Word()))];
        return text == "all" || words.All(word => StrategyNames.All.Any(strategy => strategy.Word() == word));
    }
}
