using Autograd.Core;
using Autograd.Nn;
using SampleTools;

namespace SkinnyNetwork;

/// <summary>A network of layers two units wide, and what can be seen of it.</summary>
internal sealed class Network
{
    /// <summary>The number of units of a layer, and of inputs.</summary>
    internal const int Width = 2;

    private const double LearningRate = 0.01;

    private readonly Linear[] _maps;
    private readonly Layer[] _layers;
    private readonly Linear _output = new(Width, 1);
    private readonly Sequential _model;
    private readonly MseLoss _loss = new();

    /// <summary>A network that has learned nothing yet.</summary>
    /// <param name="kind">What stands in its layers.</param>
    /// <param name="depth">The number of layers but the last.</param>
    /// <param name="seed">The seed of its weights.</param>
    internal Network(Kind kind, int depth, ulong seed)
    {
        // What is added to what goes round it begins small, or a dozen layers would multiply it.
        Initializer? weights = kind.IsResidual ? new KaimingNormal(1 / Math.Sqrt(depth)) : null;
        _maps = [.. Enumerable.Range(0, depth).Select(_ => new Linear(Width, Width, weightInitializer: weights))];
        _layers = [.. _maps.Select(map => Make(kind, map))];
        _model = new Sequential([.. _layers, _output]);
        _model.Initialize(seed);
    }

    /// <summary>
    /// The norm of the gradient by the weights and biases of each layer, first to last, and how many units say the same of every point.
    /// </summary>
    /// <param name="data">Points and what is to be said of them.</param>
    internal (double[] GradientNorms, int DeadUnits) Probe(TensorDataset data)
    {
        using var probe = new LayerProbe(_model);
        using var tape = new Tape();
        tape.Backward(_loss.Forward(_model.Forward(data.Inputs), data.Targets));
        return ([.. _maps.Select(map => probe[map].Gradient!.Value)], _layers.Sum(layer => probe[layer].DeadUnits!.Value));
    }

    /// <summary>Whether the network says the same of every point, so that no gradient comes through it.</summary>
    /// <param name="data">The points.</param>
    internal bool IsDead(TensorDataset data)
    {
        using var probe = new LayerProbe(_output);
        _model.Forward(data.Inputs);
        return probe[_output].DeadUnits == 1;
    }

    /// <summary>Trains the network on all points at once.</summary>
    /// <param name="data">Points and what is to be said of them.</param>
    /// <param name="steps">How often.</param>
    /// <param name="session">Told of the steps.</param>
    /// <returns>The mean squared error of the last step.</returns>
    internal double Train(TensorDataset data, int steps, Session session)
    {
        var trainer = new Trainer(_model, _loss, new Adam(_model.Parameters(), LearningRate));
        return trainer.Fit(session.Follow([data.AsBatch()]), epochs: steps).History[^1].Loss;
    }

    // With a bridge the nonlinearity comes first, so that what is added has either sign (He et al., 2016).
    private static Layer Make(Kind kind, Linear map) =>
        kind.IsResidual ? new Bridged(new Sequential(kind.Activation(), map))
        : kind.HasBatchNorm ? new Sequential(map, new BatchNorm1d(Width), kind.Activation())
        : new Sequential(map, kind.Activation());

    // The input goes round the layer, so that the gradient does too.
    private sealed class Bridged : Layer
    {
        internal Bridged(Layer inner) => Inner = inner;

        private Layer Inner { get; init => field = Register(value); }

        protected override Tensor Compute(Tensor input) => input + Inner.Forward(input);
    }
}
