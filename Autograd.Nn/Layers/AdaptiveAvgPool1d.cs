using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// The mean of each of so many windows of the last axis, for an input of any size (<see cref="Tensor.AdaptiveAvgPool1d"/>).
/// With an output of 1 it is global average pooling.
/// </summary>
/// <param name="outputSize">The number of windows, spread over the axis; 0 keeps the size.</param>
/// <exception cref="ArgumentException">A number is negative.</exception>
public sealed class AdaptiveAvgPool1d(int outputSize) : Pooling(AdaptiveAvgPool1dOp.Make(outputSize));
