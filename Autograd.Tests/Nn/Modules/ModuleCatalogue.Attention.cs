using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Modules;

internal static partial class ModuleCatalogue
{
    private static readonly string[] s_attentionNames = ["in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias"];

    private static readonly string[] s_encoderNames =
    [
        .. s_attentionNames.Select(name => $"self_attn.{name}"), "linear1.weight", "linear1.bias", "linear2.weight", "linear2.bias",
        "norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias",
    ];

    private static ModuleCase[] Attention() =>
    [
        new(() => new MultiHeadAttention(4, 2), Inputs: [2, 3, 4], Output: [2, 3, 4])
        {
            FileNames = s_attentionNames,
            Refusals =
            [
                new([2, 3, 5], "MultiHeadAttention: the query is [2, 3, 5]; expected [N, L, 4], or without the batch [L, 4]"),
                new([4], "MultiHeadAttention: the query is [4]; expected [N, L, 4]"),
                new([2, 3, 4], "MultiHeadAttention: the key is [2, 3, 4] and the query [2, 3, 4]; expected a key of [N, S, 3]",
                    Make: () => new MultiHeadAttention(4, 2, kDim: 3)),
                new([2, 3], "MultiHeadAttention: the input is Int64 [2, 3]; expected Float32 or Float64. An Embedding in front makes",
                    DType.Int64),
            ],
        },
        new(() => new MultiHeadAttention(4, 2, bias: false, batchFirst: false, causal: true), Inputs: [3, 2, 4], Output: [3, 2, 4])
        {
            Name = "MultiHeadAttention, causal, batch second",
            BatchAxis = 1,
            OutputBatchAxis = 1,
            FileNames = ["in_proj_weight", "out_proj.weight"],
            Refusals = [new([2, 3, 5], "MultiHeadAttention: the query is [2, 3, 5]; expected [L, N, 4], or without the batch [L, 4]")],
        },
        new(() => new MultiHeadAttention(4, 2, kDim: 3, vDim: 5), Inputs: [2, 3, 4], Output: [2, 3, 4])
        {
            Name = "MultiHeadAttention to other keys and values",
            FileNames = ["q_proj_weight", "k_proj_weight", "v_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias"],
            Arguments = (shape, dtype) =>
            [
                OpSamples.Spread(shape, dtype), OpSamples.Spread([shape[0], 4, 3], dtype, phase: 1),
                OpSamples.Spread([shape[0], 4, 5], dtype, phase: 2), OpSamples.Spread([3, 4], DType.Float32).GreaterThan(-1),
                OpSamples.Spread([shape[0], 4], DType.Float32, phase: 1).GreaterThan(-2),
            ],
            Call = (module, x) => ((MultiHeadAttention)module).Forward(x[0], x[1], x[2], x[3], x[4]).Output,
            Hides = shape => !OpSamples.Spread([shape[0], 4], DType.Float32, phase: 1).GreaterThan(-2),
            HidesIn = [1, 2],
            Refusals = [new([1, 3, 4], "the key is [2, 4, 3] and the query [1, 3, 4]; expected a key of [N, S, 3] with the same batch")],
        },
        new(() => new MultiHeadAttention(4, 2), Inputs: [2, 3, 4], Output: [2, 2, 3, 3])
        {
            Name = "MultiHeadAttention's weights",
            FileNames = s_attentionNames,
            Arguments = (shape, dtype) => [OpSamples.Spread(shape, dtype), OpSamples.Spread([3, 3], dtype, phase: 1)],
            Call = Weights,
            Refusals = [new([2, 4, 4], "MultiHeadAttention: the mask is [3, 3]; expected [4, 4] of queries and keys")],
        },
        new(() => new MultiHeadAttention(4, 2), Inputs: [2, 4, 4], Output: [2, 4, 4])
        {
            Name = "MultiHeadAttention with padding",
            FileNames = s_attentionNames,
            Arguments = Padded,
            Call = (module, x) => ((MultiHeadAttention)module).Forward(x[0], x[0], x[0], keyMask: x[1]).Output,
            Hides = shape => !Padded(shape, DType.Float32)[1],
            Refusals = [new([2, 5, 4], "MultiHeadAttention: the keyMask is [2, 4]; expected [2, 5], one for each key")],
        },
        new(() => new MultiHeadAttention(4, 2), Inputs: [2, 4, 4], Output: [2, 4, 4])
        {
            Name = "MultiHeadAttention with padding, by weights",
            FileNames = s_attentionNames,
            Arguments = Padded,
            Call = (module, x) => ((MultiHeadAttention)module)
                .Forward(x[0], x[0], x[0], keyMask: x[1], weights: AttentionWeights.Average).Output,
            Hides = shape => !Padded(shape, DType.Float32)[1],
            Refusals = [new([2, 5, 4], "MultiHeadAttention: the keyMask is [2, 4]; expected [2, 5], one for each key")],
        },
        new(() => new MultiHeadAttention(4, 2), Inputs: [2, 4, 4], Output: [2, 4, 4])
        {
            Name = "MultiHeadAttention with padding that −∞ hides",
            FileNames = s_attentionNames,
            Arguments = (shape, dtype) =>
            [
                OpSamples.Spread(shape, dtype),
                Tensor.Where(Padded(shape, dtype)[1], OpSamples.Spread([4], dtype, phase: 2), double.NegativeInfinity),
            ],
            Call = (module, x) => ((MultiHeadAttention)module).Forward(x[0], x[0], x[0], keyMask: x[1]).Output,
            Hides = shape => !Padded(shape, DType.Float32)[1],
            Refusals = [new([2, 5, 4], "MultiHeadAttention: the keyMask is [2, 4]; expected [2, 5], one for each key")],
        },
        new(() => new MultiHeadAttention(4, 2, dropout: 0.5), Inputs: [2, 3, 4], Output: [2, 3, 4])
        {
            Name = "MultiHeadAttention with dropout",
            FileNames = s_attentionNames,
            IsSameInUse = false,
            Refusals = [new([2, 3, 5], "MultiHeadAttention: the query is [2, 3, 5]")],
        },
        new(() => new TransformerEncoderLayer(4, 2, 5, dropout: 0), Inputs: [2, 3, 4], Output: [2, 3, 4])
        {
            FileNames = s_encoderNames,
            Refusals =
            [
                new([2, 3, 5], "MultiHeadAttention: the query is [2, 3, 5]; expected [N, L, 4], or without the batch [L, 4]. (in '0.Self"),
                new([2, 3], "TransformerEncoderLayer: the input is Int64 [2, 3]; expected Float32 or Float64. An Embedding in front",
                    DType.Int64),
            ],
        },
        new(() => new TransformerEncoderLayer(4, 2, 5, activation: new Gelu(), normFirst: true, batchFirst: false, causal: true),
            Inputs: [3, 2, 4], Output: [3, 2, 4])
        {
            Name = "TransformerEncoderLayer, norm first, batch second",
            BatchAxis = 1,
            OutputBatchAxis = 1,
            IsSameInUse = false,
            FileNames = s_encoderNames,
            Refusals = [new([2, 3, 5], "LayerNorm: the input is [2, 3, 5]; expected [..., 4]")],
        },
        new(() => new TransformerEncoder(2, () => new TransformerEncoderLayer(4, 1, 3, dropout: 0), new LayerNorm(4)), Inputs: [2, 3, 4],
            Output: [2, 3, 4])
        {
            FileNames =
            [
                .. s_encoderNames.Select(name => $"layers.0.{name}"), .. s_encoderNames.Select(name => $"layers.1.{name}"), "norm.weight",
                "norm.bias",
            ],
            Arguments = (shape, dtype) =>
                [OpSamples.Spread(shape, dtype), OpSamples.Spread([shape[0], 3], DType.Float32).GreaterThan(-2)],
            Call = (module, x) => ((TransformerEncoder)module).Forward(x[0], null, x[1]),
            Hides = shape => !OpSamples.Spread([shape[0], 3], DType.Float32).GreaterThan(-2),
            Refusals = [new([2, 2, 4], "MultiHeadAttention: the keyMask is [2, 3]; expected [2, 2], one for each key")],
        },
        .. new (Func<Layer> Make, Func<Module, Tensor, Tensor, Tensor> Call)[]
        {
            (() => new Rnn(4, 3), (module, x, lengths) => ((Rnn)module).Forward(x, null, lengths).Output),
            (() => new Gru(4, 3, bidirectional: true), (module, x, lengths) => ((Gru)module).Forward(x, null, lengths).Output),
            (() => new Lstm(4, 3, layers: 2), (module, x, lengths) => ((Lstm)module).Forward(x, null, lengths).Output),
        }.Select(row => Lengths(row.Make, row.Call)),
        new(() => new SinusoidalPositions(), Inputs: [2, 3, 5], Output: [2, 3, 5])
        {
            Refusals =
            [
                new([4], "SinusoidalPositions: the input is Float32 [4]; expected numbers of [N, L, E], or without the batch [L, E]"),
                new([2, 3, 5], "SinusoidalPositions: the input is Int64 [2, 3, 5]", DType.Int64),
            ],
        },
    ];

    // What lengths hide; the other laws have rows of the layers' own.
    private static ModuleCase Lengths(Func<Layer> make, Func<Module, Tensor, Tensor, Tensor> call)
    {
        int outputs = make().Forward(Tensor.Ones([1, 1, 4])).Count;
        return new(make, Inputs: [2, 4, 4], Output: [2, 4, outputs])
        {
            Name = $"{make().GetType().Name} with lengths",
            BatchAxis = null,
            FileNames = [.. make().StateDict().Keys],
            Arguments = (shape, dtype) =>
                [OpSamples.Spread(shape, dtype), Tensor.From([.. Enumerable.Range(0, shape[0]).Select(i => Math.Min(4L, 2 + i))])],
            Call = (module, x) => call(module, x[0], x[1]),
            Hides = shape => !Padded(shape, DType.Float32)[1],
            Refusals = [new([2, 1, 4], "lengths")],
        };
    }

    // One sequence ends early, and one is longer; true is real.
    private static Tensor[] Padded(Shape shape, DType dtype)
    {
        bool[] isReal = [.. Enumerable.Range(0, shape[0] * 4).Select(i => i % 4 < 2 + (i / 4))];
        return [OpSamples.Spread(shape, dtype), Tensor.From(isReal, [shape[0], 4])];
    }

    // Those that are given back, with the output added to them so that all parameters count.
    private static Tensor Weights(Module module, Tensor[] x)
    {
        (Tensor output, Tensor? weights) =
            ((MultiHeadAttention)module).Forward(x[0], x[0], x[0], x[1], weights: AttentionWeights.PerHead);
        return weights! + output.Mean([1, 2]).Reshape(-1, 1, 1, 1);
    }
}
