using Autograd.Core;

namespace Autograd.Export;

/// <summary>Normalization; in evaluation, so without dropout.</summary>
internal static class NormalizationRules
{
    public static Dictionary<string, OnnxRule> All => new()
    {
        ["batch_norm"] = BatchNorm,
        ["layer_norm"] = LayerNorm,
        ["rms_norm"] = RmsNorm,
        ["group_norm"] = call => ByGroups(call, call.Attributes.Integer("groups")),
        ["instance_norm"] = call => ByGroups(call, call.Sizes()[1].Number),
        ["dropout"] = IsRandom,
        ["alpha_dropout"] = IsRandom,
    };

    private static string IsRandom(OnnxCall call) => call.Attributes.Number("p") == 0 ? call.X : throw call.Refused(
        "it is random in evaluation too. Leave it out where the module's IsTraining is false");

    // Inputs are x, then weight and bias, then mean and variance, of which each pair may be missing.
    private static string BatchNorm(OnnxCall call)
    {
        (double epsilon, int channels) = (call.Attributes.Number("epsilon"), call.Sizes()[1].Number);
        if (call.Count == 5)
        {
            return call.Same("BatchNormalization", ("epsilon", epsilon));
        }

        int[] axes = [.. Enumerable.Range(0, call.Rank()).Where(axis => axis != 1)];
        string off = call.Sub(call.X, ReductionRules.Mean(call, call.X, axes));
        string variance = ReductionRules.Mean(call, call.Mul(off, off), axes);
        string y = call.Div(off, call.Node("Sqrt", [call.Add(variance, call.Number(epsilon))]));
        return Affine(call, y, [new(channels, false), .. Enumerable.Repeat(new OnnxSize(1, false), call.Rank() - 2)]);
    }

    private static string LayerNorm(OnnxCall call)
    {
        int trailing = call.Attributes.Integer("trailingAxes");
        string weight = call.Count > 1 ? call[1]
            : call.Constant(Tensor.Ones(Shape.Of(call.Fixed(call.Sizes()[^trailing..])), call.Type));
        return call.Node("LayerNormalization", call.Count > 2 ? [call.X, weight, call[2]] : [call.X, weight],
            ("axis", -trailing), ("epsilon", call.Attributes.Number("epsilon")));
    }

    private static string RmsNorm(OnnxCall call)
    {
        int trailing = call.Attributes.Integer("trailingAxes");
        double epsilon = call.Attributes.NumberOrNull("epsilon") ?? call.Type.Epsilon();
        string mean = ReductionRules.Mean(call, call.Mul(call.X, call.X), [.. Enumerable.Range(-trailing, trailing)]);
        string y = call.Div(call.X, call.Node("Sqrt", [call.Add(mean, call.Number(epsilon))]));
        return call.Count > 1 ? call.Mul(y, call[1]) : y;
    }

    // Each group of channels as one long channel of its own.
    private static string ByGroups(OnnxCall call, int groups)
    {
        OnnxSize[] sizes = call.Sizes();
        int[] rest = call.Fixed(sizes[1..]);
        string grouped = call.Reshape(
            call.X, sizes[0], new(groups, false), new(rest.Aggregate(1, (a, b) => a * b) / groups, false));
        string ones = call.Constant(Tensor.Ones([groups], call.Type)), zeros = call.Constant(Tensor.Zeros([groups], call.Type));
        string y = call.Reshape(
            call.Node("InstanceNormalization", [grouped, ones, zeros], ("epsilon", call.Attributes.Number("epsilon"))), sizes);
        return Affine(call, y, [sizes[1], .. Enumerable.Repeat(new OnnxSize(1, false), call.Rank() - 2)]);
    }

    // A weight and a bias for each channel.
    private static string Affine(OnnxCall call, string y, OnnxSize[] shape)
    {
        y = call.Count > 1 ? call.Mul(y, call.Reshape(call[1], shape)) : y;
        return call.Count > 2 ? call.Add(y, call.Reshape(call[2], shape)) : y;
    }
}
