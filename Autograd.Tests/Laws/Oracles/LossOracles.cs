using Autograd.Core;

namespace Autograd.Tests.Laws.Oracles;

internal static class LossOracles
{
    public static Dictionary<string, Oracle> All { get; } = new()
    {
        ["mse_loss"] = new WholeOracle((x, a) => Reduced(Nd.Make(x[0].Sizes, index => Math.Pow(x[0][index] - x[1][index], 2)), a, x[0].Data.Length)),
        ["nll_loss"] = new WholeOracle((x, a) => Classification(x, a, smoothing: 0, isLogarithm: true)),
        ["cross_entropy"] = new WholeOracle((x, a) => Classification(x, a, a.Number("labelSmoothing"), isLogarithm: false)),
    };

    private static Nd Reduced(Nd losses, OpAttributes attributes, double divisor) => attributes.Word("reduction") switch
    {
        "none" => losses,
        "sum" => new([], [losses.Data.Sum()]),
        _ => new([], [losses.Data.Sum() / divisor]),
    };

    // Scores [n, classes, ...] with targets [n, ...], or [classes] with a single target, and, where given, a weight for each class.
    private static Nd Classification(Nd[] x, OpAttributes attributes, double smoothing, bool isLogarithm)
    {
        int axis = Math.Min(1, x[0].Sizes.Length - 1), classes = x[0].Sizes[axis];
        Nd scores = isLogarithm ? x[0] : ActivationOracles.LogSoftmax(x[0], axis, beta: 1, value => value);
        double Weight(int c) => x.Length > 2 ? x[2].Data[c] : 1;
        double total = 0;
        Nd losses = Nd.Make(x[1].Sizes, index =>
        {
            int target = (int)x[1][index];
            if (target == attributes.Integer("ignoreIndex"))
            {
                return 0;
            }

            double LogProbability(int c) => scores[[.. index[..axis], c, .. index[axis..]]];
            total += Weight(target);
            double even = Enumerable.Range(0, classes).Sum(c => Weight(c) * LogProbability(c)) / classes;
            return -((1 - smoothing) * Weight(target) * LogProbability(target)) - (smoothing == 0 ? 0 : smoothing * even);
        });
        return Reduced(losses, attributes, total);
    }
}
