using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Samples that a training step sees together.</summary>
/// <param name="Inputs">The inputs; the first axis counts the samples.</param>
/// <param name="Targets">What the network should answer, sample by sample.</param>
/// <param name="Indices">Which samples of the data set they are.</param>
public sealed record Batch(Tensor Inputs, Tensor Targets, IReadOnlyList<long> Indices);
