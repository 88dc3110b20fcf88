using Autograd.Core;

namespace Autograd.Nn;

/// <summary>One step of gated recurrent units: what <see cref="Gru"/> does at each.</summary>
public sealed class GruCell : RecurrentCell
{
    /// <summary>Units whose weights are drawn as by <see cref="KaimingNormal"/> with the gain 1, with biases of 0.</summary>
    /// <param name="inputSize">The number of features of the input.</param>
    /// <param name="hiddenSize">The number of units.</param>
    /// <param name="bias">Whether biases are added.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is less than 1.</exception>
    public GruCell(int inputSize, int hiddenSize, bool bias = true)
        : base(GruUnit.Gates, inputSize, hiddenSize, bias)
    {
    }

    /// <summary>The state after the step.</summary>
    /// <param name="input">The input, [batch, inputSize], or [inputSize] of a single sample.</param>
    /// <param name="state">The state before it, [batch, hiddenSize], or null for zeros.</param>
    /// <exception cref="ArgumentException">A shape or type does not fit.</exception>
    public Tensor Forward(Tensor input, Tensor? state = null) => Forward(input, [state])[0];

    private protected override Tensor[] Run(Tensor x, Tensor[] before) =>
        [x.Gru(before[0], WeightIh, WeightHh, BiasIh?.Value, BiasHh?.Value)];
}
