using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// How several processes compute the chunks of one step together: each a stretch of them that is a subtree, and what this does is the tree
/// above. In each step all processes call <see cref="Gather"/> once and then, where the loss is finite, <see cref="Sum"/> once.
/// </summary>
internal abstract class ChunkExchange
{
    /// <summary>How many processes there are: a power of two.</summary>
    public abstract int Count { get; }

    /// <summary>Which of them this is, from 0 on: of n chunks it computes those from n·Rank/Count on.</summary>
    public abstract int Rank { get; }

    /// <summary>Tells all processes something, and returns what each has told, in the order of their ranks.</summary>
    /// <param name="own">What this one tells; the lengths may differ.</param>
    public abstract byte[][] Gather(ReadOnlySpan<byte> own);

    /// <summary>
    /// Adds up a block of numbers that each process has, element by element in its type; afterwards all have the sum, to the bit. In round
    /// r = 0, 1, ... a process and the one whose rank differs in bit r have the sum of their blocks: the lower rank's plus the upper's.
    /// </summary>
    /// <param name="block">The block, changed in place: one axis, Float32 or Float64.</param>
    public abstract void Sum(Tensor block);
}
