using Autograd.Core;

namespace Autograd.Tests.Laws.Oracles;

internal static class ReductionOracles
{
    public static Dictionary<string, Oracle> All { get; } = new()
    {
        ["sum"] = Over(numbers => numbers.Sum()),
        ["mean"] = Over(numbers => numbers.Sum() / numbers.Length),
        ["max"] = Over(numbers => numbers.Max()),
        ["min"] = Over(numbers => numbers.Min()),
        ["logsumexp"] = Over(ActivationOracles.LogSumExp),
        ["var"] = Moment(variance => variance),
        ["std"] = Moment(Math.Sqrt),
    };

    private static WholeOracle Moment(Func<double, double> of) => new((x, a) => Reduce(x[0], a, numbers =>
    {
        double mean = numbers.Sum() / numbers.Length;
        return of(numbers.Sum(number => (number - mean) * (number - mean)) / (numbers.Length - a.Number("correction")));
    }));

    private static WholeOracle Over(Func<double[], double> fold) => new((x, a) => Reduce(x[0], a, fold));

    private static Nd Reduce(Nd x, OpAttributes attributes, Func<double[], double> fold) =>
        x.Reduce(attributes.List("axes"), attributes.Flag("keepDims"), fold);
}
