using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Modules;

internal static partial class ModuleCatalogue
{
    private static string[] OneLayer => ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"];

    private static string[] TwoOfBoth =>
        [.. new[] { "l0", "l0_reverse", "l1", "l1_reverse" }.SelectMany(end => OneLayer.Select(name => name.Replace("l0", end)))];

    private static ModuleCase[] Recurrent() =>
    [
        new(() => new Embedding(5, 3), Inputs: [2, 3], Output: [2, 3, 3])
        {
            FileNames = ["weight"],
            Arguments = Indices,
            Refusals = [new([2, 3], "embedding: the indices are Float32 [2, 3]; expected Int64")],
        },
        new(() => new Embedding(4, 2, paddingIndex: -1, hasSparseGrad: true), Inputs: [3], Output: [3, 2])
        {
            Name = "Embedding, padded and sparse",
            FileNames = ["weight"],
            Arguments = Indices,
            Refusals = [new([3], "embedding: the indices are Bool [3]; expected Int64", DType.Bool)],
        },
        new(() => new Rnn(3, 4), Inputs: [2, 3, 3], Output: [2, 3, 4])
        {
            FileNames = OneLayer,
            Refusals = Sequences("Rnn", "batch, steps", 3),
        },
        new(() => new Rnn(2, 3, nonlinearity: RnnNonlinearity.Relu, bidirectional: true, batchFirst: false), [3, 2, 2], [3, 2, 6])
        {
            Name = "Rnn, relu, both directions",
            FileNames = TwoOfBoth[..8],
            BatchAxis = 1,
            OutputBatchAxis = 1,
            Refusals = Sequences("Rnn", "steps, batch", 2),
        },
        new(() => new Gru(3, 2), Inputs: [2, 3, 3], Output: [2, 3, 2])
        {
            FileNames = OneLayer,
            Refusals = Sequences("Gru", "batch, steps", 3),
        },
        new(() => new Gru(2, 2, layers: 2, bidirectional: true, dropout: 0.5), Inputs: [2, 3, 2], Output: [2, 3, 4])
        {
            Name = "Gru, two layers, both directions, dropout",
            FileNames = TwoOfBoth,
            IsSameInUse = false,
            Refusals = Sequences("Gru", "batch, steps", 2),
        },
        new(() => new Lstm(3, 2), Inputs: [2, 3, 3], Output: [2, 3, 2])
        {
            FileNames = OneLayer,
            Refusals = Sequences("Lstm", "batch, steps", 3),
        },
        new(() => new Lstm(2, 2, layers: 2, bidirectional: true, bias: false, batchFirst: false), Inputs: [3, 2, 2], Output: [3, 2, 4])
        {
            Name = "Lstm, two layers, both directions",
            FileNames = [.. TwoOfBoth.Where(name => name.StartsWith("weight", StringComparison.Ordinal))],
            BatchAxis = 1,
            OutputBatchAxis = 1,
            Refusals = Sequences("Lstm", "steps, batch", 2),
        },
        WithState("Gru", () => new Gru(2, 2, bidirectional: true), (module, x, state, cells, lengths) =>
        {
            (Tensor output, Tensor last) = ((Gru)module).Forward(x, state, lengths);
            return Tensor.Concatenate([output.Flatten(), last.Flatten()]);
        }),
        WithState("Lstm", () => new Lstm(2, 2, bidirectional: true), (module, x, state, cells, lengths) =>
        {
            (Tensor output, LstmState last) = ((Lstm)module).Forward(x, new(state, cells), lengths);
            return Tensor.Concatenate([output.Flatten(), last.Hidden.Flatten(), last.Cell.Flatten()]);
        }),
        Cell(() => new RnnCell(3, 2), (module, x) => ((RnnCell)module).Forward(x[0], x[1])),
        Cell(() => new GruCell(3, 2), (module, x) => ((GruCell)module).Forward(x[0], x[1])),
        Cell(() => new LstmCell(3, 2), (module, x) =>
        {
            LstmState next = ((LstmCell)module).Forward(x[0], new(x[1], x[1] * 0.5));
            return next.Hidden + next.Cell;
        }),
        WithoutState(() => new RnnCell(3, 2, bias: false), (module, x) => ((RnnCell)module).Forward(x)),
        WithoutState(() => new GruCell(3, 2, bias: false), (module, x) => ((GruCell)module).Forward(x)),
        WithoutState(() => new LstmCell(3, 2, bias: false), (module, x) => ((LstmCell)module).Forward(x).Cell),
    ];

    private static ModuleCase WithoutState(Func<Module> make, Func<Module, Tensor, Tensor> forward) => new(make, [3, 3], [3, 2])
    {
        Name = $"{make().GetType().Name}, without a state",
        FileNames = ["weight_ih", "weight_hh"],
        Call = (module, x) => forward(module, x[0]),
        Refusals = [new([2, 4], "Cell: the input is [2, 4]; expected [batch, 3], or [3] for a single one")],
    };

    private static Tensor[] Indices(Shape shape, DType dtype) =>
        [Tensor.From([.. Enumerable.Range(0, shape.Count).Select(i => (long)i * i % 4)], shape)];

    private static Refusal[] Sequences(string name, string axes, int features) =>
    [
        new([2, 3, features + 1], $"{name}: the input is [2, 3, {features + 1}]; expected [{axes}, {features}], or [steps, {features}]"),
        new([features], $"{name}: the input is [{features}]; expected"),
        new(axes == "steps, batch" ? [0, 2, features] : [2, 0, features], "sequences without a step; expected one at least"),
        new([2, 3, features], "input 0 is Int64; expected Float32 or Float64", DType.Int64),
    ];

    // With first states and lengths, and the last states beside the output, all in one row.
    private static ModuleCase WithState(string name, Func<Module> make, Func<Module, Tensor, Tensor, Tensor, Tensor, Tensor> call)
    {
        int kinds = name == "Lstm" ? 2 : 1;
        return new(make, Inputs: [2, 3, 2], Output: [(2 * 3 * 4) + (kinds * 2 * 2 * 2)])
        {
            Name = $"{name}, first states and lengths",
            FileNames = TwoOfBoth[..8],
            BatchAxis = null,
            Arguments = (shape, dtype) =>
            [
                OpSamples.Spread(shape, dtype), OpSamples.Spread([2, 2, 2], dtype, phase: 1), OpSamples.Spread([2, 2, 2], dtype, phase: 2),
                Tensor.From([1L, 3]),
            ],
            Call = (module, x) => call(module, x[0], x[1], x[2], x[3]),
            Refusals =
            [
                new([3, 3, 2], $"{name}: the state is [2, 2, 2]; expected [2, 3, 2]"),
                new([2, 2, 2], "the length of sequence 1 is 3; expected 1 to 2"),
            ],
        };
    }

    private static ModuleCase Cell(Func<Module> make, Func<Module, Tensor[], Tensor> call) => new(make, Inputs: [2, 3], Output: [2, 2])
    {
        FileNames = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"],
        Arguments = (shape, dtype) => [OpSamples.Spread(shape, dtype), OpSamples.Spread([shape[0], 2], dtype, phase: 1)],
        Call = call,
        Refusals =
        [
            new([2, 4], "Cell: the input is [2, 4]; expected [batch, 3], or [3] for a single one"),
            new([3, 3], "Cell: the state is [2, 2]; expected [3, 2]"),
        ],
    };
}
