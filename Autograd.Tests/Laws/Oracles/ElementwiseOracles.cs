using MathNet.Numerics;

namespace Autograd.Tests.Laws.Oracles;

internal static class ElementwiseOracles
{
    public static Dictionary<string, Oracle> All { get; } = new()
    {
        ["add"] = new ElementwiseOracle((x, y) => x + y),
        ["sub"] = new ElementwiseOracle((x, y) => x - y),
        ["mul"] = new ElementwiseOracle((x, y) => x * y),
        ["div"] = new ElementwiseOracle((x, y) => x / y),
        ["neg"] = new ElementwiseOracle(x => -x),
        ["exp"] = new ElementwiseOracle(Math.Exp),
        ["log"] = new ElementwiseOracle(x => Math.Log(x)),
        ["expm1"] = new ElementwiseOracle(Expm1),
        ["log1p"] = new ElementwiseOracle(Log1p),
        ["sqrt"] = new ElementwiseOracle(Math.Sqrt),
        ["square"] = new ElementwiseOracle(x => x * x),
        ["reciprocal"] = new ElementwiseOracle(x => 1 / x),
        ["abs"] = new ElementwiseOracle(Math.Abs),
        ["sin"] = new ElementwiseOracle(Math.Sin),
        ["cos"] = new ElementwiseOracle(Math.Cos),
        ["erf"] = new ElementwiseOracle(x => double.IsNaN(x) ? x : SpecialFunctions.Erf(x)),
        ["pow"] = new ElementwiseOracle(Math.Pow),
        ["minimum"] = new ElementwiseOracle(Math.Min),
        ["maximum"] = new ElementwiseOracle(Math.Max),
        ["clamp"] = new ElementwiseOracle((x, a) => double.IsNaN(x[0]) ? x[0] : Math.Min(Math.Max(x[0], a.Number("min")), a.Number("max"))),
        ["where"] = new ElementwiseOracle((x, _) => x[0] != 0 ? x[1] : x[2]),
        ["to"] = new ElementwiseOracle((x, a) => a.Word("dtype") switch
        {
            "Float32" => (float)x[0],
            "Int64" => Math.Truncate(x[0]),
            "Bool" => x[0] != 0 ? 1 : 0,
            _ => x[0],
        }),
    };

    /// <summary>eˣ − 1: its series where subtracting would cancel.</summary>
    public static double Expm1(double x)
    {
        if (!(Math.Abs(x) < 0.5))
        {
            return Math.Exp(x) - 1;
        }

        double sum = 0;
        for (int n = 20; n >= 1; n--)
        {
            sum = x / n * (1 + sum);
        }

        return sum;
    }

    /// <summary>log(1 + x), corrected for the rounding of 1 + x (Kahan).</summary>
    public static double Log1p(double x)
    {
        double u = 1 + x;
        return u == 1 ? x : double.IsPositiveInfinity(u) ? u : Math.Log(u) * (x / (u - 1));
    }
}
