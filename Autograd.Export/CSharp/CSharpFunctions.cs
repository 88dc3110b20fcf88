namespace Autograd.Export;

/// <summary>The functions of single numbers, in C#: of v, or of v and w.</summary>
internal static class CSharpFunctions
{
    /// <summary>A function: the method that applies it, the names of its parameters, and its value.</summary>
    public sealed record Function(string Method, string[] Parameters, string Value);

    /// <summary>Those of one number, by the op's name; the parameters are its attributes.</summary>
    public static IReadOnlyDictionary<string, Function> Unary { get; } = new Dictionary<string, Function>(StringComparer.Ordinal)
    {
        ["abs"] = new("Abs", [], "Math.Abs(v)"),
        ["cos"] = new("Cos", [], "Math.Cos(v)"),
        ["erf"] = new("Erf", [], "1 - 2 * NormalCdf(-1.4142135623730951 * v)"),
        ["exp"] = new("Exp", [], "Math.Exp(v)"),
        ["expm1"] = new("ExpMinusOne", [], "Expm1(v)"),
        ["log"] = new("Log", [], "Math.Log(v)"),
        ["log1p"] = new("LogOfOnePlus", [], "Log1p(v)"),
        ["neg"] = new("Negate", [], "-v"),
        ["reciprocal"] = new("Reciprocal", [], "1 / v"),
        ["sin"] = new("Sin", [], "Math.Sin(v)"),
        ["sqrt"] = new("Sqrt", [], "Math.Sqrt(v)"),
        ["square"] = new("Square", [], "v * v"),
        ["clamp"] = new("Clamp", ["min", "max"], "v < min ? min : v > max ? max : v"),
        ["celu"] = new("Celu", ["alpha"], "v > 0 ? v : alpha * Expm1(v / alpha)"),
        ["elu"] = new("Elu", ["alpha"], "v > 0 ? v : alpha * Expm1(v)"),
        ["gelu"] = new("Gelu", [], "v < -40 ? 0 : v * NormalCdf(v)"),
        ["gelu_tanh"] = new("GeluTanh", [], "v < -40 ? 0 : v * Logistic(1.5957691216057308 * (v + 0.044715 * v * v * v))"),
        ["hardshrink"] = new("Hardshrink", ["lambda"], "Math.Abs(v) <= lambda ? 0 : v"),
        ["hardsigmoid"] = new("Hardsigmoid", [], "v <= -3 ? 0 : v >= 3 ? 1 : (v + 3) / 6"),
        ["hardswish"] = new("Hardswish", [], "v <= -3 ? 0 : v >= 3 ? v : v * (v + 3) / 6"),
        ["hardtanh"] = new("Hardtanh", ["min", "max"], "v <= min ? min : v >= max ? max : v"),
        ["leaky_relu"] = new("LeakyRelu", ["negativeSlope"], "v > 0 ? v : negativeSlope * v"),
        ["logsigmoid"] = new("LogSigmoid", [], "-LogOnePlusExp(-v)"),
        ["mish"] = new("Mish", [], "v < -800 ? 0 : v * Math.Tanh(LogOnePlusExp(v))"),
        ["relu"] = new("Relu", [], "v <= 0 ? 0 : v"),
        ["relu6"] = new("Relu6", [], "v <= 0 ? 0 : v >= 6 ? 6 : v"),
        ["rrelu"] = new("RRelu", ["lower", "upper"], "v > 0 ? v : (lower + upper) / 2 * v"),
        ["selu"] = new("Selu", [], "v > 0 ? 1.0507009873554805 * v : 1.7580993408473768 * Expm1(v)"),
        ["sigmoid"] = new("Sigmoid", [], "Logistic(v)"),
        ["silu"] = new("Silu", [], "v < -800 ? 0 : v * Logistic(v)"),
        ["softplus"] = new("Softplus", ["beta", "threshold"], "beta * v > threshold ? v : LogOnePlusExp(beta * v) / beta"),
        ["softshrink"] = new("Softshrink", ["lambda"], "v > lambda ? v - lambda : v < -lambda ? v + lambda : v * 0"),
        ["softsign"] = new("Softsign", [], "double.IsInfinity(v) ? Math.Sign(v) : v / (1 + Math.Abs(v))"),
        ["tanh"] = new("Tanh", [], "Math.Tanh(v)"),
        ["tanhshrink"] = new("Tanhshrink", [],
            "Math.Abs(v) > 0.02 ? v - Math.Tanh(v) : v * v * v * (1.0 / 3 - v * v * (2.0 / 15 - v * v * 17 / 315))"),
        ["threshold"] = new("Threshold", ["limit", "value"], "v <= limit ? value : v"),
    };

    /// <summary>Those of two numbers.</summary>
    public static IReadOnlyDictionary<string, Function> Binary { get; } = new Dictionary<string, Function>(StringComparer.Ordinal)
    {
        ["add"] = new("Add", [], "v + w"),
        ["sub"] = new("Subtract", [], "v - w"),
        ["mul"] = new("Multiply", [], "v * w"),
        ["div"] = new("Divide", [], "v / w"),
        ["maximum"] = new("Maximum", [], "Math.Max(v, w)"),
        ["minimum"] = new("Minimum", [], "Math.Min(v, w)"),
        ["pow"] = new("Power", [], "Math.Pow(v, w)"),
        ["prelu"] = new("PRelu", [], "v > 0 ? v : w * v"),
    };

    /// <summary>The method that applies a function to every number.</summary>
    public static string OfOne(Function function) => $$"""
        private static void {{function.Method}}(ReadOnlySpan<float> x, Span<float> y{{Declared(function.Parameters)}})
        {
            for (int i = 0; i < y.Length; i++)
            {
                double v = x[i];
                y[i] = (float)({{function.Value}});
            }
        }
        """;

    private static string Declared(string[] parameters) => string.Concat(parameters.Select(parameter => $", double {parameter}"));

    /// <summary>The same for two, of which the second has fewer numbers, each for so many in a row, over and over.</summary>
    public static string OfTwo(Function function) => $$"""
        private static void {{function.Method}}(ReadOnlySpan<float> x, ReadOnlySpan<float> others, int each, Span<float> y)
        {
            for (int i = 0; i < y.Length;)
            {
                for (int other = 0; other < others.Length; other++)
                {
                    double w = others[other];
                    for (int end = i + each; i < end; i++)
                    {
                        double v = x[i];
                        y[i] = (float)({{function.Value}});
                    }
                }
            }
        }
        """;
}
