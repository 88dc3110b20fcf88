using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Data;

internal sealed partial class NetworkTraining
{
    private const double PlateauFactor = 0.3, MostNorm = 5;

    private static readonly TrainingResult s_none = new(TrainingEnd.Completed, [], 0, TimeSpan.Zero);

    // Trains until the validation rows are no longer predicted better. The error is how badly they are then, and the rates are those of the
    // epochs up to the best one.
    private (TrainingResult Result, double Error, double[] Rates) FitIfBetter(
        TabularNetwork network, NetworkDesign design, Loss loss, DataLoader batches, Metric? watched, int epochs, double rate,
        Module? trained, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        rate *= _options.LearningRate;
        var trainer = new Trainer(network, loss, Optimizer(trained ?? network, design, rate))
        {
            EarlyStopping = new(_options.Patience, watched),
            Plateau = new(rate, PlateauFactor, patience: Math.Max(1, _options.Patience / 3)),
            Metrics = watched is null ? [] : [watched],
            ClipNorm = MostNorm,
        };
        (TrainingResult result, double error, bool isBetter) = UnlessWorse(network, watched, () => trainer.Fit(
            [new TrainingPhase(batches, epochs) { Trained = trained }], ValidationLoader(), progress, cancellationToken));
        return (result, error, isBetter && result.Best is { } best
            ? [.. result.History.Take(best.Epoch).Select(epoch => epoch.LearningRate)] : []);
    }

    // So many epochs at such rates, as did good in the trial.
    private TrainingResult Repeat(
        TabularNetwork network, NetworkDesign design, Loss loss, DataLoader batches, Metric? watched, IReadOnlyList<double> rates,
        Module? trained, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        if (rates.Count == 0)
        {
            return s_none;
        }

        long steps = batches.BatchCount;
        var trainer = new Trainer(network, loss, Optimizer(trained ?? network, design, rates[0]))
        {
            Schedule = new(step => rates[(int)Math.Min(step / steps, rates.Count - 1)]),
            ClipNorm = MostNorm,
        };
        (TrainingResult result, _, bool isBetter) = UnlessWorse(network, watched, () => trainer.Fit(
            [new TrainingPhase(batches, rates.Count) { Trained = trained }], null, progress, cancellationToken));
        return isBetter ? result : s_none;
    }

    // What does not get better than it was stays as it was.
    private (TrainingResult Result, double Error, bool IsBetter) UnlessWorse(
        TabularNetwork network, Metric? watched, Func<TrainingResult> train)
    {
        Dictionary<string, Tensor> before = network.StateDict().ToDictionary(each => each.Key, each => each.Value.Detach());
        double without = Error(network, watched);
        TrainingResult result;
        try
        {
            result = train();
        }
        catch (NotFiniteNumberException)
        {
            // The rate was far too high.
            result = s_none;
        }

        double error = Error(network, watched);
        if (error < without)
        {
            return (result, error, true);
        }

        network.LoadState(before);
        return (result, without, false);
    }

    private static AdamW Optimizer(Module trained, NetworkDesign design, double rate) =>
        new(trained.Parameters(), rate, weightDecay: design.WeightDecay);

    // How badly the rows that say when to stop are predicted.
    private double Error(Layer model, Metric? watched)
    {
        var judge = new Trainer(model, LossOf(isWeighted: false), new Sgd(model.Parameters(), 0))
        {
            Metrics = watched is null ? [] : [watched],
        };
        Evaluation evaluation = judge.Evaluate(ValidationLoader());
        return watched is null ? evaluation.Loss : evaluation[watched];
    }
}
