using Autograd.Core;
using Autograd.Nn;
using SampleTools;

namespace EdgePolarity;

/// <summary>
/// An edge detector: one filter and a PReLU with one slope. It slides along a signal that is cut into windows, so all places share the
/// slope. There is no bias: with one the detector can settle where the PReLU never sees a negative number, and its slope learns nothing.
/// </summary>
internal sealed class Detector
{
    private const int BatchSize = 64;
    private const double LearningRate = 0.01;

    private readonly PRelu _activation = new();
    private readonly Sequential _model;

    /// <summary>A detector that has learned nothing yet; its slope is 0.25.</summary>
    /// <param name="seed">The seed of the filter.</param>
    internal Detector(ulong seed)
    {
        _model = new Sequential(new Linear(Signals.WindowSize, 1, bias: false), _activation);
        _model.Initialize(seed);
    }

    /// <summary>The slope on the negative side.</summary>
    internal double Slope => _activation.Slope.Value.ToArray<float>()[0];

    /// <summary>The mean squared error of the last epoch.</summary>
    internal double Loss { get; private set; }

    /// <summary>Trains the detector.</summary>
    /// <param name="target">What it is to answer.</param>
    /// <param name="epochs">How often it sees every window.</param>
    /// <param name="seed">The seed of signals and batches.</param>
    /// <param name="session">Where the training is kept, and whether it is to stop.</param>
    /// <returns>The slope at the start and after each epoch.</returns>
    internal double[] Train(Target target, int epochs, ulong seed, Session session)
    {
        var windows = new DataLoader(Signals.Make(target, seed), BatchSize, seed);
        var slopes = new Series();
        slopes.Add(Slope);
        var trainer = new Trainer(_model, new MseLoss(), new Adam(_model.Parameters(), LearningRate)) { AlsoSaved = [("slopes", slopes)] };
        session.Keep(trainer, target.ToString());
        TrainingPhase phase = new(session.Follow(windows), epochs);
        foreach (EpochReport epoch in trainer.Epochs([phase], cancellationToken: session.Stop))
        {
            slopes.Add(Slope);
        }

        session.Stop.ThrowIfCancellationRequested();
        Loss = trainer.History[^1].Loss;
        return slopes.Column();
    }
}
