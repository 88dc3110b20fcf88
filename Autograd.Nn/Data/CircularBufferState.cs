namespace Autograd.Nn;

/// <summary>All there is to a <see cref="CircularBuffer"/>, for a checkpoint.</summary>
/// <param name="Order">The samples in their present order.</param>
/// <param name="Position">How many of them have been drawn since the last wrap.</param>
/// <param name="Wraps">How often the buffer has wrapped.</param>
/// <param name="Seed">The seed of the generator that makes the next orders.</param>
/// <param name="Offset">The offset of that generator.</param>
public sealed record CircularBufferState(long[] Order, int Position, long Wraps, ulong Seed, ulong Offset);
