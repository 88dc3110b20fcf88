using Autograd.Core;
using Autograd.Nn;
using SampleTools;

namespace MeanOrMedian;

/// <summary>A small network that learns how bright a place is, by one loss or another.</summary>
internal sealed class Painter
{
    private const int BatchSize = 200;
    private const double LearningRate = 0.01;

    private readonly Sequential _model = new(new Linear(1, 32), new Tanh(), new Linear(32, 32), new Tanh(), new Linear(32, 1));
    private readonly Loss _loss;

    /// <summary>A network that has learned nothing yet.</summary>
    /// <param name="loss">The loss of an answer and a target.</param>
    /// <param name="seed">The seed of the weights.</param>
    internal Painter(Loss loss, ulong seed)
    {
        _loss = loss;
        _model.Initialize(seed);
    }

    /// <summary>Trains the network.</summary>
    /// <param name="pictures">Places and how bright they are.</param>
    /// <param name="epochs">How often it sees each; in the last quarter it takes smaller and smaller steps.</param>
    /// <param name="seed">The seed of the batches.</param>
    /// <param name="session">Where the training is kept, and whether it is to stop.</param>
    /// <param name="name">What it is called there.</param>
    internal void Train(TensorDataset pictures, int epochs, ulong seed, Session session, string name)
    {
        var places = new DataLoader(pictures, BatchSize, seed);
        long steps = (long)epochs * places.BatchCount, quarter = Math.Max(1, steps / 4);
        var trainer = new Trainer(
            _model, batch => _model.Forward(Centred(batch.Inputs)), _loss.Forward, new Adam(_model.Parameters()))
        {
            Schedule = Schedule.Constant(LearningRate).Then(Schedule.Linear(LearningRate, 0, quarter), steps - quarter),
        };
        session.Keep(trainer, name);
        trainer.Fit(session.Follow(places), epochs: epochs, cancellationToken: session.Stop);
        session.Stop.ThrowIfCancellationRequested();
    }

    /// <summary>How bright the network takes some places to be.</summary>
    internal double[] Answer(IReadOnlyList<double> places)
    {
        using var scope = new TensorScope();
        Tensor input = Tensor.From([.. places.Select(place => (float)place)], [places.Count, 1]);
        return _model.Forward(Centred(input)).To(DType.Float64).ToArray<double>();
    }

    // Tanh works at one scale, that of inputs around 0 of the order of 1 and more.
    private static Tensor Centred(Tensor places) => 8 * (places - 0.5);
}
