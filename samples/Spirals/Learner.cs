using Autograd.Core;
using Autograd.Nn;
using SampleTools;

namespace Spirals;

/// <summary>A small network that learns which spiral a place belongs to.</summary>
internal sealed class Learner
{
    private const int BatchSize = 32;
    private const double LearningRate = 0.01, ValidationShare = 0.25;

    private readonly Sequential _model = new(
        new Linear(2, 32), new Mish(), new Linear(32, 32), new Mish(), new Linear(32, 2));

    private readonly ulong _seed;

    /// <summary>A network that has learned nothing yet.</summary>
    /// <param name="points">The points of both spirals; a quarter of them is not learned from.</param>
    /// <param name="seed">The seed of weights, batches, and of which points are not learned from.</param>
    internal Learner(TensorDataset points, ulong seed)
    {
        _seed = seed;
        (Train, Validation) = points.Split(ValidationShare, seed, stratified: true);
        _model.Initialize(seed);
        Map = new(_model, points);
    }

    /// <summary>The points to learn from.</summary>
    internal TensorDataset Train { get; }

    /// <summary>The others.</summary>
    internal TensorDataset Validation { get; }

    /// <summary>What the network says of every place.</summary>
    internal DecisionMap Map { get; }

    /// <summary>How many weights it has.</summary>
    internal long WeightCount => _model.ParameterCount;

    /// <summary>
    /// Learns an epoch with each report that is asked for, after those of epochs learned before. The rate falls to zero along a cosine.
    /// </summary>
    /// <param name="epochs">How many there are.</param>
    /// <param name="session">Where the training is kept, and whether it is to stop.</param>
    internal IEnumerable<EpochReport> Epochs(int epochs, Session session)
    {
        var batches = new DataLoader(Train, BatchSize, _seed);
        var trainer = new Trainer(_model, new CrossEntropyLoss(), new Adam(_model.Parameters()))
        {
            Schedule = Schedule.Cosine(LearningRate, 0, (long)epochs * batches.BatchCount),
            Metrics = [Metric.Accuracy],
        };
        session.Keep(trainer);
        TrainingPhase phase = new(session.Follow(batches), epochs);
        foreach (EpochReport epoch in trainer.History.ToArray()
            .Concat(trainer.Epochs([phase], new DataLoader(Validation, Validation.Count), session.Stop)))
        {
            yield return epoch;
        }

        session.Stop.ThrowIfCancellationRequested();
    }
}
