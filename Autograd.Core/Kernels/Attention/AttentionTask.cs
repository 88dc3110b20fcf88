namespace Autograd.Core;

/// <summary>What attends to what: the sizes, the matrices of queries, keys and values, and what is closed.</summary>
internal readonly struct AttentionTask
{
    // Of so many keys and scores at a time the loops find all they need in the first and second-level cache.
    private const int MostKeys = 256;
    private const int MostScores = 1 << 14;

    /// <summary>The most queries that pass at a time.</summary>
    public const int MostQueries = 256;

    /// <summary>The axes in front of the matrices, those of the heads not among them.</summary>
    public required Shape Batch { get; init; }

    /// <summary>The heads that the last axis of the arrays holds side by side; 0 where it is not cut.</summary>
    public int Heads { get; init; }

    public required int Queries { get; init; }

    public required int Keys { get; init; }

    /// <summary>The length of a query and a key.</summary>
    public required int KeySize { get; init; }

    /// <summary>The length of a value.</summary>
    public required int ValueSize { get; init; }

    /// <summary>What the products of queries and keys are multiplied by.</summary>
    public double Scale { get; init; }

    /// <summary>Whether a query may attend only to the keys up to its own position, both counted from the first.</summary>
    public bool Causal { get; init; }

    /// <summary>Which weights are left out by chance.</summary>
    public AttentionDrops Drops { get; init; }

    public required HeadView Query { get; init; }

    public required HeadView Key { get; init; }

    public required HeadView Value { get; init; }

    public AttentionMask Mask { get; init; }

    public AttentionMask OtherMask { get; init; }

    /// <summary>The heads of a sequence.</summary>
    public int HeadCount => Math.Max(1, Heads);

    /// <summary>The heads of all sequences, each of which is computed by itself.</summary>
    public int Units => Batch.Count * HeadCount;

    /// <summary>The multiply-adds of one pass over all.</summary>
    public long Products => (long)Units * Queries * Keys * (KeySize + ValueSize);

    /// <summary>How many keys' scores are held at a time; the same whatever the number of threads, for it decides the order of
    /// additions.</summary>
    public int KeyTile => Math.Min(Keys, MostKeys);

    /// <summary>How many queries pass at a time.</summary>
    public int QueryTile => Math.Min(Queries, Math.Min(MostQueries, MostScores / Math.Max(1, KeyTile)));

    /// <summary>How many words the bits of those scores take that are held at a time.</summary>
    public int DropWords => Drops.IsNone ? 0 : KeyTile * Autograd.Core.Drops.WordsFor(QueryTile);

    /// <summary>The size of an axis of the scores, counted from the end: keys, queries, heads if the arrays are cut, and the
    /// batch's.</summary>
    public int Size(int fromEnd) => fromEnd switch
    {
        1 => Keys,
        2 => Queries,
        3 when Heads > 0 => Heads,
        _ => Batch[^(fromEnd - (Heads > 0 ? 3 : 2))],
    };

    /// <summary>The number of axes of the scores.</summary>
    public int Rank => Batch.Rank + (Heads > 0 ? 3 : 2);

    /// <summary>How many of some keys a query may attend to, as far as causality goes.</summary>
    public int Open(int query, int firstKey, int keys) => Causal ? Math.Clamp(query + 1 - firstKey, 0, keys) : keys;
}
