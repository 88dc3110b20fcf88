using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// The largest element of each of so many windows of the last two axes, for an input of any size
/// (<see cref="Tensor.AdaptiveMaxPool2d(Size2d)"/>): [batch, channels, height, width] becomes [batch, channels, outputHeight, outputWidth],
/// and what has no batch stays without.
/// </summary>
/// <param name="outputHeight">The number of windows down; null for as many as there are elements.</param>
/// <param name="outputWidth">The number of windows across; null for as many as there are elements.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is less than 1.</exception>
public sealed class AdaptiveMaxPool2d(int? outputHeight, int? outputWidth)
    : PoolingLayer(AdaptiveMaxPool2dOp.Make(outputHeight, outputWidth))
{
    /// <summary>A layer whose output has a given size.</summary>
    /// <param name="outputSize">The number of windows along either axis.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than 1.</exception>
    public AdaptiveMaxPool2d(Size2d outputSize)
        : this(outputSize.Height, outputSize.Width)
    {
    }

    /// <summary>The number of windows down, or null for as many as there are elements.</summary>
    public int? OutputHeight { get; } = outputHeight;

    /// <summary>The number of windows across, or null for as many as there are elements.</summary>
    public int? OutputWidth { get; } = outputWidth;

    /// <inheritdoc/>
    protected override string Describe() => $"AdaptiveMaxPool2d({(OpValue)OutputHeight}, {(OpValue)OutputWidth})";
}
