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
}
