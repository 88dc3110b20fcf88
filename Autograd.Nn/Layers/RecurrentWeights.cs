using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The parameters of one direction of one layer of a recurrent network, those of its gates one above the other.</summary>
public sealed class RecurrentWeights
{
    /// <summary>
    /// Weights as <see cref="KaimingNormal"/> draws them with the gain 1, and biases of 0 but for those of the inputs where the layer says
    /// otherwise.
    /// </summary>
    internal RecurrentWeights(string layer, int gates, int features, int units, bool bias, Initializer? biasIh)
    {
        Expect.Fits(layer, ("gates", gates), ("hiddenSize", units), ("inputSize", features));
        Expect.Fits(layer, ("gates", gates), ("hiddenSize", units), ("hiddenSize", units));
        Initializer pyTorch = FanInUniform.Of(units), drawn = new KaimingNormal(Gain: 1), zero = new Constant(0);
        int width = gates * units;
        WeightIh = new([width, features], drawn, pyTorchInitializer: pyTorch);
        WeightHh = new([width, units], drawn, pyTorchInitializer: pyTorch);
        BiasIh = bias ? new([width], biasIh ?? zero, decays: false, pyTorchInitializer: pyTorch) : null;
        BiasHh = bias ? new([width], zero, decays: false, pyTorchInitializer: pyTorch) : null;
    }

    /// <summary>The weights of the inputs, [gates · units, features].</summary>
    public Parameter WeightIh { get; }

    /// <summary>The weights of the state, [gates · units, units].</summary>
    public Parameter WeightHh { get; }

    /// <summary>The biases of the inputs, [gates · units], or null.</summary>
    public Parameter? BiasIh { get; }

    /// <summary>The biases of the state, or null.</summary>
    public Parameter? BiasHh { get; }
}
