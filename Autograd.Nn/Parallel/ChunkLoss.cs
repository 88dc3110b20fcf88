namespace Autograd.Nn;

/// <summary>The loss of a chunk.</summary>
/// <param name="HasSamples">Whether there is any sample in it.</param>
/// <param name="Mean">The mean, or the sum where the loss is one.</param>
/// <param name="Divisor">What the mean was divided by, 1 for a sum.</param>
/// <param name="Scale">What the gradients of the sum were multiplied by, a power of two.</param>
internal readonly record struct ChunkLoss(bool HasSamples, double Mean, double Divisor, double Scale)
{
    /// <summary>What the losses come to; a mean of nothing, whatever it is, is no part of it.</summary>
    public double Sum => Divisor == 0 ? 0 : Mean * Divisor;
}
