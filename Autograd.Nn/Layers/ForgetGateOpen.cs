using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Biases of an LSTM: 1 for the forget gate, which is the second of four, so that what is remembered stays (Gers et al., 2000; Józefowicz
/// et al., 2015), and 0 for the others.
/// </summary>
internal sealed record ForgetGateOpen(int Units) : Initializer
{
    public override Tensor Draw(Shape shape, DType dtype, Generator generator, double gain)
    {
        Tensor biases = Tensor.Zeros(shape, dtype);
        biases.SetItem(1, Units..(2 * Units));
        return biases;
    }
}
