using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Batch normalization of images, [batch, channels, height, width] or [channels, height, width] (Ioffe and Szegedy, 2015,
/// arXiv:1502.03167): each channel is standardized over all samples and places of the batch in training, and by the running statistics in
/// use, then multiplied by a weight, at first 1, and moved by a bias, at first 0.
/// </summary>
/// <inheritdoc cref="BatchNorm1d" path="/*[not(self::summary)]"/>
public sealed class BatchNorm2d(int features, double epsilon = NormOp.DefaultEpsilon, double? momentum = RunningNorm.DefaultMomentum,
    bool affine = true, bool trackRunningStats = true)
    : RunningNorm(Samples.OfImages, isOverBatch: true, features, epsilon, momentum, affine, trackRunningStats);
