using MathNet.Numerics;

namespace Autograd.Tests.Laws.Oracles;

internal static class ActivationOracles
{
    public static Dictionary<string, Oracle> All { get; } = new()
    {
        ["relu"] = new ElementwiseOracle(x => double.IsNaN(x) ? x : Math.Max(x, 0)),
        ["prelu"] = new ElementwiseOracle((x, a) => x > 0 ? x : a * x),
        ["leaky_relu"] = new ElementwiseOracle((x, a) => x[0] > 0 ? x[0] : a.Number("negativeSlope") * x[0]),
        ["sigmoid"] = new ElementwiseOracle(x => 1 / (1 + Math.Exp(-x))),
        ["tanh"] = new ElementwiseOracle(Math.Tanh),
        ["rrelu"] = new ElementwiseOracle((x, a) => x[0] > 0 ? x[0] : (a.Number("lower") + a.Number("upper")) / 2 * x[0]),
        ["relu6"] = new ElementwiseOracle(x => Math.Clamp(x, 0, 6)),
        ["hardtanh"] = new ElementwiseOracle((x, a) => Math.Clamp(x[0], a.Number("min"), a.Number("max"))),
        ["threshold"] = new ElementwiseOracle((x, a) => x[0] <= a.Number("limit") ? a.Number("value") : x[0]),
        ["softshrink"] = new ElementwiseOracle((x, a) => double.IsNaN(x[0])
            ? x[0]
            : Math.Sign(x[0]) * Math.Max(Math.Abs(x[0]) - a.Number("lambda"), 0)),
        ["hardshrink"] = new ElementwiseOracle((x, a) => Math.Abs(x[0]) <= a.Number("lambda") ? 0 : x[0]),
        ["hardsigmoid"] = new ElementwiseOracle(x => Math.Clamp((x + 3) / 6, 0, 1)),
        ["hardswish"] = new ElementwiseOracle(x => x < -3 ? 0 : x * Math.Clamp((x / 6) + 0.5, 0, 1)),
        ["elu"] = new ElementwiseOracle((x, a) => Elu(x[0], a.Number("alpha"))),
        ["celu"] = new ElementwiseOracle((x, a) => x[0] > 0
            ? x[0]
            : a.Number("alpha") * ElementwiseOracles.Expm1(x[0] / a.Number("alpha"))),
        ["selu"] = new ElementwiseOracle(x => 1.0507009873554805 * Elu(x, 1.6732632423543772)),
        ["softplus"] = new ElementwiseOracle((x, a) => a.Number("beta") * x[0] > a.Number("threshold")
            ? x[0]
            : Softplus(a.Number("beta") * x[0]) / a.Number("beta")),
        ["logsigmoid"] = new ElementwiseOracle(x => -Softplus(-x)),
        ["softsign"] = new ElementwiseOracle(x => double.IsInfinity(x) ? Math.Sign(x) : x / (1 + Math.Abs(x))),
        ["tanhshrink"] = new ElementwiseOracle(x => Math.Abs(x) < 0.01 ? x * x * x / 3 : x - Math.Tanh(x)),
        ["gelu"] = new ElementwiseOracle((x, a) => x[0] < -40 ? 0 : x[0] > 40 ? x[0] : a.Word("approximate") == "tanh"
            ? x[0] / (1 + Math.Exp(-2 * Math.Sqrt(2 / Math.PI) * (x[0] + (0.044715 * Math.Pow(x[0], 3)))))
            : double.IsNaN(x[0]) ? x[0] : x[0] * SpecialFunctions.Erfc(-x[0] / Math.Sqrt(2)) / 2),
        ["silu"] = new ElementwiseOracle(x => x < -800 ? 0 : x / (1 + Math.Exp(-x))),
        ["mish"] = new ElementwiseOracle(x => x < -800 ? 0 : x < 0 ? x * Math.Tanh(Softplus(x)) : x > 40 ? x
            : x * Math.Tanh(Math.Log(1 + Math.Exp(x)))),
        ["glu"] = new WholeOracle((x, a) => Glu(x[0], a.Integer("axis"))),
        ["chebyshev"] = new WholeOracle((x, a) =>
            Nd.Make(x[0].Sizes, index => Chebyshev(x[0][index], x[1].Data, a.Number("low"), a.Number("high")))),
        ["linear_spline"] = new WholeOracle((x, a) =>
            Nd.Make(x[0].Sizes, index => Spline(x[0][index], x[1].Data, a.Number("low"), a.Number("high")))),
        ["softmin"] = new WholeOracle((x, a) => LogSoftmax(x[0], a.Integer("axis"), -a.Number("beta"), Math.Exp)),
        ["softmax"] = new WholeOracle((x, a) => LogSoftmax(x[0], a.Integer("axis"), a.Number("beta"), Math.Exp)),
        ["log_softmax"] = new WholeOracle((x, a) => LogSoftmax(x[0], a.Integer("axis"), a.Number("beta"), value => value)),
    };

    public static Nd LogSoftmax(Nd x, int axis, double beta, Func<double, double> then) => x.AlongAxis(axis, line =>
    {
        double[] scaled = [.. line.Select(value => beta * value)];
        double total = LogSumExp(scaled);
        return [.. scaled.Select(value => then(value - total))];
    });

    public static double LogSumExp(double[] numbers)
    {
        double largest = numbers.Length == 0 ? double.NegativeInfinity : numbers.Max();
        return double.IsInfinity(largest) ? largest : largest + Math.Log(numbers.Sum(x => Math.Exp(x - largest)));
    }

    private static double Elu(double x, double alpha) => x <= 0 ? alpha * ElementwiseOracles.Expm1(x) : x;

    private static double Softplus(double x) => Math.Max(x, 0) + ElementwiseOracles.Log1p(Math.Exp(-Math.Abs(x)));

    private static Nd Glu(Nd x, int axis)
    {
        axis = axis < 0 ? axis + x.Rank : axis;
        int half = x.Sizes[axis] / 2;
        return Nd.Make(Nd.Replace(x.Sizes, axis, half),
            index => x[index] / (1 + Math.Exp(-x[Nd.Replace(index, axis, index[axis] + half)])));
    }

    // Tₖ(cos φ) = cos kφ, and the slope at ±1 is k² (±1)^(k+1).
    private static double Chebyshev(double x, double[] coefficients, double low, double high)
    {
        double t = ((2 * x) - low - high) / (high - low), end = Math.Clamp(t, -1, 1), angle = Math.Acos(end);
        return coefficients.Select((c, k) => c * (Math.Cos(k * angle) + ((t - end) * k * k * (end > 0 || k % 2 == 1 ? 1 : -1)))).Sum();
    }

    private static double Spline(double x, double[] values, double low, double high)
    {
        double[] knots = [.. values.Select((_, i) => low + ((high - low) * i / (values.Length - 1)))];
        int i = Math.Clamp(Array.FindLastIndex(knots, knot => knot <= x), 0, values.Length - 2);
        return values[i] + ((values[i + 1] - values[i]) * (x - knots[i]) / (knots[i + 1] - knots[i]));
    }
}
