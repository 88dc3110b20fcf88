using System.Numerics;

namespace Autograd.Core;

/// <summary>Which weights of attention are left out by chance: a word of the seed decides each, by its place alone.</summary>
/// <param name="seed">The seed.</param>
/// <param name="offset">How many words of the seed were taken before.</param>
/// <param name="p">The probability that a weight is left out; 0 for none.</param>
internal readonly struct AttentionDrops(ulong seed, ulong offset, double p)
{
    /// <summary>Whether all are kept.</summary>
    public bool IsNone => p == 0;

    /// <summary>What is dropped becomes 0, and the rest is divided by the probability of that.</summary>
    /// <param name="task">The sizes.</param>
    /// <param name="unit">The head.</param>
    /// <param name="query">The first of some queries of the head.</param>
    /// <param name="key">Their key.</param>
    /// <param name="x">What there is for each of the queries.</param>
    public void Apply<T, L>(in AttentionTask task, int unit, int query, int key, Span<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        ulong place = ((((ulong)unit * (ulong)task.Keys) + (ulong)key) * (ulong)task.Queries) + (ulong)query;
        Drops.Apply<T, L>(seed, offset + place, p, new(p < 1 ? 1 / (1 - p) : 0), x);
    }
}
