using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Uniform in ±1/√fan-in, whatever follows: what PyTorch draws for weights and biases of linear and convolutional layers, and, with the
/// number of hidden units as the fan, of recurrent ones.
/// </summary>
internal static class FanInUniform
{
    public static Initializer Of(int fanIn) => new Uniform(-1 / Math.Sqrt(Math.Max(1, fanIn)), 1 / Math.Sqrt(Math.Max(1, fanIn)));
}
