using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// The mean of each of so many windows of the last axis, for an input of any size (<see cref="Tensor.AdaptiveAvgPool1d"/>):
/// [batch, channels, length] becomes [batch, channels, outputSize], and what has no batch stays without.
/// With an output of 1 it is global average pooling.
/// </summary>
/// <param name="outputSize">The number of windows, spread over the axis.</param>
/// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
public sealed class AdaptiveAvgPool1d(int outputSize) : PoolingLayer(AdaptiveAvgPool1dOp.Make(outputSize))
{
    /// <summary>The number of windows.</summary>
    public int OutputSize { get; } = outputSize;
}
