using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Pictures made larger by whole factors: [batch, channels, height, width] becomes [batch, channels, height·factor, width·factor], and what
/// has no batch stays without, by repeating elements (<see cref="Tensor.UpsampleNearest2d"/>) or between them
/// (<see cref="Tensor.UpsampleBilinear2d"/>).
/// </summary>
public sealed class Upsample : Layer
{
    /// <summary>A layer that makes pictures larger.</summary>
    /// <param name="factor">How many times as high and wide.</param>
    /// <param name="bilinear">Whether new elements lie between the old ones; otherwise they repeat them.</param>
    /// <param name="alignCorners">Whether, bilinear, the centres of the corner elements stay where they are, not the edges.</param>
    /// <exception cref="ArgumentException">A factor is less than 1, or corners are to be aligned where nothing lies between.</exception>
    public Upsample(Size2d factor, bool bilinear = false, bool alignCorners = false)
    {
        if (factor.Height < 1 || factor.Width < 1)
        {
            throw new ArgumentException($"Upsample: factor is {factor}; expected factors of 1 or more.", nameof(factor));
        }

        if (alignCorners && !bilinear)
        {
            throw new ArgumentException("Upsample: alignCorners is true; expected so for a bilinear layer alone.", nameof(alignCorners));
        }

        (Factor, IsBilinear, AlignCorners) = (factor, bilinear, alignCorners);
    }

    /// <summary>How many times as high and wide.</summary>
    public Size2d Factor { get; }

    /// <summary>Whether new elements lie between the old ones; otherwise they repeat them.</summary>
    public bool IsBilinear { get; }

    /// <summary>Whether the centres of the corner elements stay where they are, not the edges.</summary>
    public bool AlignCorners { get; }

    /// <inheritdoc/>
    public override bool PassesGain => true;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        _ = Samples.OfImages.HasBatch(input, nameof(Upsample));
        long height = (long)input.Shape[^2] * Factor.Height, width = (long)input.Shape[^1] * Factor.Width;
        Size2d size = Math.Max(height, width) <= int.MaxValue ? ((int)height, (int)width) : throw new ArgumentException(
            $"Upsample: the input {input.Shape} made {Factor} times as large has more elements than a tensor holds.");
        return IsBilinear ? input.UpsampleBilinear2d(size, AlignCorners) : input.UpsampleNearest2d(size);
    }

    /// <inheritdoc/>
    protected override string Describe() => $"Upsample({Factor}, {(IsBilinear ? "bilinear" : "nearest")})";
}
