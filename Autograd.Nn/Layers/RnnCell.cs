using Autograd.Core;

namespace Autograd.Nn;

/// <summary>One step of Elman's recurrent units: what <see cref="Rnn"/> does at each.</summary>
public sealed class RnnCell : RecurrentCell
{
    /// <summary>Units whose weights are drawn as by <see cref="KaimingNormal"/> with the gain 1, with biases of 0.</summary>
    /// <param name="inputSize">The number of features of the input.</param>
    /// <param name="hiddenSize">The number of units.</param>
    /// <param name="nonlinearity">What a unit makes of its sum.</param>
    /// <param name="bias">Whether biases are added.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is less than 1, or the function is none.</exception>
    public RnnCell(int inputSize, int hiddenSize, RnnNonlinearity nonlinearity = RnnNonlinearity.Tanh, bool bias = true)
        : base(RnnUnit<TanhState>.Gates, inputSize, hiddenSize, bias) => Nonlinearity = Expect.Member(nonlinearity, nameof(RnnCell));

    /// <summary>What a unit makes of its sum.</summary>
    public RnnNonlinearity Nonlinearity { get; }

    /// <inheritdoc cref="GruCell.Forward(Tensor, Tensor?)"/>
    public Tensor Forward(Tensor input, Tensor? state = null) => Forward(input, [state])[0];

    private protected override Tensor[] Run(Tensor x, Tensor[] before) =>
        [x.Rnn(before[0], WeightIh, WeightHh, BiasIh?.Value, BiasHh?.Value, nonlinearity: Nonlinearity)];
}
