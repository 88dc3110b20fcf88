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
                golden.Integer("embedDim"), golden.Integer("heads"), golden.Flag("bias"), kDim: golden.Integer("kdim"),
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
    };
}
