namespace Autograd.Nn;

/// <summary>
/// All there is to a <see cref="ClassBalancedBatchSampler"/>, for a checkpoint. The place within the epoch is the position of the largest
/// class, and the ledger is the wraps and positions, so nothing else need be kept.
/// </summary>
/// <param name="Classes">The buffer of each class, in the order of the classes.</param>
public sealed record ClassBalancedBatchSamplerState(CircularBufferState[] Classes);
