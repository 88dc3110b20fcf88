using System.Globalization;

namespace Autograd.Core;

/// <summary>Samples and refusals that the recurrent ops share.</summary>
internal static class RecurrentEvidence
{
    /// <summary>The attribute that says in which direction the steps are taken.</summary>
    public static OpParameter Reverse => new("reverse", false, "Whether the steps are taken from the last to the first.");

    /// <summary>Samples of one and several steps, with and without biases and lengths, in both directions.</summary>
    /// <param name="gates">The number of gates.</param>
    /// <param name="hasCellState">Whether there is a cell state.</param>
    public static OpSample[] Samples(int gates, bool hasCellState = false) =>
    [
        Sample(gates, hasCellState, 1, 2, 3, 2),
        Sample(gates, hasCellState, 3, 2, 2, 3, biases: true),
        Sample(gates, hasCellState, 3, 2, 1, 2, biases: true, reverse: true),
        Sample(gates, hasCellState, 4, 3, 2, 2, biases: true, lengths: [2, 4, 1]),
        Sample(gates, hasCellState, 4, 3, 2, 2, lengths: [2, 4, 1], reverse: true),
        Sample(gates, hasCellState, 2, 1, 3, 19),
        Sample(gates, hasCellState, 2, 0, 3, 2, biases: true),
    ];

    /// <summary>What they refuse.</summary>
    /// <param name="op">The op's name.</param>
    /// <param name="gates">The number of gates.</param>
    /// <param name="hasCellState">Whether there is a cell state.</param>
    public static OpError[] Errors(string op, int gates, bool hasCellState = false)
    {
        Tensor[] Some(Shape x) => Inputs(DType.Float32, gates, hasCellState, x, 2, biases: true, null);
        Tensor[] Other(int input, Shape shape)
        {
            Tensor[] inputs = Some([2, 3, 4]);
            inputs[input < 2 || !hasCellState ? input : input + 1] = Tensor.Ones(shape);
            return inputs;
        }

        int width = 2 * gates;
        string For(string what) => $"{op}: the {what}; expected ";
        return
        [
            new($"{For("sequences are [2, 3]")}[steps, batch, features]", () => [Tensor.Ones([2, 3]), .. Some([1, 3, 4])[1..]]),
            new($"{For("sequences are [0, 3, 4]")}[steps, batch, features] with at least one step", () => Some([0, 3, 4])),
            new($"{For("first state is [2, 2]")}[3, 2]", () => Other(1, [2, 2])),
            new(string.Create(CultureInfo.InvariantCulture, $"{For($"weight of the inputs is [{width}, 3]")}[{width}, 4]"),
                () => Other(2, [width, 3])),
            new(string.Create(CultureInfo.InvariantCulture, $"{op}: the weight of the state is [{width + 1}, 2]; expected ["),
                () => Other(3, [width + 1, 2])),
            new(string.Create(CultureInfo.InvariantCulture, $"{For("bias of the inputs is [1]")}[{width}]"), () => Other(4, [1])),
            new(string.Create(CultureInfo.InvariantCulture, $"{For("bias of the state is [1]")}[{width}]"), () => Other(5, [1])),
            new($"{For("lengths are Int64 [2]")}Int64 [3], one for each sequence", () => [.. Some([2, 3, 4]), Tensor.From([1L, 2])]),
            new($"{For("lengths are Float32 [3]")}Int64 [3]", () => [.. Some([2, 3, 4]), Tensor.Ones([3])]),
            new($"{op}: the length of sequence 1 is 0; expected 1 to 2", () => [.. Some([2, 3, 4]), Tensor.From([1L, 0, 2])]),
            new($"{op}: the length of sequence 2 is 3; expected 1 to 2", () => [.. Some([2, 3, 4]), Tensor.From([1L, 2, 3])]),
            new($"{op}: the inputs are Float32 and Float64; expected one type",
                () => [.. Some([2, 3, 4])[..^1], Tensor.Ones([width], DType.Float64)]),
            new(string.Create(CultureInfo.InvariantCulture,
                $"{op}: expected {(hasCellState ? 5 : 4)} to {(hasCellState ? 8 : 7)} inputs, got 1"), () => [Tensor.Ones([2, 3, 4])]),
        ];
    }

    private static OpSample Sample(int gates, bool hasCellState, int steps, int batch, int features, int units, bool biases = false,
        long[]? lengths = null, bool reverse = false) => new(
        string.Create(CultureInfo.InvariantCulture, $"{steps} steps of {batch} sequences of {features}, {units} units") +
            (biases ? " with biases" : "") + (lengths is null ? "" : ", of different lengths"),
        dtype => Inputs(dtype, gates, hasCellState, [steps, batch, features], units, biases, lengths),
        new() { ["reverse"] = reverse });

    private static Tensor[] Inputs(
        DType dtype, int gates, bool hasCellState, Shape x, int units, bool biases, long[]? lengths)
    {
        Shape state = [x[1], units], width = [gates * units];
        return
        [
            OpSamples.Spread(x, dtype, -1, 1),
            OpSamples.Spread(state, dtype, -1, 1, phase: 1),
            .. hasCellState ? (Tensor[])[OpSamples.Spread(state, dtype, -1, 1, phase: 6)] : [],
            OpSamples.Spread([gates * units, x[2]], dtype, -1, 1, phase: 2),
            OpSamples.Spread([gates * units, units], dtype, -1, 1, phase: 3),
            .. biases ? (Tensor[])[OpSamples.Spread(width, dtype, -1, 1, phase: 4), OpSamples.Spread(width, dtype, -1, 1, phase: 5)] : [],
            .. lengths is null ? (Tensor[])[] : [Tensor.From(lengths)],
        ];
    }
}
