using Autograd.Nn;
using SampleTools;

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
        CompileAhead.With(Trainer.TrainToy);
        return CommandLine.Run(args, output, error, (options, session) => Compare(options, session, output));
    }

    private static void Compare(Options options, Session session, TextWriter output)
    {
        Func<Contender> adaptive = Adaptive(options);
        Report.Introduce(output, options);
        var trainer = new Trainer(options, session);
        List<TrainingResult> results = [];
        if (options.Train.HasFlag(Contenders.Adaptive))
        {
            Train("adaptive softmax", adaptive);
        }

        if (options.Train.HasFlag(Contenders.Full))
        {
            Train("full softmax", () => new FullContender(options.Features, options.Classes));
        }

        new Report(SampleProgram.Screen(output)).Show(results);
        output.WriteLine(FirstStep.Text());

        void Train(string name, Func<Contender> make) =>
            results.Add(ProgressBars.Follow(output, [name], [options.Steps], stepped => trainer.Run(make, () => stepped(0))));
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
