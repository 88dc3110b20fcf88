using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Gated recurrent units (Cho et al., 2014, with the reset gate behind the product): h' = (1 − z) · n + z · h with the gates
/// r, z = σ(W·x + b + U·h + c) and n = tanh(W·x + b + r · (U·h + c)). As a layer it maps sequences, [batch, steps, inputSize], to the last
/// layer's states after each step, [batch, steps, directions · hiddenSize].
/// </summary>
/// <example><code>
/// var gru = new Gru(inputSize: 8, hiddenSize: 32);
/// (Tensor states, Tensor last) = gru.Forward(sequences, state: null, lengths);
/// </code></example>
public sealed class Gru : RecurrentLayer
{
    /// <summary>A layer whose weights are drawn as by <see cref="KaimingNormal"/> with the gain 1, with biases of 0.</summary>
    /// <param name="inputSize">The number of features of each step.</param>
    /// <param name="hiddenSize">The number of units.</param>
    /// <param name="layers">How many layers there are, each but the first reading the states of the one below.</param>
    /// <param name="bidirectional">Whether each layer reads in both directions, and gives the states of both side by side.</param>
    /// <param name="dropout">The probability with which a state is left out between layers in training; after the last none is.</param>
    /// <param name="bias">Whether biases are added.</param>
    /// <param name="batchFirst">
    /// Whether sequences are [batch, steps, features], as a data loader gives them; otherwise [steps, batch, features], PyTorch's default.
    /// </param>
    /// <param name="seed">The seed of the dropout; null to fork from the model's by the layer's path.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is less than 1, or the probability not from 0 to 1.</exception>
    public Gru(int inputSize, int hiddenSize, int layers = 1, bool bidirectional = false, double dropout = 0, bool bias = true,
        bool batchFirst = true, ulong? seed = null)
        : base(GruUnit.Gates, inputSize, hiddenSize, layers, bidirectional, dropout, bias, batchFirst, seed)
    {
    }

    /// <summary>The same from given states on, for sequences of different lengths, with the last states.</summary>
    /// <param name="input">The sequences, or a single one, [steps, inputSize].</param>
    /// <param name="state">The first states, [layers · directions, batch, hiddenSize], or null for zeros.</param>
    /// <param name="lengths">
    /// Int64 [batch], how many steps each sequence has, or null where all have all: what stands behind is not read, and gives 0.
    /// </param>
    /// <returns>The states after each step, and those of all layers after each sequence's last.</returns>
    /// <exception cref="ArgumentException">A shape or type does not fit, or a length is less than 1 or too large.</exception>
    public (Tensor Output, Tensor State) Forward(Tensor input, Tensor? state, Tensor? lengths = null)
    {
        (Tensor output, Tensor[] last) = Forward(input, [state], lengths);
        return (output, last[0]);
    }

    private protected override Tensor[] Run(Tensor x, Tensor[] first, RecurrentWeights weights, Tensor? lengths, bool reverse) =>
        [x.Gru(first[0], weights.WeightIh, weights.WeightHh, weights.BiasIh?.Value, weights.BiasHh?.Value, lengths, reverse)];
}
