using System.Runtime.InteropServices;

namespace Autograd.Core;

/// <summary>
/// The inputs of an adaptive softmax, checked, and its rows grouped by the cluster of their target: a part for the head, whose scores all
/// wanted rows need, and one for each cluster of the tail that some row needs. What no row needs has no part.
/// </summary>
internal sealed class AdaptiveClusters
{
    private const int Head = 2;

    private readonly string _op;
    private readonly int _ignoreIndex;
    private readonly int[] _bounds;

    public AdaptiveClusters(string op, ReadOnlySpan<Tensor> inputs, int ignoreIndex)
    {
        _op = op;
        _ignoreIndex = ignoreIndex;
        bool hasBias = inputs.Length % 2 == 0;
        int firstTail = hasBias ? Head + 2 : Head + 1;
        Tensor x = inputs[0], targets = inputs[1], head = inputs[Head];
        if (targets.DType != DType.Int64)
        {
            throw new ArgumentException(
                $"{op}: the targets are {targets.DType}; class indices are Int64: convert with To(DType.Int64).");
        }

        if (x.Rank == 0 || !x.Shape.Sizes[..^1].SequenceEqual(targets.Shape.Sizes))
        {
            throw new ArgumentException(
                $"{op}: the input is {x.Shape} and the targets {targets.Shape}; expected an input [..., features] with targets [...].");
        }

        int features = x.Shape[^1], clusters = (inputs.Length - firstTail) / 2;
        if (head.Rank != 2 || head.Shape[1] != features || head.Shape[0] <= clusters)
        {
            throw new ArgumentException(
                $"{op}: the head's weight is {head.Shape}; expected [cutoff + {clusters}, {features}], " +
                $"a row for each frequent class and for each of {clusters} clusters.");
        }

        if (hasBias && (inputs[Head + 1].Rank != 1 || inputs[Head + 1].Count != head.Shape[0]))
        {
            throw new ArgumentException(
                $"{op}: the head's bias is {inputs[Head + 1].Shape}; expected [{head.Shape[0]}], as many numbers as its weight " +
                    $"{head.Shape} has rows.");
        }

        _bounds = new int[clusters + 1];
        _bounds[0] = head.Shape[0] - clusters;
        for (int i = 0; i < clusters; i++)
        {
            Shape projection = inputs[firstTail + (2 * i)].Shape, weight = inputs[firstTail + (2 * i) + 1].Shape;
            if (projection.Rank != 2 || weight.Rank != 2 || projection[1] != features || projection[0] != weight[1] || weight[0] == 0)
            {
                throw new ArgumentException(
                    $"{op}: the projection of cluster {i} is {projection} and its weight {weight}; " +
                    $"expected [hidden, {features}] and [classes, hidden] with the same 'hidden'.");
            }

            _bounds[i + 1] = checked(_bounds[i] + weight[0]);
        }

        Parts = Group(targets, hasBias, firstTail);
    }

    /// <summary>The head first, then the clusters of the tail in order.</summary>
    public IReadOnlyList<AdaptivePart> Parts { get; }

    private List<AdaptivePart> Group(Tensor targets, bool hasBias, int firstTail)
    {
        int clusters = _bounds.Length - 1;
        ReadOnlySpan<long> labels = targets.Elements<long>();
        List<long> wantedRows = new(labels.Length), headClasses = new(labels.Length);
        var rows = new List<long>[clusters];
        var classes = new List<long>[clusters];
        for (int row = 0; row < labels.Length; row++)
        {
            long label = labels[row];
            if (label == _ignoreIndex)
            {
                continue;
            }

            if (label < 0 || label >= _bounds[^1])
            {
                string expected = FormattableString.Invariant(
                    $"expected a class from 0 to {_bounds[^1] - 1} of {_bounds[^1]}, or {_ignoreIndex} to ignore it.");
                throw new ArgumentException(
                    FormattableString.Invariant($"{_op}: the target at {targets.Shape.Position(row)} is {label}; {expected}"));
            }

            wantedRows.Add(row);
            if (label < _bounds[0])
            {
                headClasses.Add(label);
                continue;
            }

            int cluster = 0;
            while (label >= _bounds[cluster + 1])
            {
                cluster++;
            }

            headClasses.Add(_bounds[0] + cluster);
            (rows[cluster] ??= []).Add(row);
            (classes[cluster] ??= []).Add(label - _bounds[cluster]);
        }

        List<AdaptivePart> parts = [];
        if (wantedRows.Count > 0)
        {
            parts.Add(new(null, Head, hasBias ? Head + 1 : null, wantedRows.Count == labels.Length ? null : Column(wantedRows),
                Column(headClasses)));
        }

        for (int i = 0; i < clusters; i++)
        {
            if (rows[i] is not null)
            {
                parts.Add(new(firstTail + (2 * i), firstTail + (2 * i) + 1, null, Column(rows[i]), Column(classes[i])));
            }
        }

        return parts;
    }

    private static Tensor Column(List<long> numbers) => Tensor.From(CollectionsMarshal.AsSpan(numbers));
}
