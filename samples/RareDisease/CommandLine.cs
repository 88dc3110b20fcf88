using System.CommandLine;
using System.Globalization;
using SampleTools;

namespace RareDisease;

/// <summary>The options on the command line.</summary>
internal sealed class CommandLine
{
    /// <summary>The option that asks for the other processes of an mpirun.</summary>
    internal const string Processes = "--processes";

    private const int MostSeeds = 1000;

    private readonly Setting<string?> _data = Setting.FilePath(
        "--data",
        "Train on ann-train.data and test on ann-test.data of this folder (UCI thyroid disease) [default: a built-in, synthetic clinic]",
        "folder");

    private readonly Setting<int> _epochs = Setting.WholeNumber(
        "--epochs", "Epochs of balanced batches; plain and weighted training make as many updates", 10, 1, 10_000);

    private readonly Setting<int> _fineTuneEpochs = Setting.WholeNumber(
        "--finetune-epochs", "Epochs of fine-tuning at the actual class frequency", 5, 1, 10_000);

    private readonly Setting<FineTuning> _fineTuning = Setting.Word(
        "--finetune", "What fine-tuning moves: all layers or the output layer", FineTuning.All);

    private readonly Setting<double> _learningRate = Setting.Number(
        "--learning-rate", "Adam's learning rate; fine-tuning takes a tenth of it", 1e-3, "a positive number", rate => rate > 0);

    private readonly Setting<int[]> _seeds = Setting.Of(
        "--seed", "list", "Seeds such as 3, 0-4 or 0,3,7; each strategy is trained once with each [default: 0]",
        $"whole numbers such as 3, 0-4 or 0,3,7, at most {MostSeeds}", SeedList, new[] { 0 });

    private readonly Setting<Strategy[]> _strategies = Setting.Of(
        "--strategy", "list", $"Some of {StrategyNames.Words}, or all [default: all]",
        $"all, or some of {StrategyNames.Words}", StrategyList, StrategyNames.All);

    private readonly Option<bool> _processes = new(Processes)
    {
        Description = "Train together with the other processes that mpirun starts; the weights are the same for 1, 2, 4 or 8",
    };

    private readonly Setting<string?> _json = Setting.FilePath("--json", "Write the results of each strategy and seed to this file");

    /// <summary>What the sample does, and its options.</summary>
    internal RootCommand Command => new(
        "Trains a small network to recognize rare diseases, six ways: plain shuffling, class weights, and balanced batches, these also " +
        "fine-tuned at the actual class frequency, corrected for it in closed form, or fine-tuned and with decisions that weigh costs.")
    { _data, _epochs, _fineTuneEpochs, _fineTuning, _learningRate, _seeds, _strategies, _processes, _json };

    /// <summary>What the user asked for.</summary>
    /// <param name="result">The command line.</param>
    internal Options Read(ParseResult result) => new()
    {
        Data = _data.In(result),
        Epochs = _epochs.In(result),
        FineTuneEpochs = _fineTuneEpochs.In(result),
        FineTuning = _fineTuning.In(result),
        LearningRate = _learningRate.In(result),
        Seeds = _seeds.In(result),
        Strategies = _strategies.In(result),
        Json = _json.In(result),
    };

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

    private static bool WholeNumber(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static bool StrategyList(string text, out Strategy[] strategies)
    {
        string[] words = text.Split(',');
        strategies = text == "all" ? StrategyNames.All : [.. StrategyNames.All.Where(strategy => words.Contains(strategy.Word()))];
        return text == "all" || words.All(word => StrategyNames.All.Any(strategy => strategy.Word() == word));
    }
}
