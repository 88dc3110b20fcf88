using System.Text;
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

    /// <summary>The step that the processes are in, for whoever tells where one failed.</summary>
    public virtual long Step { get; set; }

    /// <summary>Whether any of the processes says so.</summary>
    public bool Any(bool own) => Array.Exists(Gather([(byte)(own ? 1 : 0)]), told => told[0] != 0);

    /// <summary>Refuses processes that differ in what must be the same.</summary>
    /// <param name="what">What it is, in words.</param>
    /// <param name="value">What it is here; a fingerprint where it is long.</param>
    /// <exception cref="InvalidOperationException">It is not the same in all processes: in all of them.</exception>
    public virtual void ExpectSame(string what, string value)
    {
        string[] values = Array.ConvertAll(Gather(Encoding.UTF8.GetBytes(value)), Encoding.UTF8.GetString);
        int other = Array.FindIndex(values, there => there != values[0]);
        if (other >= 0)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"The processes differ in {what}: '{values[0]}' in process 0, and '{values[other]}' in process {other}."));
        }
    }
}
