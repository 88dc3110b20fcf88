using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Dropout for networks of <see cref="Selu"/>: in training an element that is dropped becomes the value that SELU has far to the left, and
/// all are then scaled and moved so that mean 0 and variance 1 stay; in use the input, of any shape, is the output (Klambauer et al., 2017,
/// arXiv:1706.02515).
/// </summary>
/// <param name="p">The probability that an element is dropped, from 0 to 1; 0.05 to 0.1 is usual.</param>
/// <param name="seed">The seed; null to fork from the model's by the layer's path.</param>
/// <exception cref="ArgumentOutOfRangeException">p is no probability.</exception>
public sealed class AlphaDropout(double p = DropOp.DefaultP, ulong? seed = null) : DropoutLayer(p, seed)
{
    private protected override Tensor Drop(Tensor input) => input.AlphaDropout(Random.Generator, P);
}
