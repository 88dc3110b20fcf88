using Autograd.Core;

namespace Autograd.Export;

/// <summary>Arithmetic, comparisons and truth values.</summary>
internal static class ElementwiseRules
{
    public static Dictionary<string, OnnxRule> All => new()
    {
        ["add"] = call => call.Same("Add"),
        ["sub"] = call => call.Same("Sub"),
        ["mul"] = call => call.Same("Mul"),
        ["div"] = call => call.Same("Div"),
        ["pow"] = call => call.Same("Pow"),
        ["maximum"] = call => call.Same("Max"),
        ["minimum"] = call => call.Same("Min"),
        ["neg"] = call => call.Same("Neg"),
        ["abs"] = call => call.Same("Abs"),
        ["exp"] = call => call.Same("Exp"),
        ["log"] = call => call.Same("Log"),
        ["sqrt"] = call => call.Same("Sqrt"),
        ["sin"] = call => call.Same("Sin"),
        ["cos"] = call => call.Same("Cos"),
        ["erf"] = call => call.Same("Erf"),
        ["reciprocal"] = call => call.Same("Reciprocal"),
        ["square"] = call => call.Mul(call.X, call.X),
        ["expm1"] = Expm1,
        ["log1p"] = Log1p,
        ["clamp"] = call => Clip(call, call.Attributes.Number("min"), call.Attributes.Number("max")),
        ["where"] = call => call.Same("Where"),
        ["to"] = call => call.Cast(call.X, call.ResultType()),
        ["detach"] = call => call.X,
        ["greater_than"] = call => call.Same("Greater"),
        ["greater_than_or_equal"] = call => call.Same("GreaterOrEqual"),
        ["less_than"] = call => call.Same("Less"),
        ["less_than_or_equal"] = call => call.Same("LessOrEqual"),
        ["equal_to"] = call => call.Same("Equal"),
        ["not_equal_to"] = call => call.Node("Not", [call.Same("Equal")]),
        ["and"] = call => call.Same("And"),
        ["or"] = call => call.Same("Or"),
        ["not"] = call => call.Same("Not"),
    };

    /// <summary>x held between two numbers, of which either may be infinite.</summary>
    public static string Clip(OnnxCall call, double min, double max)
    {
        string least = double.IsNegativeInfinity(min) ? "" : call.Number(min);
        return call.Node("Clip", double.IsPositiveInfinity(max) ? [call.X, least] : [call.X, least, call.Number(max)]);
    }

    // exp(x) − 1 = tanh(x/2) · (exp(x) + 1), which keeps its precision near 0.
    private static string Expm1(OnnxCall call) => call.Mul(
        call.Node("Tanh", [call.Mul(call.X, call.Number(0.5))]), call.Add(call.Node("Exp", [call.X]), call.Number(1)));

    // log(1 + x) = 2 artanh(x / (2 + x)), which keeps its precision near 0 and loses it far from there.
    private static string Log1p(OnnxCall call)
    {
        string near = call.Mul(
            call.Node("Atanh", [call.Div(call.X, call.Add(call.X, call.Number(2)))]), call.Number(2));
        string far = call.Node("Log", [call.Add(call.X, call.Number(1))]);
        return call.Where(call.Node("Less", [call.Node("Abs", [call.X]), call.Number(0.5)]), near, far);
    }
}
