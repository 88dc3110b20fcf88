using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Conformance;

internal static partial class GoldenLayers
{
    private static Dictionary<string, Func<GoldenCase, GoldenLayer>> Attention() => new()
    {
        ["multihead_attention"] = golden =>
        {
            var layer = new MultiHeadAttention(
                golden.Integer("embedDim"), golden.Integer("heads"), bias: golden.Flag("bias"), kDim: golden.Integer("kdim"),
                vDim: golden.Integer("vdim"), batchFirst: golden.Flag("batchFirst"));
            AttentionWeights weights = !golden.Flag("needWeights") ? AttentionWeights.None
                : golden.Flag("averageWeights") ? AttentionWeights.Average
                : AttentionWeights.PerHead;
            return new(layer, arguments =>
            {
                Tensor query = arguments.GetValueOrDefault("query") ?? arguments["input"];
                (Tensor output, Tensor? given) = layer.Forward(
                    query, arguments.GetValueOrDefault("key", query), arguments.GetValueOrDefault("value", query),
                    arguments.GetValueOrDefault("attentionMask"), arguments.GetValueOrDefault("keyMask"), weights);
                return given is null ? new(output) : new(output, ("weights", given));
            });
        },
        ["multihead_self_attention"] = golden => GoldenLayer.Of(
            new MultiHeadAttention(golden.Integer("embedDim"), golden.Integer("heads"), batchFirst: golden.Flag("batchFirst"))),
        ["transformer_encoder_layer"] = golden =>
        {
            var layer = new TransformerEncoderLayer(
                golden.Integer("dModel"), golden.Integer("heads"), golden.Integer("feedForward"), dropout: 0,
                golden.Word("activation") == "relu" ? new Relu() : new Gelu(), golden.Flag("normFirst"),
                batchFirst: golden.Flag("batchFirst"), epsilon: golden.Number("layerNormEps"));
            return new(layer, arguments => new(layer.Forward(
                arguments["input"], arguments.GetValueOrDefault("attentionMask"), arguments.GetValueOrDefault("keyMask"))));
        },
    };
}
