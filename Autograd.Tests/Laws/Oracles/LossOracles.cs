using Autograd.Core;

namespace Autograd.Tests.Laws.Oracles;

internal static class LossOracles
{
    public static Dictionary<string, Oracle> All { get; } = new()
    {
        ["mse_loss"] = new WholeOracle((x, a) => Reduced(Nd.Make(x[0].Sizes, index => Math.Pow(x[0][index] - x[1][index], 2)), a, x[0].Data.Length)),
        ["nll_loss"] = new WholeOracle((x, a) => Classification(x, a, smoothing: 0, isLogarithm: true)),
        ["cross_entropy"] = new WholeOracle((x, a) => Classification(x, a, a.Number("labelSmoothing"), isLogarithm: false)),
        ["adaptive_log_softmax_with_loss"] = new WholeOracle((x, a) => Nd.Make(x[1].Sizes, index =>
        {
            int target = (int)x[1][index], ignored = a.Integer("ignoreIndex");
            double[] features = [.. Enumerable.Range(0, x[0].Sizes[^1]).Select(i => x[0][[.. index, i]])];
            return target == ignored ? 0 : AdaptiveLogProbabilities(features, x)[target];
        })),
    };

    /// <summary>All classes' log-probabilities for one sample; after features and targets come the head's weight, its bias if any, and pairs for the clusters.</summary>
    public static double[] AdaptiveLogProbabilities(double[] features, Nd[] x)
    {
        int firstTail = x[3].Rank == 1 ? 4 : 3, clusters = (x.Length - firstTail) / 2, frequent = x[2].Sizes[0] - clusters;
        double[] head = LogSoftmax([.. Product(x[2], features).Select((score, i) => score + (firstTail == 4 ? x[3].Data[i] : 0))]);
        IEnumerable<double> all = head[..frequent];
        for (int i = 0; i < clusters; i++)
        {
            double ofCluster = head[frequent + i];
            double[] projected = Product(x[firstTail + (2 * i)], features);
            all = all.Concat(LogSoftmax(Product(x[firstTail + (2 * i) + 1], projected)).Select(within => ofCluster + within));
        }

        return [.. all];
    }

    private static double[] Product(Nd matrix, double[] vector) =>
        [.. Enumerable.Range(0, matrix.Sizes[0]).Select(row => vector.Select((value, i) => value * matrix[row, i]).Sum())];

    private static double[] LogSoftmax(double[] scores)
    {
        double most = scores.Max(), log = most + Math.Log(scores.Sum(score => Math.Exp(score - most)));
        return [.. scores.Select(score => score - log)];
    }

    private static Nd Reduced(Nd losses, OpAttributes attributes, double divisor) => attributes.Word("reduction") switch
    {
        "none" => losses,
        "sum" => new([], [losses.Data.Sum()]),
        _ => new([], [losses.Data.Sum() / divisor]),
    };

    // Scores [n, classes, ...], targets [n, ...] and, where given, a weight for each class; or scores [classes] and a single target.
    private static Nd Classification(Nd[] x, OpAttributes attributes, double smoothing, bool isLogarithm)
    {
        if (x[0].Rank == 1)
        {
            Nd one = Classification([new([1, .. x[0].Sizes], x[0].Data), new([1], x[1].Data), .. x[2..]], attributes, smoothing, isLogarithm);
            return new([], one.Data);
        }

        Nd scores = isLogarithm ? x[0] : ActivationOracles.LogSoftmax(x[0], axis: 1, beta: 1, value => value);
        int classes = scores.Sizes[1];
        double Weight(int c) => x.Length > 2 ? x[2].Data[c] : 1;
        double total = 0;
        Nd losses = Nd.Make(x[1].Sizes, index =>
        {
            int target = (int)x[1][index];
            if (target == attributes.Integer("ignoreIndex"))
            {
                return 0;
            }

            double LogProbability(int c) => scores[[index[0], c, .. index[1..]]];
            total += Weight(target);
            double even = Enumerable.Range(0, classes).Sum(c => Weight(c) * LogProbability(c)) / classes;
            return -((1 - smoothing) * Weight(target) * LogProbability(target)) - (smoothing == 0 ? 0 : smoothing * even);
        });
        return Reduced(losses, attributes, total);
    }
}
