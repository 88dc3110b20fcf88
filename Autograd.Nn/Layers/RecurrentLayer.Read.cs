using System.Globalization;
using Autograd.Core;

namespace Autograd.Nn;

public abstract partial class RecurrentLayer
{
    /// <summary>How many states a unit has: of an LSTM two, of others one.</summary>
    private protected virtual int Kinds => 1;

    /// <summary>One layer in one direction: the states after each step, of each kind.</summary>
    private protected abstract Tensor[] Run(Tensor x, Tensor[] first, RecurrentWeights weights, Tensor? lengths, bool reverse);

    /// <summary>All layers.</summary>
    /// <param name="input">The sequences.</param>
    /// <param name="lengths">Their lengths, or null.</param>
    /// <param name="first">The first states of each kind, null for zeros.</param>
    /// <param name="wantsLast">Whether the last states are wanted.</param>
    private protected (Tensor Output, Tensor[] Last) Read(Tensor input, Tensor? lengths, Tensor?[] first, bool wantsLast)
    {
        ExpectSequences(input);
        bool isBatched = input.Rank == 3;
        Tensor x = !isBatched ? input.Unsqueeze(1) : BatchFirst ? input.Permute(1, 0, 2) : input;
        int batch = x.Shape[1];
        Array.ForEach(first, state => ExpectState(state, isBatched ? batch : null));
        lengths = !isBatched && lengths?.Rank == 0 ? lengths.Reshape(1) : lengths;
        Tensor? zeros = null;
        Tensor[][] last = [.. first.Select(_ => new Tensor[Weights.Count])];
        for (int layer = 0; layer < Layers; layer++)
        {
            var outputs = new Tensor[Directions];
            for (int direction = 0; direction < Directions; direction++)
            {
                int place = (layer * Directions) + direction;
                Tensor[] start = Array.ConvertAll(
                    first, state => state is null ? zeros ??= Zeros(batch, x.DType) : state[place].Reshape(batch, HiddenSize));
                Tensor[] states = Run(x, start, Weights[place], lengths, direction == 1);
                outputs[direction] = states[0];
                for (int kind = 0; wantsLast && kind < last.Length; kind++)
                {
                    last[kind][place] = Last(states[kind], lengths, direction == 1);
                }
            }

            x = Directions == 1 ? outputs[0] : Tensor.Concatenate(outputs, -1);
            if (IsTraining && Random is not null && layer < Layers - 1)
            {
                x = x.Dropout(Random.Generator, Dropout);
            }
        }

        Tensor output = !isBatched ? x.Squeeze(1) : BatchFirst ? x.Permute(1, 0, 2) : x;
        return (output, wantsLast ? Array.ConvertAll(last, states => Together(states, isBatched)) : []);
    }

    private static Tensor Together(Tensor[] states, bool isBatched)
    {
        Tensor all = Tensor.Stack(states);
        return isBatched ? all : all.Squeeze(1);
    }

    // The state after the last step that a sequence has, in its own direction.
    private static Tensor Last(Tensor states, Tensor? lengths, bool reverse)
    {
        if (lengths is null || reverse)
        {
            return reverse ? states[0] : states[^1];
        }

        int batch = states.Shape[1];
        long[] rows = lengths.ToArray<long>();
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = ((rows[i] - 1) * batch) + i;
        }

        return states.Reshape(states.Shape[0] * batch, states.Shape[2]).IndexSelect(0, Tensor.From(rows));
    }

    // In memory of the tape's or the scope's, if one is open.
    private Tensor Zeros(int batch, DType dtype)
    {
        Tensor zeros = Tensor.Result([batch, HiddenSize], dtype);
        zeros.Bytes.Clear();
        return zeros;
    }

    private void ExpectSequences(Tensor input)
    {
        if (input.Rank is not (2 or 3) || input.Shape[^1] != InputSize)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{_name}: the input is {input.Shape}; expected [{(BatchFirst ? "batch, steps" : "steps, batch")}, {InputSize}], or " +
                $"[steps, {InputSize}] for a single sequence."), nameof(input));
        }

        if (input.Shape[input.Rank == 3 && BatchFirst ? 1 : 0] == 0)
        {
            throw new ArgumentException(
                $"{_name}: the input is {input.Shape}, sequences without a step; expected one at least.", nameof(input));
        }
    }

    private void ExpectState(Tensor? state, int? batch)
    {
        Shape expected = batch is int count ? [Weights.Count, count, HiddenSize] : [Weights.Count, HiddenSize];
        if (state is not null && state.Shape != expected)
        {
            throw new ArgumentException(
                $"{_name}: the first state is {state.Shape}; expected {expected}, [layers · directions, " +
                    $"{(batch is null ? "" : "batch, ")}units].", nameof(state));
        }
    }
}
