using System.Numerics;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Samples held in two tensors, whose first axes count them.</summary>
public sealed partial class TensorDataset
{
    /// <summary>A data set of inputs and targets.</summary>
    /// <param name="inputs">The inputs, of shape [samples, ...].</param>
    /// <param name="targets">The targets, of shape [samples, ...]: Int64 class indices, or numbers.</param>
    /// <param name="checkFinite">
    /// Whether to refuse inputs and targets that are NaN or infinite: they would turn every weight into NaN, in silence.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The numbers of samples differ, there are none, or an input or target is not finite.</exception>
    public TensorDataset(Tensor inputs, Tensor targets, bool checkFinite = true)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        if (inputs.Rank == 0 || targets.Rank == 0 || inputs.Shape[0] != targets.Shape[0] || inputs.Shape[0] == 0)
        {
            throw new ArgumentException(
                $"TensorDataset: the inputs are {inputs.Shape} and the targets {targets.Shape}; " +
                "expected the same number of samples, at least one, along the first axis of both.");
        }

        Inputs = inputs;
        Targets = targets;
        if (checkFinite)
        {
            ExpectFinite(inputs, "feature", nameof(inputs));
            ExpectFinite(targets, "target", nameof(targets));
        }
    }

    /// <summary>The inputs of all samples.</summary>
    public Tensor Inputs { get; }

    /// <summary>The targets of all samples.</summary>
    public Tensor Targets { get; }

    /// <summary>
    /// What else there is of each sample, such as lengths, masks, weights or a second input: any number of tensors [samples, ...]. They go
    /// along wherever samples go, into parts and folds and with each batch, as <see cref="Batch.Extras"/>. Whether their numbers are finite
    /// is not checked.
    /// </summary>
    /// <exception cref="ArgumentException">One is null, or of more or fewer samples.</exception>
    /// <example><code>
    /// var data = new TensorDataset(texts, labels) { Extras = [lengths] };
    /// </code></example>
    public IReadOnlyList<Tensor> Extras { get; init => field = [.. value.Select(ExpectExtra)]; } = [];

    /// <summary>The number of samples.</summary>
    public int Count => Inputs.Shape[0];

    /// <summary>The class index of every sample.</summary>
    /// <exception cref="InvalidOperationException">The targets are no class indices: not Int64, or of more than one axis.</exception>
    public ReadOnlySpan<long> Labels => Targets.DType == DType.Int64 && Targets.Rank == 1
        ? Targets.AsSpan<long>()
        : throw new InvalidOperationException(
            $"Labels: the targets are {Targets.DType} {Targets.Shape}; expected Int64 class indices of one axis.");

    /// <summary>Copies some samples into a batch of the caller's, which lives on whatever loop, tape or scope ends.</summary>
    /// <param name="indices">Which samples, at least one, in any order and as often as wanted.</param>
    /// <exception cref="ArgumentException">There are no indices.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    public Batch BatchOf(params long[] indices) => Rows(indices, Tensor.Uninitialized);

    /// <summary>All samples as one batch, without copying them.</summary>
    public Batch AsBatch() => new(Inputs, Targets, AllIndices()) { Extras = Extras };

    /// <summary>The number of samples, and the type and shape of inputs, targets and extras.</summary>
    public override string ToString() => $"TensorDataset({Count} samples, {Text(Inputs, Targets, Extras)})";

    /// <summary>Tensors by type and shape.</summary>
    internal static string Text(Tensor inputs, Tensor targets, IReadOnlyList<Tensor> extras) =>
        $"inputs {inputs.DType} {inputs.Shape}, targets {targets.DType} {targets.Shape}" +
        string.Concat(extras.Select(extra => $", extra {extra.DType} {extra.Shape}"));

    /// <summary>The same in memory that the caller makes.</summary>
    internal Batch Rows(long[] indices, Func<Shape, DType, Tensor> make)
    {
        ArgumentNullException.ThrowIfNull(indices);
        if (indices.Length == 0)
        {
            throw new ArgumentException(
                "TensorDataset: there are no indices; expected at least one, for a batch of no rows has no mean loss. Leave such a batch " +
                "out.", nameof(indices));
        }

        ExpectSamples(indices);
        return new(Rows(Inputs, indices, make), Rows(Targets, indices, make), indices)
        {
            Extras = Extras.Count == 0 ? [] : [.. Extras.Select(extra => Rows(extra, indices, make))],
        };
    }

    internal long[] AllIndices()
    {
        long[] all = new long[Count];
        for (int i = 0; i < all.Length; i++)
        {
            all[i] = i;
        }

        return all;
    }

    private Tensor ExpectExtra(Tensor extra) => extra is { Rank: > 0 } && extra.Shape[0] == Count ? extra : throw new ArgumentException(
        $"TensorDataset: an extra is {(extra is null ? "null" : $"{extra.DType} {extra.Shape}")}; expected [{Count}, ...], for there are " +
        $"{Count} samples.", nameof(extra));

    private void ExpectSamples(ReadOnlySpan<long> indices)
    {
        foreach (long index in indices)
        {
            if (index < 0 || index >= Count)
            {
                throw new ArgumentOutOfRangeException(nameof(indices),
                    FormattableString.Invariant(
                        $"TensorDataset: there is no sample {index}; expected 0 to {Count - 1}. Was the sampler made for other data?"));
            }
        }
    }

    // Not the op: a tape has nothing to do with it.
    private static Tensor Rows(Tensor from, long[] indices, Func<Shape, DType, Tensor> make)
    {
        Tensor rows = make(from.Shape.With(0, indices.Length, nameof(TensorDataset)), from.DType);
        Picks.SelectRows(from, 0, indices, rows);
        return rows;
    }

    private static void ExpectFinite(Tensor values, string what, string argument)
    {
        int bad = -1;
        DTypes.Run(new NonFinite(values, ref bad), values.DType);
        if (bad >= 0)
        {
            int length = values.Count / values.Shape[0];
            throw new ArgumentException(
                $"TensorDataset: {what} {bad % length} of sample {bad / length} is not finite; expected numbers. " +
                "Fill or drop missing values first.", argument);
        }
    }

    private readonly ref struct NonFinite(ArrayView values, ref int first) : INumberKernel
    {
        private readonly ref int _first = ref first;

        public void Run<T>() where T : unmanaged, INumber<T>
        {
            Span<T> numbers = values.Numbers<T>();
            for (int i = 0; i < numbers.Length && _first < 0; i++)
            {
                _first = T.IsFinite(numbers[i]) ? -1 : i;
            }
        }
    }
}
