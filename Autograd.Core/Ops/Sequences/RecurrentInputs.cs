using System.Globalization;

namespace Autograd.Core;

/// <summary>What a recurrent op is given, by name; of the shapes that fit.</summary>
internal readonly struct RecurrentInputs
{
    public required Tensor X { get; init; }

    public required Tensor State { get; init; }

    /// <summary>The cell states at first, of an LSTM.</summary>
    public Tensor? CellState { get; init; }

    public required Tensor InputWeight { get; init; }

    public required Tensor HiddenWeight { get; init; }

    /// <summary>Both biases are there or none.</summary>
    public Tensor? InputBias { get; init; }

    public Tensor? HiddenBias { get; init; }

    public Tensor? Lengths { get; init; }

    /// <summary>Where among the op's inputs the weights begin.</summary>
    public int FirstWeight => CellState is null ? 2 : 3;

    public int Steps => X.Shape[0];

    public int Batch => X.Shape[1];

    public int Units => HiddenWeight.Shape[1];

    /// <summary>The inputs of a call, of which some may be left out.</summary>
    public static Tensor[] List(string op, ReadOnlySpan<Tensor> needed, Tensor? inputBias, Tensor? hiddenBias, Tensor? lengths)
    {
        if (inputBias is null != hiddenBias is null)
        {
            throw new ArgumentException(
                $"{op}: there is a bias of the {(inputBias is null ? "state and none of the inputs" : "inputs and none of the state")}; " +
                    "expected both or none.", inputBias is null ? nameof(inputBias) : nameof(hiddenBias));
        }

        return [.. needed, .. inputBias is null ? [] : (Tensor[])[inputBias, hiddenBias!], .. lengths is null ? [] : (Tensor[])[lengths]];
    }

    /// <summary>Names the inputs of a call, and refuses those that do not fit.</summary>
    public static RecurrentInputs Of(Op op, ReadOnlySpan<Tensor> inputs, int gates, bool hasCellState)
    {
        int first = hasCellState ? 3 : 2, least = first + 2, rest = inputs.Length - least;
        if (rest is < 0 or > 3)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{op.Name}: expected {least} to {least + 3} inputs, got {inputs.Length}: the sequences, the first states, two weights, " +
                    $"none or two biases, and the lengths if they differ."), nameof(inputs));
        }

        op.ExpectInputs(inputs, inputs.Length);
        bool hasBiases = rest >= 2;
        op.ExpectFloats(hasBiases ? inputs[..(least + 2)] : inputs[..least]);
        RecurrentInputs given = new()
        {
            X = inputs[0],
            State = inputs[1],
            CellState = hasCellState ? inputs[2] : null,
            InputWeight = inputs[first],
            HiddenWeight = inputs[first + 1],
            InputBias = hasBiases ? inputs[first + 2] : null,
            HiddenBias = hasBiases ? inputs[first + 3] : null,
            Lengths = rest is 1 or 3 ? inputs[^1] : null,
        };
        given.Expect(op, gates);
        return given;
    }

    private void Expect(Op op, int gates)
    {
        if (X.Rank != 3 || X.Shape[0] == 0)
        {
            throw new ArgumentException(
                $"{op.Name}: the sequences are {X.Shape}; expected [steps, batch, features] with at least one step.");
        }

        if (HiddenWeight.Rank != 2 || HiddenWeight.Shape[0] != (long)gates * HiddenWeight.Shape[1])
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{op.Name}: the weight of the state is {HiddenWeight.Shape}; expected " +
                    $"[{(gates == 1 ? "" : $"{gates} · ")}units, units]."));
        }

        int width = HiddenWeight.Shape[0];
        Expect(op, InputWeight, "weight of the inputs", [width, X.Shape[2]]);
        Expect(op, State, "first state", [Batch, Units]);
        Expect(op, CellState, "first cell state", [Batch, Units]);
        Expect(op, InputBias, "bias of the inputs", [width]);
        Expect(op, HiddenBias, "bias of the state", [width]);
        if (Lengths is { } lengths)
        {
            ExpectLengths(lengths, Steps, Batch, op.Name);
        }
    }

    private void Expect(Op op, Tensor? given, string what, Shape expected)
    {
        if (given is not null && given.Shape != expected)
        {
            throw new ArgumentException(
                $"{op.Name}: the {what} is {given.Shape}; expected {expected}, for the sequences are {X.Shape} and the weight of the " +
                    $"state {HiddenWeight.Shape}.");
        }
    }

    /// <summary>Throws unless there is a length for each sequence, from 1 to the number of steps.</summary>
    private static void ExpectLengths(Tensor lengths, int steps, int batch, string op)
    {
        if (lengths.DType != DType.Int64 || lengths.Rank != 1 || lengths.Count != batch)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{op}: the lengths are {lengths.DType} {lengths.Shape}; expected Int64 [{batch}], one for each sequence."),
                nameof(lengths));
        }

        ReadOnlySpan<long> numbers = lengths.AsSpan<long>();
        for (int i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] < 1 || numbers[i] > steps)
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"{op}: the length of sequence {i} is {numbers[i]}; expected 1 to {steps}, the number of steps."), nameof(lengths));
            }
        }
    }
}
