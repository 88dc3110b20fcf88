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

    /// <summary>What becomes of weights: the rest is divided by the probability of that.</summary>
    public DropMap Map => new(p < 1 ? 1 / (1 - p) : 0);

    /// <summary>Draws bits, 1 for what is kept.</summary>
    /// <param name="task">The sizes.</param>
    /// <param name="unit">The head.</param>
    /// <param name="query">The first of some queries of the head.</param>
    /// <param name="key">Their key.</param>
    /// <param name="count">How many there are, those of the next keys behind the last among them.</param>
    /// <param name="bits">Where the bits go.</param>
    public void Draw(in AttentionTask task, int unit, int query, int key, int count, Span<ulong> bits)
    {
        ulong place = ((((ulong)unit * (ulong)task.Keys) + (ulong)key) * (ulong)task.Queries) + (ulong)query;
        Drops.Draw(seed, offset + place, p, count, bits);
    }
}
