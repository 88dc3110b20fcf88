using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Instance normalization of images, [batch, channels, height, width] or [channels, height, width] (Ulyanov et al., 2016,
/// arXiv:1607.08022): each channel of each sample is standardized over its places. Unless asked for there are no weights, at first 1, and
/// biases, at first 0, and no running statistics.
/// </summary>
/// <inheritdoc cref="InstanceNorm1d" path="/*[not(self::summary)]"/>
public sealed class InstanceNorm2d(int features, double epsilon = NormOp.DefaultEpsilon, double? momentum = RunningNorm.DefaultMomentum,
    bool affine = false, bool trackRunningStats = false)
    : RunningNorm(Samples.OfImages, isOverBatch: false, features, epsilon, momentum, affine, trackRunningStats);
