using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Instance normalization of signals, [batch, channels, length] or [channels, length] (Ulyanov et al., 2016, arXiv:1607.08022): each
/// channel of each sample is standardized over its places. Unless asked for there are no weights, at first 1, and biases, at first 0, and
/// no running statistics.
/// </summary>
/// <param name="features">The number of channels.</param>
/// <param name="epsilon">What is added to the variance, positive.</param>
/// <param name="momentum">The share of a batch in the running statistics, from 0 to 1; null for the mean over all batches.</param>
/// <param name="affine">Whether there are weights and biases.</param>
/// <param name="trackRunningStats">Whether there are running statistics, which serve in use; without them each sample's own do.</param>
/// <exception cref="ArgumentOutOfRangeException">A setting is outside of its range.</exception>
public sealed class InstanceNorm1d(int features, double epsilon = NormOp.DefaultEpsilon, double? momentum = RunningNorm.DefaultMomentum,
    bool affine = false, bool trackRunningStats = false)
    : RunningNorm(Samples.OfSignals, isOverBatch: false, features, epsilon, momentum, affine, trackRunningStats);
