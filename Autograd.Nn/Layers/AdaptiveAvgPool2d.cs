using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// The mean of each of so many windows of the last two axes, for an input of any size (<see cref="Tensor.AdaptiveAvgPool2d"/>).
/// With an output of 1 it is global average pooling.
/// </summary>
/// <param name="outputSize">The number of windows along either axis; 0 keeps the size.</param>
/// <exception cref="ArgumentException">A number is negative.</exception>
public sealed class AdaptiveAvgPool2d(Size2d outputSize) : Pooling(AdaptiveAvgPool2dOp.Make(outputSize));
