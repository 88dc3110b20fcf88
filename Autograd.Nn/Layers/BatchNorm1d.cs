using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Batch normalization of rows, [batch, channels], or of signals, [batch, channels, length] (Ioffe and Szegedy, 2015, arXiv:1502.03167):
/// each channel is standardized over all samples and places of the batch in training, and by the running statistics in use, then multiplied
/// by a weight, at first 1, and moved by a bias, at first 0.
/// </summary>
/// <param name="features">The number of channels.</param>
/// <param name="epsilon">What is added to the variance, positive.</param>
/// <param name="momentum">The share of a batch in the running statistics, from 0 to 1; null for the mean over all batches.</param>
/// <param name="affine">Whether there are weights and biases.</param>
/// <param name="trackRunningStats">Whether there are running statistics; without them a batch's own serve in use too.</param>
/// <exception cref="ArgumentOutOfRangeException">A setting is outside of its range.</exception>
public sealed class BatchNorm1d(int features, double epsilon = NormOp.DefaultEpsilon, double? momentum = RunningNorm.DefaultMomentum,
    bool affine = true, bool trackRunningStats = true)
    : RunningNorm(Samples.OfRows, isOverBatch: true, features, epsilon, momentum, affine, trackRunningStats);
