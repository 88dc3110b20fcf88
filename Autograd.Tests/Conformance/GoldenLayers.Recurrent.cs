using System.Text.Json;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Conformance;

internal static partial class GoldenLayers
{
    // An embedding that rescales its weights as it looks them up, or gradients by how often a row occurs, is none of ours.
    public static bool IsLeftOut(GoldenCase golden) =>
        golden.Name == "embedding"
        && (golden.Optional("maxNorm") is not null || golden.Optional("scaleGradByFrequency")?.GetBoolean() == true);

    private static Dictionary<string, Func<GoldenCase, GoldenLayer>> Recurrent() => new()
    {
        ["embedding"] = golden => GoldenLayer.Of(
            new Embedding(golden.Integer("embeddings"), golden.Integer("dim"), golden.Optional("paddingIdx")?.GetInt32()),
            golden.Has("arguments") ? "indices" : "input"),
        ["rnn"] = golden => Stateful(
            golden,
            new Rnn(golden.Integer("inputSize"), golden.Integer("hiddenSize"), golden.Integer("layers"),
                golden.Flag("bidirectional"), 0, Enum.Parse<RnnNonlinearity>(golden.Word("nonlinearity"), ignoreCase: true),
                golden.Flag("bias"), golden.Flag("batchFirst")),
            (layer, x, state, lengths) => layer.Forward(x, state, lengths)),
        // Weights of PyTorch's names, of both directions: huggingface/candle#2351, keras-team/keras#15915.
        ["gru"] = golden => Stateful(
            golden,
            new Gru(golden.Integer("inputSize"), golden.Integer("hiddenSize"), golden.Integer("layers"), golden.Flag("bidirectional"),
                bias: golden.Flag("bias"), batchFirst: golden.Flag("batchFirst")),
            (layer, x, state, lengths) => layer.Forward(x, state, lengths)),
        ["lstm"] = golden =>
        {
            var layer = new Lstm(golden.Integer("inputSize"), golden.Integer("hiddenSize"), golden.Integer("layers"),
                golden.Flag("bidirectional"), bias: golden.Flag("bias"), batchFirst: golden.Flag("batchFirst"));
            return new(layer, arguments =>
            {
                LstmState? first = arguments.TryGetValue("h_0", out Tensor? h) ? new(h, arguments["c_0"]) : null;
                (Tensor output, LstmState last) = layer.Forward(arguments["input"], first, Lengths(golden));
                return new(output, ("h_n", last.Hidden), ("c_n", last.Cell));
            });
        },
    };

    private static GoldenLayer Stateful<T>(
        GoldenCase golden, T layer, Func<T, Tensor, Tensor?, Tensor?, (Tensor Output, Tensor State)> forward) where T : Layer =>
        new(layer, arguments =>
        {
            (Tensor output, Tensor last) = forward(layer, arguments["input"], arguments.GetValueOrDefault("h_0"), Lengths(golden));
            return new(output, ("h_n", last));
        });

    private static Tensor? Lengths(GoldenCase golden) =>
        golden.Optional("lengths") is { } lengths ? Tensor.From([.. lengths.EnumerateArray().Select(length => length.GetInt64())]) : null;
}
