using Autograd.Core;

namespace Autograd.Export;

/// <summary>Activations.</summary>
internal static class ActivationRules
{
    // From here on a softplus of Float32 is its argument.
    private const double LargeSoftplus = 20;

    public static Dictionary<string, OnnxRule> All => new()
    {
        ["relu"] = call => call.Same("Relu"),
        ["relu6"] = call => ElementwiseRules.Clip(call, 0, 6),
        ["hardtanh"] = call => ElementwiseRules.Clip(call, call.Attributes.Number("min"), call.Attributes.Number("max")),
        ["elu"] = call => call.Same("Elu", ("alpha", call.Attributes.Number("alpha"))),
        ["celu"] = Celu,
        ["selu"] = call => call.Same("Selu"),
        ["leaky_relu"] = call => call.Same("LeakyRelu", ("alpha", call.Attributes.Number("negativeSlope"))),
        ["rrelu"] = call => call.Same(
            "LeakyRelu", ("alpha", (call.Attributes.Number("lower") + call.Attributes.Number("upper")) / 2)),
        ["prelu"] = PRelu,
        ["sigmoid"] = call => call.Same("Sigmoid"),
        ["tanh"] = call => call.Same("Tanh"),
        ["softsign"] = call => call.Same("Softsign"),
        ["hardsigmoid"] = call => call.Same("HardSigmoid", ("alpha", 1.0 / 6), ("beta", 0.5)),
        ["hardswish"] = call => call.Same("HardSwish"),
        ["hardshrink"] = call => call.Same("Shrink", ("lambd", call.Attributes.Number("lambda"))),
        ["softshrink"] = call => call.Same(
            "Shrink", ("lambd", call.Attributes.Number("lambda")), ("bias", call.Attributes.Number("lambda"))),
        ["tanhshrink"] = call => call.Sub(call.X, call.Node("Tanh", [call.X])),
        ["threshold"] = call => call.Where(
            call.Node("LessOrEqual", [call.X, call.Number(call.Attributes.Number("limit"))]),
            call.Number(call.Attributes.Number("value")), call.X),
        ["logsigmoid"] = call => call.Node("Neg", [call.Node("Softplus", [call.Node("Neg", [call.X])])]),
        ["silu"] = call => call.Mul(call.X, call.Node("Sigmoid", [call.X])),
        ["mish"] = call => call.Mul(call.X, call.Node("Tanh", [call.Node("Softplus", [call.X])])),
        ["softplus"] = Softplus,
        ["gelu"] = Gelu,
        ["softmax"] = call => call.Node("Softmax", [Scaled(call, 1)], ("axis", call.Axis())),
        ["softmin"] = call => call.Node("Softmax", [Scaled(call, -1)], ("axis", call.Axis())),
        ["log_softmax"] = call => call.Node("LogSoftmax", [Scaled(call, 1)], ("axis", call.Axis())),
    };

    private static string Scaled(OnnxCall call, double sign)
    {
        double factor = sign * call.Attributes.Number("beta");
        return factor == 1 ? call.X : call.Mul(call.X, call.Number(factor));
    }

    // ONNX's Celu is of Float32 alone, and wants no α of 0 or less.
    private static string Celu(OnnxCall call)
    {
        double alpha = call.Attributes.Number("alpha");
        string below = call.Node("Elu", [call.Div(call.X, call.Number(alpha))]);
        return alpha == 1 ? call.Same("Elu")
            : call.Where(call.Node("Greater", [call.X, call.Number(0)]), call.X, call.Mul(below, call.Number(alpha)));
    }

    // The slopes lie along the second axis, ONNX aligns them with the last.
    private static string PRelu(OnnxCall call)
    {
        string slopes = call[1];
        if (call.Rank(1) == 1 && call.Sizes(1)[0].Number > 1 && call.Rank() > 2)
        {
            slopes = call.Reshape(slopes, [.. call.Sizes(1), .. Enumerable.Repeat(new OnnxSize(1, false), call.Rank() - 2)]);
        }

        return call.Node("PRelu", [call.X, slopes]);
    }

    private static string Softplus(OnnxCall call)
    {
        double beta = call.Attributes.Number("beta"), threshold = call.Attributes.Number("threshold");
        string scaled = beta == 1 ? call.X : call.Mul(call.X, call.Number(beta)), soft = call.Node("Softplus", [scaled]);
        string y = beta == 1 ? soft : call.Div(soft, call.Number(beta));
        return threshold >= LargeSoftplus && call.Type == DType.Float32
            ? y
            : call.Where(call.Node("Greater", [scaled, call.Number(threshold)]), call.X, y);
    }

    private static string Gelu(OnnxCall call)
    {
        string x = call.X, inside = call.Attributes.Word("approximate") == "none"
            ? call.Node("Erf", [call.Mul(x, call.Number(Math.Sqrt(0.5)))])
            : call.Node("Tanh", [call.Mul(call.Add(x, call.Mul(call.Mul(x, call.Mul(x, x)), call.Number(0.044715))),
                call.Number(Math.Sqrt(2 / Math.PI)))]);
        return call.Mul(call.Mul(x, call.Number(0.5)), call.Add(inside, call.Number(1)));
    }
}
