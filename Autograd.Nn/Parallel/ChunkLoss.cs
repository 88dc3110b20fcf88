namespace Autograd.Nn;

/// <summary>The loss of a chunk.</summary>
/// <param name="HasSamples">Whether there is any sample in it.</param>
/// <param name="Mean">The mean, or the sum where the loss is one.</param>
/// <param name="Sum">The sum of the losses, which may be something where the divisor is 0; of a mean of nothing it is 0.</param>
/// <param name="Divisor">What the mean divides by, 1 for a sum.</param>
/// <param name="Scale">What the gradients of the sum were multiplied by, a power of two; 0 where there is nothing to add.</param>
internal readonly record struct ChunkLoss(bool HasSamples, double Mean, double Sum, double Divisor, double Scale);
