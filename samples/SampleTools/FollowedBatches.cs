using System.Collections;
using Autograd.Core;
using Autograd.Nn;

namespace SampleTools;

/// <summary>
/// Batches of which each has made its step when the next one is asked for. They go on from where they were: by the place that a
/// <see cref="DataLoader"/> remembers, and by number where they are the same in each enumeration.
/// </summary>
/// <remarks>
/// A collection, for that tells LINQ and so the trainer how many there are, without which a schedule that is too short is found only
/// when it is over.
/// </remarks>
internal sealed class FollowedBatches(IEnumerable<Batch> batches, int count, Action stepped) : IEnumerable<Batch>, ICollection, IStateful
{
    private const string Given = "given";

    private readonly IStateful? _place = batches as IStateful;
    private int _given;

    /// <summary>How many there are in an epoch.</summary>
    public int Count => count;

    public bool IsSynchronized => false;

    public object SyncRoot => this;

    public IEnumerator<Batch> GetEnumerator()
    {
        foreach (Batch batch in _place is null ? batches.Skip(_given) : batches)
        {
            _given++;
            yield return batch;
            stepped();
        }

        // Before the enumeration says that it is over: a state from then on is of the next epoch.
        _given = 0;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void CopyTo(Array array, int index) => throw new NotSupportedException("They are given one after the other.");

    public IReadOnlyDictionary<string, Tensor> StateDict() =>
        _place?.StateDict() ?? new Dictionary<string, Tensor> { [Given] = Tensor.From([(long)_given]) };

    public void LoadState(IReadOnlyDictionary<string, Tensor> state)
    {
        if (_place is not null)
        {
            _place.LoadState(state);
            return;
        }

        _given = state.TryGetValue(Given, out Tensor? given) && given is { DType: DType.Int64, Count: 1 }
            && given.ToArray<long>()[0] is >= 0 and var passed && passed <= count
            ? (int)passed
            : throw new ArgumentException(
                $"the checkpoint has no '{Given}', how many of the {count} batches of the epoch there were", nameof(state));
    }
}
