using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Pictures made larger by whole factors: [..., height, width] becomes [..., height·factor, width·factor], by repeating elements
/// (<see cref="Tensor.UpsampleNearest2d"/>) or between them (<see cref="Tensor.UpsampleBilinear2d"/>).
/// </summary>
public sealed class Upsample : Layer
{
    private readonly Size2d _factor;
    private readonly bool _bilinear, _alignCorners;

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

        (_factor, _bilinear, _alignCorners) = (factor, bilinear, alignCorners);
    }

    /// <inheritdoc/>
    public override bool PassesGain => true;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        if (input.Rank is not (3 or 4))
        {
            throw new ArgumentException(
                $"Upsample: the input is {input.Shape}; expected [batch, channels, height, width] or [channels, height, width].");
        }

        long height = (long)input.Shape[^2] * _factor.Height, width = (long)input.Shape[^1] * _factor.Width;
        Size2d size = Math.Max(height, width) <= int.MaxValue ? ((int)height, (int)width) : throw new ArgumentException(
            $"Upsample: the input {input.Shape} made {_factor} times as large has more elements than a tensor holds.");
        return _bilinear ? input.UpsampleBilinear2d(size, _alignCorners) : input.UpsampleNearest2d(size);
    }

    /// <inheritdoc/>
    protected override string Describe() => $"Upsample({_factor}, {(_bilinear ? "bilinear" : "nearest")})";
}
