using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Units with a long short-term memory (Hochreiter and Schmidhuber, 1997; Gers et al., 2000): m' = f · m + i · g, h' = o · tanh m', with
/// the gates i, f, o = σ(W·x + b + U·h + c) and g = tanh(W·x + b + U·h + c). As a layer it maps sequences, [batch, steps, inputSize], to
/// the last layer's states after each step, [batch, steps, directions · hiddenSize].
/// </summary>
public sealed class Lstm : RecurrentLayer
{
    /// <summary>
    /// A layer whose weights are drawn as by <see cref="KaimingNormal"/> with the gain 1, with biases of 0 but for the forget gate's, which
    /// start at 1.
    /// </summary>
    /// <inheritdoc cref="Gru(int, int, int, bool, double, bool, bool, ulong?)"/>
    public Lstm(int inputSize, int hiddenSize, int layers = 1, bool bidirectional = false, double dropout = 0, bool bias = true,
        bool batchFirst = true, ulong? seed = null)
        : base(LstmUnit.Gates, inputSize, hiddenSize, layers, bidirectional, dropout, bias, batchFirst, seed,
            new ForgetGateOpen(hiddenSize))
    {
    }

    private protected override int Kinds => 2;

    /// <summary>The same from given states on, for sequences of different lengths, with the last states.</summary>
    /// <param name="input">The sequences, or a single one, [steps, inputSize].</param>
    /// <param name="state">The first states, each [layers · directions, batch, hiddenSize], or null for zeros.</param>
    /// <param name="lengths">
    /// Int64 [batch], how many steps each sequence has, or null where all have all: what stands behind is not read, and gives 0.
    /// </param>
    /// <returns>The states after each step, and those of all layers after each sequence's last.</returns>
    /// <exception cref="ArgumentException">A shape or type does not fit, or a length is less than 1 or too large.</exception>
    public (Tensor Output, LstmState State) Forward(Tensor input, LstmState? state, Tensor? lengths = null)
    {
        (Tensor output, Tensor[] last) = Forward(input, [state?.Hidden, state?.Cell], lengths);
        return (output, new(last[0], last[1]));
    }

    private protected override Tensor[] Run(Tensor x, Tensor[] first, RecurrentWeights weights, Tensor? lengths, bool reverse)
    {
        (Tensor states, Tensor cells) = x.Lstm(first[0], first[1], weights.WeightIh, weights.WeightHh, weights.BiasIh?.Value,
            weights.BiasHh?.Value, lengths, reverse);
        return [states, cells];
    }
}
