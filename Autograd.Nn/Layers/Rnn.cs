using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Elman's recurrent units (1990): h' = φ(W·x + b + U·h + c). As a layer it maps sequences, [batch, steps, inputSize], to the last layer's
/// states after each step, [batch, steps, directions · hiddenSize].
/// </summary>
public sealed class Rnn : RecurrentLayer
{
    /// <inheritdoc cref="Gru(int, int, int, bool, double, bool, bool, ulong?)"/>
    /// <param name="inputSize">The number of features of each step.</param>
    /// <param name="hiddenSize">The number of units.</param>
    /// <param name="layers">How many layers there are, each but the first reading the states of the one below.</param>
    /// <param name="bidirectional">Whether each layer reads in both directions, and gives the states of both side by side.</param>
    /// <param name="dropout">The probability with which a state is left out between layers in training; after the last none is.</param>
    /// <param name="nonlinearity">The function φ.</param>
    /// <param name="bias">Whether biases are added.</param>
    /// <param name="batchFirst">
    /// Whether sequences are [batch, steps, features], as a data loader gives them; otherwise [steps, batch, features], PyTorch's default.
    /// </param>
    /// <param name="seed">The seed of the dropout; null to fork from the model's by the layer's path.</param>
    public Rnn(int inputSize, int hiddenSize, int layers = 1, bool bidirectional = false, double dropout = 0,
        RnnNonlinearity nonlinearity = RnnNonlinearity.Tanh, bool bias = true, bool batchFirst = true, ulong? seed = null)
        : base(RnnUnit<TanhState>.Gates, inputSize, hiddenSize, layers, bidirectional, dropout, bias, batchFirst, seed) =>
        Nonlinearity = Expect.Member(nonlinearity, nameof(Rnn));

    /// <summary>The function φ.</summary>
    public RnnNonlinearity Nonlinearity { get; }

    /// <inheritdoc cref="Gru.Forward(Tensor, Tensor?, Tensor?)"/>
    public (Tensor Output, Tensor State) Forward(Tensor input, Tensor? state, Tensor? lengths = null)
    {
        (Tensor output, Tensor[] last) = Forward(input, [state], lengths);
        return (output, last[0]);
    }

    private protected override Tensor[] Run(Tensor x, Tensor[] first, RecurrentWeights weights, Tensor? lengths, bool reverse) =>
    [
        x.Rnn(first[0], weights.WeightIh, weights.WeightHh, weights.BiasIh?.Value, weights.BiasHh?.Value, lengths, Nonlinearity, reverse),
    ];
}
