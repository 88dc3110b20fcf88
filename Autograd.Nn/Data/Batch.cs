using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Samples that a training step sees together.</summary>
/// <remarks>
/// A <see cref="DataLoader"/> lends the memory of its batches: a batch is the loop's until the loop asks for the next, and reading its
/// tensors later is an <see cref="ObjectDisposedException"/> that says so. <see cref="Detach"/> keeps one. A batch made by
/// <see cref="TensorDataset.BatchOf"/> or of tensors of one's own has no such end.
/// </remarks>
/// <param name="Inputs">The inputs; the first axis counts the samples.</param>
/// <param name="Targets">What the network should answer, sample by sample.</param>
/// <param name="Indices">Which samples of the data set they are; empty where they are of none.</param>
/// <example><code>
/// foreach ((Tensor inputs, Tensor targets) in loader)
/// </code></example>
public sealed record Batch(Tensor Inputs, Tensor Targets, IReadOnlyList<long> Indices)
{
    private readonly TensorDataset? _unread;

    private static readonly LentOp s_inputs = Lent("inputs"), s_targets = Lent("targets"), s_extras = Lent("extras");

    /// <summary>A batch of samples that are of no data set.</summary>
    /// <param name="inputs">The inputs; the first axis counts the samples.</param>
    /// <param name="targets">What the network should answer, sample by sample.</param>
    public Batch(Tensor inputs, Tensor targets)
        : this(inputs, targets, [])
    {
    }

    /// <summary>A batch that has read none of its samples: its parts do (<see cref="Part"/>), each its own.</summary>
    internal Batch(TensorDataset unread, long[] indices)
        : this(unread.Inputs, unread.Targets, indices) => _unread = unread;

    /// <summary>The inputs; the first axis counts the samples.</summary>
    public Tensor Inputs { get; init => field = value ?? throw new ArgumentNullException(nameof(Inputs)); } =
        Inputs ?? throw new ArgumentNullException(nameof(Inputs));

    /// <summary>What the network should answer, sample by sample.</summary>
    public Tensor Targets { get; init => field = value ?? throw new ArgumentNullException(nameof(Targets)); } =
        Targets ?? throw new ArgumentNullException(nameof(Targets));

    /// <summary>Which samples of the data set they are; empty where they are of none.</summary>
    public IReadOnlyList<long> Indices { get; init => field = value ?? throw new ArgumentNullException(nameof(Indices)); } =
        Indices ?? throw new ArgumentNullException(nameof(Indices));

    /// <summary>
    /// What else there is of each sample, such as lengths, masks or a second input: those of <see cref="TensorDataset.Extras"/>, in that
    /// order.
    /// </summary>
    public IReadOnlyList<Tensor> Extras { get; init => field = value ?? throw new ArgumentNullException(nameof(Extras)); } = [];

    /// <summary>The number of samples.</summary>
    public int Count => _unread is not null ? Indices.Count : Inputs.Rank == 0 ? 1 : Inputs.Shape[0];

    /// <summary>Takes the batch apart into what a network is given and what it should answer.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="targets">The targets.</param>
    public void Deconstruct(out Tensor inputs, out Tensor targets) => (inputs, targets) = (Inputs, Targets);

    /// <summary>The number of samples, and the type and shape of inputs, targets and extras.</summary>
    public override string ToString() => $"Batch({Count} samples, {TensorDataset.Text(Inputs, Targets, Extras)})";

    /// <summary>A copy that belongs to the caller and lives on when the loop goes on.</summary>
    public Batch Detach() => new(Inputs.Detach(), Targets.Detach(), Indices) { Extras = [.. Extras.Select(extra => extra.Detach())] };

    /// <summary>Some of the samples, in this memory; where they have not been read, in that of the scope that is open.</summary>
    /// <param name="start">The first.</param>
    /// <param name="count">How many.</param>
    internal Batch Part(int start, int count)
    {
        if (_unread is not null)
        {
            return _unread.Rows(((long[])Indices).AsSpan(start, count).ToArray(), Tensor.Result);
        }

        IReadOnlyList<long> indices = Indices.Count < start + count ? []
            : Indices is long[] all ? new ArraySegment<long>(all, start, count) : [.. Indices.Skip(start).Take(count)];
        return start == 0 && count == Count ? this : new(Rows(Inputs), Rows(Targets), indices)
        {
            Extras = Extras.Count == 0 ? [] : [.. Extras.Select(Rows)],
        };

        Tensor Rows(Tensor whole) => whole.View(whole.Shape.With(0, count, nameof(Batch)), start * whole.Shape.CountOf(1..));
    }

    /// <summary>From now on a message about a tensor that was touched too late names it as the batch's.</summary>
    internal Batch AsLent()
    {
        Inputs.Maker = Inputs.IsPooled ? s_inputs : Inputs.Maker;
        Targets.Maker = Targets.IsPooled ? s_targets : Targets.Maker;
        for (int i = 0; i < Extras.Count; i++)
        {
            Extras[i].Maker = Extras[i].IsPooled ? s_extras : Extras[i].Maker;
        }

        return this;
    }

    private static LentOp Lent(string what) => new($"batch's {what}",
        "are gone: a loader takes the memory of a batch back when the loop asks for the next. Keep a batch with Detach(), or take one of " +
        "your own with BatchOf of the data set.");
}
