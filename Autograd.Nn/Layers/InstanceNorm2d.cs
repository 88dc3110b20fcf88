using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Instance normalization of images, [samples, channels, height, width], or one (Ulyanov et al., 2016,
/// arXiv:1607.08022): each channel of each sample is standardized over its places. Unless asked for there are no weights and biases, and
/// no running statistics.
/// </summary>
/// <param name="features">The number of channels.</param>
/// <param name="epsilon">What is added to the variance, positive.</param>
/// <param name="momentum">The share of a batch in the running statistics, from 0 to 1; null for the mean over all batches.</param>
/// <param name="affine">Whether there are weights and biases.</param>
/// <param name="trackRunningStats">Whether there are running statistics, which serve in use; without them each sample's own do.</param>
/// <exception cref="ArgumentOutOfRangeException">A setting is outside of its range.</exception>
public sealed class InstanceNorm2d(int features, double epsilon = NormOp.DefaultEpsilon, double? momentum = RunningNorm.DefaultMomentum,
    bool affine = false, bool trackRunningStats = false) : RunningNorm(features, epsilon, momentum, affine, trackRunningStats)
{
    private protected override string Expected => "[samples, channels, height, width] or [channels, height, width]";

    private protected override bool IsBatch(int rank) => rank == 4;

    private protected override bool IsSample(int rank) => rank == 3;

    private protected override NormOp Op(bool returnsStatistics) => new InstanceNormOp(Epsilon, returnsStatistics);
}
