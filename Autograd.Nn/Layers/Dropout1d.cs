using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// In training each channel of each signal, [batch, channels, length] or [channels, length], is 0 as a whole with probability p, and
/// x / (1 − p) otherwise; in use the input is the output: <see cref="Dropout2d"/> with one axis less.
/// </summary>
/// <param name="p">The probability that a channel is dropped, from 0 to 1.</param>
/// <param name="seed">The seed; null to fork from the model's by the layer's path.</param>
/// <exception cref="ArgumentOutOfRangeException">p is no probability.</exception>
public sealed class Dropout1d(double p = DropOp.DefaultP, ulong? seed = null) : DropoutLayer(p, seed)
{
    private protected override void Accept(Tensor input) => _ = Samples.OfSignals.HasBatch(input, nameof(Dropout1d));

    private protected override Tensor Drop(Tensor input) => input.Dropout(Random.Generator, P, trailingAxes: 1);
}
