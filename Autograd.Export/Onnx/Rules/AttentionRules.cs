using Autograd.Core;

namespace Autograd.Export;

/// <summary>Attention, made of products and a softmax.</summary>
internal static class AttentionRules
{
    public static Dictionary<string, OnnxRule> All => new()
    {
        ["scaled_dot_product_attention"] = call => Attend(call, call[0], call[1], call[2], call.Sizes(0), call.Sizes(1)[^2], 3),
        ["self_attention"] = OfItself,
    };

    // Queries, keys and values side by side, each with the heads side by side.
    private static string OfItself(OnnxCall call)
    {
        OnnxSize[] packed = call.Sizes();
        int heads = call.Attributes.Integer("heads"), each = packed[^1].Number / 3 / heads, rank = call.Rank();
        string[] parts = call.Nodes("Split", [call.X], 3, ("axis", rank - 1));
        OnnxSize[] apart = [.. packed[..^1], new(heads, false), new(each, false)];
        int[] headsFirst = [.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2, rank];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = call.Permute(call.Reshape(parts[i], apart), headsFirst);
        }

        OnnxSize[] query = [.. packed[..^2], new(heads, false), packed[^2], new(each, false)];
        string y = Attend(call, parts[0], parts[1], parts[2], query, packed[^2], 1);
        return call.Reshape(call.Permute(y, headsFirst), call.Result());
    }

    private static string Attend(
        OnnxCall call, string query, string key, string value, OnnxSize[] querySizes, OnnxSize keys, int firstMask)
    {
        if (call.Attributes.Number("dropout") != 0)
        {
            throw call.Refused("its dropout is random. Leave it out where the module's IsTraining is false");
        }

        int rank = querySizes.Length;
        double scale = call.Attributes.NumberOrNull("scale") ?? 1 / Math.Sqrt(querySizes[^1].Number);
        string scores = call.Mul(
            call.Node("MatMul", [query, LinearAlgebraRules.Transposed(call, key, rank)]), call.Number(scale));
        if (!call.Attributes.Flag("causal") && call.Count == firstMask)
        {
            return call.Node("MatMul", [call.Node("Softmax", [scores], ("axis", -1L)), value]);
        }

        // A row in which nothing may be attended to has finite scores, and weights of 0.
        string none = call.Number(double.NegativeInfinity), zero = call.Number(0);
        foreach (int mask in Enumerable.Range(firstMask, call.Count - firstMask))
        {
            scores = call.TypeOf(mask) == DType.Bool ? call.Where(call[mask], scores, none) : call.Add(scores, call[mask]);
        }

        scores = call.Attributes.Flag("causal")
            ? call.Where(Triangle(call, querySizes[^2], keys), scores, none)
            : scores;
        string isClosed = call.Node("Equal", [scores, none]);
        string isAllClosed = call.Node("Equal", [call.Node("ReduceMax", [scores], ("axes", (int[])[-1]), ("keepdims", true)), none]);
        string weights = call.Node("Softmax", [call.Where(isAllClosed, zero, scores)], ("axis", -1L));
        return call.Node("MatMul", [call.Where(isClosed, zero, weights), value]);
    }

    private static string Triangle(OnnxCall call, OnnxSize queries, OnnxSize keys)
    {
        int[] sizes = call.Fixed([queries, keys]);
        return call.Constant(Tensor.From(
            [.. from i in Enumerable.Range(0, sizes[0]) from j in Enumerable.Range(0, sizes[1]) select j <= i], Shape.Of(sizes)));
    }
}
