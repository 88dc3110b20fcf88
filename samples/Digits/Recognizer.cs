using Autograd.Core;
using Autograd.Nn;
using SampleTools;

namespace Digits;

/// <summary>
/// A small convolutional network: twice a convolution, a ReLU and a pooling, then two layers that see the whole. Between them dropout, for
/// there are few writers to learn from, and others in the test.
/// </summary>
internal sealed class Recognizer
{
    /// <summary>Into how many chunks a batch is cut where threads share each step.</summary>
    internal const int Chunks = 4;

    private const int BatchSize = 64, Classes = 10, First = 24, Second = 48, Hidden = 96;
    private const double LearningRate = 3e-3, DropRate = 0.4;

    private readonly Sequential _model;

    /// <summary>A network that has learned nothing yet.</summary>
    /// <param name="height">The height of the pictures.</param>
    /// <param name="width">Their width.</param>
    /// <param name="seed">The seed of the weights.</param>
    internal Recognizer(int height, int width, ulong seed)
    {
        _model = new Sequential(
            new Conv2d(1, First, 3, padding: 1), new Relu(), new MaxPool2d(2),
            new Conv2d(First, Second, 3, padding: 1), new Relu(), new MaxPool2d(2),
            new Flatten(), new Dropout(DropRate),
            new Linear(Second * (height / 4) * (width / 4), Hidden), new Relu(), new Linear(Hidden, Classes));
        _model.Initialize(seed);
    }

    /// <summary>How many weights it has.</summary>
    internal long WeightCount => _model.ParameterCount;

    /// <summary>By what two networks can be told to have the same weights, to the bit.</summary>
    internal string Digest => _model.Digest();

    /// <summary>How many steps a training takes.</summary>
    internal static int Steps(TensorDataset digits, int epochs) => (digits.Count + BatchSize - 1) / BatchSize * epochs;

    /// <summary>Trains the network.</summary>
    /// <param name="digits">The digits to learn from.</param>
    /// <param name="epochs">How often it sees each; in the second half it takes smaller and smaller steps.</param>
    /// <param name="seed">The seed of the batches.</param>
    /// <param name="session">Where the training is kept, and whether it is to stop.</param>
    /// <param name="stepped">What to call after each step.</param>
    /// <param name="threads">How many threads share each step, whose batch is cut into chunks; 0 where it is not.</param>
    /// <returns>The mean loss of each epoch.</returns>
    internal double[] Train(TensorDataset digits, int epochs, ulong seed, Session session, Action stepped, int threads = 0)
    {
        using ThreadLimit? limit = threads > 0 ? new(threads) : null;
        var batches = new DataLoader(digits, BatchSize, seed);
        long steps = Steps(digits, epochs), half = (steps + 1) / 2;
        var optimizer = new Adam(_model.Parameters());
        var trainer = new Trainer(_model, new CrossEntropyLoss(), optimizer)
        {
            Parallel = threads > 0 ? new(_model, optimizer, Chunks) : null,
            Schedule = Schedule.Constant(LearningRate).Then(Schedule.Linear(LearningRate, 0, half), steps - half),
        };
        session.Keep(trainer, stepped: stepped);
        TrainingResult result = trainer.Fit(session.Follow(batches, stepped), epochs: epochs, cancellationToken: session.Stop);
        session.Stop.ThrowIfCancellationRequested();
        return [.. result.History.Select(epoch => epoch.Loss)];
    }

    /// <summary>The probability of each digit for each picture, of shape [pictures, 10].</summary>
    internal Tensor Answer(Tensor pictures) => _model.Predict(pictures).Softmax(-1);
}
