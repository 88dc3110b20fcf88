using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The sizes of one call of attention, which masks are held to.</summary>
internal readonly struct AttentionShapes
{
    private const string Title = nameof(MultiHeadAttention);

    private readonly int _batch, _heads, _queries, _keys;
    private readonly bool _hasBatch;
    private readonly DType _dtype;

    /// <summary>Throws unless the shapes fit each other and the layer.</summary>
    public AttentionShapes(MultiHeadAttention layer, Shape query, Shape key, Shape value, DType dtype)
    {
        _dtype = ExpectNumbers(query, dtype, Title);
        _hasBatch = query.Rank == 3;
        int length = layer.BatchFirst || !_hasBatch ? query.Rank - 2 : 0, batch = layer.BatchFirst ? 0 : 1;
        if (query.Rank is not (2 or 3) || query[^1] != layer.EmbedDim)
        {
            throw new ArgumentException(
                $"{Title}: the query is {query}; expected {Expected(layer, 'L', layer.EmbedDim)}, or without the batch [L, " +
                $"{layer.EmbedDim}].",
                nameof(query));
        }

        if (key.Rank != query.Rank || key[^1] != layer.KDim || (_hasBatch && key[batch] != query[batch]))
        {
            throw new ArgumentException(
                $"{Title}: the key is {key} and the query {query}; expected a key of {Expected(layer, 'S', layer.KDim)} with the same " +
                $"batch.",
                nameof(key));
        }

        if (value.Rank != query.Rank || value[^1] != layer.VDim || value[length] != key[length]
            || (_hasBatch && value[batch] != query[batch]))
        {
            throw new ArgumentException(
                $"{Title}: the value is {value} and the key {key}; expected a value of {Expected(layer, 'S', layer.VDim)} with the " +
                $"same batch and length.", nameof(value));
        }

        (_batch, _heads, _queries, _keys) = (_hasBatch ? query[batch] : 1, layer.Heads, query[length], key[length]);
    }

    /// <summary>Throws, in a layer's name, unless heads share the features.</summary>
    public static (int EmbedDim, int Heads) ExpectHeads(int embedDim, int heads, string layer)
    {
        Expect.AtLeast(1, embedDim, layer);
        return embedDim % Expect.AtLeast(1, heads, layer) == 0 ? (embedDim, heads) : throw new ArgumentException(
            $"{layer}: embedDim is {embedDim} and heads is {heads}; expected heads that divide it, for each takes as many features.",
            nameof(heads));
    }

    /// <summary>The masks that there are.</summary>
    public static Tensor[] Given(Tensor? mask, Tensor? keyMask) =>
        mask is null ? keyMask is null ? [] : [keyMask] : keyMask is null ? [mask] : [mask, keyMask];

    /// <summary>Throws unless the input holds numbers: tokens are none.</summary>
    public static DType ExpectNumbers(Shape input, DType dtype, string layer) => dtype.IsFloat() ? dtype : throw new ArgumentException(
        $"{layer}: the input is {dtype} {input}; expected Float32 or Float64. An Embedding in front makes features of tokens.",
        nameof(input));

    /// <summary>A mask as it broadcasts to [N, heads, L, S].</summary>
    public Tensor? OfMask(Tensor? mask)
    {
        ExpectType(mask, nameof(mask));
        if (mask is null || (mask.Rank == 2 && EndFits(mask)) || (mask.Rank == 4 && _hasBatch && EndFits(mask)
            && mask.Shape[0] is int samples && (samples == _batch || samples == 1)
            && mask.Shape[1] is int heads && (heads == _heads || heads == 1)))
        {
            return mask;
        }

        // Of one sample, as of each of a batch, there may be one for each head.
        int count = mask.Rank == 3 && EndFits(mask) ? mask.Shape[0] : -1, rows = _queries, columns = _keys;
        string ofBatch = $", [{_batch}, {rows}, {columns}] for each sample, [{_batch}, {_heads}, {rows}, {columns}] for each head of " +
            "each sample (1 in front stands for all)";
        return count == _batch * _heads ? mask.Reshape(_hasBatch ? [_batch, _heads, rows, columns] : [_heads, rows, columns])
            : count == _batch && _hasBatch ? mask.Reshape(_batch, 1, rows, columns)
            : throw new ArgumentException(
                $"{Title}: the mask is {mask.Shape}; expected [{rows}, {columns}] of queries and keys{(_hasBatch ? ofBatch : "")}, or " +
                $"[{_batch * _heads}, {rows}, {columns}], head by head{(_hasBatch ? " of each sample in turn" : "")}. " +
                "A mask of keys alone is the keyMask.", nameof(mask));
    }

    /// <summary>A mask of keys as it broadcasts to [N, heads, L, S].</summary>
    public Tensor? OfKeyMask(Tensor? keyMask)
    {
        ExpectType(keyMask, nameof(keyMask));
        Shape expected = _hasBatch ? [_batch, _keys] : [_keys];
        return keyMask is null ? null
            : keyMask.Shape == expected ? _hasBatch ? keyMask.Reshape(_batch, 1, 1, _keys) : keyMask
            : throw new ArgumentException(
                $"{Title}: the keyMask is {keyMask.Shape}; expected {expected}, one for each key. A mask of queries and keys is the mask.",
                nameof(keyMask));
    }

    private void ExpectType(Tensor? mask, string name)
    {
        if (mask is not null && mask.DType != DType.Bool && mask.DType != _dtype)
        {
            throw new ArgumentException(
                $"{Title}: the {name} is {mask.DType}; expected Bool, of which true may be attended to, or {_dtype}, which is added to " +
                $"the scores. {name} > 0 makes 1 and 0 true and false.", name);
        }
    }

    private bool EndFits(Tensor mask) => mask.Shape[^2] == _queries && mask.Shape[^1] == _keys;

    private static string Expected(MultiHeadAttention layer, char length, int size) =>
        layer.BatchFirst ? $"[N, {length}, {size}]" : $"[{length}, N, {size}]";
}
