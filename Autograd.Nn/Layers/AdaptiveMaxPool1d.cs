using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// The largest element of each of so many windows of the last axis, for an input of any size (<see cref="Tensor.AdaptiveMaxPool1d"/>).
/// </summary>
/// <param name="outputSize">The number of windows, spread over the axis; 0 keeps the size.</param>
/// <exception cref="ArgumentException">A number is negative.</exception>
public sealed class AdaptiveMaxPool1d(int outputSize) : Pooling(AdaptiveMaxPool1dOp.Make(outputSize));
