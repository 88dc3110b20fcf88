using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// In training each channel of each image, [batch, channels, height, width] or [channels, height, width], is 0 as a whole with probability
/// p, and x / (1 − p) otherwise; in use the input is the output (Tompson et al., 2015, arXiv:1411.4280). Neighbouring places of an image
/// say much the same, so that to drop one alone holds back little.
/// </summary>
/// <param name="p">The probability that a channel is dropped, from 0 to 1.</param>
/// <param name="seed">The seed; null to fork from the model's by the layer's path.</param>
/// <exception cref="ArgumentOutOfRangeException">p is no probability.</exception>
public sealed class Dropout2d(double p = DropOp.DefaultP, ulong? seed = null) : DropoutLayer(p, seed)
{
    private protected override void Accept(Tensor input) => _ = Samples.OfImages.HasBatch(input, nameof(Dropout2d));

    private protected override Tensor Drop(Tensor input) => input.Dropout(Random.Generator, P, trailingAxes: 2);
}
