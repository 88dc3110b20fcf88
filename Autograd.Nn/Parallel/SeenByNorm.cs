using Autograd.Core;

namespace Autograd.Nn;

/// <summary>What a normalization is to remember of a chunk.</summary>
internal readonly record struct SeenByNorm(RunningNorm Norm, Tensor Means, Tensor Variances, int Count);
