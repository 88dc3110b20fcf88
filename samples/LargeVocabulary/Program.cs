using Autograd.Nn;

namespace LargeVocabulary;

/// <summary>The sample: an adaptive softmax against a full one over very many classes.</summary>
internal static class Program
{
    // Labels counted to sort the classes, for each class: rare ones are missed, as in a corpus.
    private const int CountedPerClass = 5;

    private static int Main(string[] args) => Run(args, Console.Out, Console.Error);

    /// <summary>Runs the program; returns its exit code, 1 where something was wrong, of which one line then tells.</summary>
    internal static int Run(string[] args, TextWriter output, TextWriter error)
    {
        try
        {
            if (CommandLine.Parse(args, output) is { } options)
            {
                Compare(options, output);
            }

            return 0;
        }
        catch (SampleException e)
        {
            error.WriteLine(e.Message);
            return 1;
        }
    }

    private static void Compare(Options options, TextWriter output)
    {
        Func<Contender> adaptive = Adaptive(options);
        var screen = new Screen(output);
        var report = new Report(screen.Target);
        report.Introduce(options);
        var trainer = new Trainer(options);
        List<TrainingResult> results = [];
        if (options.Train.HasFlag(Contenders.Adaptive))
        {
            results.Add(screen.Follow("adaptive softmax", options.Steps, stepped => trainer.Run(adaptive, stepped)));
        }

        if (options.Train.HasFlag(Contenders.Full))
        {
            results.Add(screen.Follow("full softmax", options.Steps, stepped => trainer.Run(() => new FullContender(options.Features, options.Classes), stepped)));
        }

        report.Show(results);
    }

    private static Func<Contender> Adaptive(Options options)
    {
        try
        {
            // Weights are drawn at first use: this finds out whether the cutoffs fit and costs nothing.
            _ = new AdaptiveLogSoftmaxWithLoss(options.Features, options.Classes, options.ActualCutoffs);
        }
        catch (ArgumentException e) when (e.ParamName == "cutoffs")
        {
            throw new SampleException($"--cutoffs: {e.Message.Split(" (Parameter")[0].TrimEnd('.')}");
        }

        return () =>
        {
            var corpus = new Vocabulary(options.Classes, options.Features, options.Seed);
            var order = FrequencyOrder.FromLabels(corpus.Labels(CountedPerClass * options.Classes), options.Classes);
            return new AdaptiveContender(options.Features, order, options.ActualCutoffs);
        };
    }
}
