using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// The largest element of each of so many windows of the last two axes, for an input of any size (<see cref="Tensor.AdaptiveMaxPool2d"/>).
/// </summary>
/// <param name="outputSize">The number of windows along either axis; 0 keeps the size.</param>
/// <exception cref="ArgumentException">A number is negative.</exception>
public sealed class AdaptiveMaxPool2d(Size2d outputSize) : Pooling(AdaptiveMaxPool2dOp.Make(outputSize));
