using System.Globalization;
using Autograd.Core;

namespace Autograd.Nn;

public abstract partial class RecurrentLayer
{
    /// <summary>How many states a unit has: of an LSTM two, of others one.</summary>
    private protected virtual int Kinds => 1;

    /// <summary>One layer in one direction: the states after each step, of each kind.</summary>
    private protected abstract Tensor[] Run(Tensor x, Tensor[] first, RecurrentWeights weights, Tensor? lengths, bool reverse);

    /// <summary>All layers from given states on, null for zeros, with the last states.</summary>
    private protected (Tensor Output, Tensor[] Last) Forward(Tensor input, Tensor?[] first, Tensor? lengths)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Enter(
            (Layer: this, input, first, lengths), static of => of.Layer.Read(of.input, of.lengths, of.first, wantsLast: true));
    }

    /// <summary>All layers.</summary>
    /// <param name="input">The sequences.</param>
    /// <param name="lengths">Their lengths, or null.</param>
    /// <param name="first">The first states of each kind, null for zeros.</param>
    /// <param name="wantsLast">Whether the last states are wanted.</param>
    private (Tensor Output, Tensor[] Last) Read(Tensor input, Tensor? lengths, Tensor?[] first, bool wantsLast)
    {
        ExpectSequences(input);
        bool isBatched = input.Rank == 3;
        Tensor x = !isBatched ? input.Unsqueeze(1) : BatchFirst ? input.Permute(1, 0, 2) : input;
        int batch = x.Shape[1];
        Shape expected = isBatched ? [Weights.Count, batch, HiddenSize] : [Weights.Count, HiddenSize];
        foreach (Tensor? state in first)
        {
            RecurrentState.Expect(
                state, expected, GetType().Name, $", [layers · directions, {(isBatched ? "batch, " : "")}units]");
        }

        lengths = !isBatched && lengths?.Rank == 0 ? lengths.Reshape(1) : lengths;
        Tensor? zeros = null, ends = null;
        var last = new Tensor[wantsLast ? first.Length : 0][];
        for (int kind = 0; kind < last.Length; kind++)
        {
            last[kind] = new Tensor[Weights.Count];
        }

        for (int layer = 0; layer < Layers; layer++)
        {
            var outputs = new Tensor[Directions];
            for (int direction = 0; direction < Directions; direction++)
            {
                int place = (layer * Directions) + direction;
                var start = new Tensor[first.Length];
                for (int kind = 0; kind < start.Length; kind++)
                {
                    start[kind] = first[kind]?[place].Reshape(batch, HiddenSize)
                        ?? (zeros ??= RecurrentState.Zeros(batch, HiddenSize, x.DType));
                }

                Tensor[] states = Run(x, start, Weights[place], lengths, direction == 1);
                outputs[direction] = states[0];
                ends ??= wantsLast && lengths is not null ? Ends(lengths) : null;
                for (int kind = 0; kind < last.Length; kind++)
                {
                    last[kind][place] = direction == 1 ? states[kind][0] : ends is null ? states[kind][^1] : Rows(states[kind], ends);
                }
            }

            x = Directions == 1 ? outputs[0] : Tensor.Concatenate(outputs, -1);
            if (IsTraining && Random is not null && layer < Layers - 1)
            {
                x = x.Dropout(Random.Generator, Dropout);
            }
        }

        Tensor output = !isBatched ? x.Squeeze(1) : BatchFirst ? x.Permute(1, 0, 2) : x;
        var together = new Tensor[last.Length];
        for (int kind = 0; kind < last.Length; kind++)
        {
            Tensor all = Tensor.Stack(last[kind]);
            together[kind] = isBatched ? all : all.Squeeze(1);
        }

        return (output, together);
    }

    // Where each sequence's last step stands, of the steps of all one after the other.
    private static Tensor Ends(Tensor lengths)
    {
        Tensor ends = Tensor.Result(lengths.Shape, DType.Int64);
        ReadOnlySpan<long> steps = lengths.AsSpan<long>();
        Span<long> rows = ends.AsWritableSpan<long>();
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = ((steps[i] - 1) * rows.Length) + i;
        }

        return TracedCall.Of("LastRows", ends, [lengths]);
    }

    private static Tensor Rows(Tensor states, Tensor rows) =>
        states.Reshape(states.Shape[0] * states.Shape[1], states.Shape[2]).IndexSelect(0, rows);

    private void ExpectSequences(Tensor input)
    {
        if (input.Rank is not (2 or 3) || input.Shape[^1] != InputSize)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{GetType().Name}: the input is {input.Shape}; expected " +
                $"[{(BatchFirst ? "batch, steps" : "steps, batch")}, {InputSize}], or [steps, {InputSize}] for a single sequence." +
                $"{(input.DType.IsFloat() ? "" : " An Embedding in front makes features of indices.")}"),
                nameof(input));
        }

        if (input.Shape[input.Rank == 3 && BatchFirst ? 1 : 0] == 0)
        {
            throw new ArgumentException(
                $"{GetType().Name}: the input is {input.Shape}, sequences without a step; expected one at least.", nameof(input));
        }
    }
}
