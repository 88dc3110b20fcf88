using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// In training each element of an input of any shape is 0 with probability p, and x / (1 − p) otherwise; in use the input is the output
/// (Hinton et al., 2012, arXiv:1207.0580).
/// </summary>
/// <param name="p">The probability that an element is dropped, from 0 to 1.</param>
/// <param name="seed">The seed; null to fork from the model's by the layer's path.</param>
/// <exception cref="ArgumentOutOfRangeException">p is no probability.</exception>
public sealed class Dropout(double p = DropOp.DefaultP, ulong? seed = null) : DropoutLayer(p, seed)
{
    private protected override Tensor Drop(Tensor input) => input.Dropout(Random.Generator, P);
}
