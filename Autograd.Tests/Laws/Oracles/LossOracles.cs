using Autograd.Core;

namespace Autograd.Tests.Laws.Oracles;

internal static class LossOracles
{
    public static Dictionary<string, Oracle> All { get; } = new()
    {
        ["mse_loss"] = Elementwise((x, a) => Math.Pow(x[0] - x[1], 2)),
        ["l1_loss"] = Elementwise((x, a) => Math.Abs(x[0] - x[1])),
        ["smooth_l1_loss"] = Elementwise((x, a) => Huber(x[0] - x[1], a.Number("beta")) / (a.Number("beta") == 0 ? 1 : a.Number("beta"))),
        ["huber_loss"] = Elementwise((x, a) => Huber(x[0] - x[1], a.Number("delta"))),
        ["binary_cross_entropy"] = Elementwise((x, a) => Factor(x, 2) * -((x[1] * Math.Log(x[0])) + ((1 - x[1]) * Math.Log(1 - x[0])))),
        ["binary_cross_entropy_with_logits"] = Elementwise((x, a) =>
            Factor(x, 3) * ((Factor(x, 2) * x[1] * Math.Log(1 + Math.Exp(-x[0]))) + ((1 - x[1]) * Math.Log(1 + Math.Exp(x[0]))))),
        ["kl_div"] = Elementwise((x, a) => a.Flag("logTarget") ? Math.Exp(x[1]) * (x[1] - x[0]) : x[1] * Math.Log(x[1] / Math.Exp(x[0]))),
        ["poisson_nll_loss"] = Elementwise((x, a) =>
        {
            double rate = a.Flag("logInput") ? Math.Exp(x[0]) : x[0],
                logRate = a.Flag("logInput") ? x[0] : Math.Log(x[0] + a.Number("epsilon"));
            double stirling = x[1] > 1 ? (x[1] * Math.Log(x[1])) - x[1] + (Math.Log(2 * Math.PI * x[1]) / 2) : 0;
            return rate - (x[1] * logRate) + (a.Flag("full") ? stirling : 0);
        }),
        ["gaussian_nll_loss"] = Elementwise((x, a) =>
            (Math.Log((a.Flag("full") ? 2 * Math.PI : 1) * Math.Max(x[2], a.Number("epsilon")))
                + (Math.Pow(x[0] - x[1], 2) / Math.Max(x[2], a.Number("epsilon")))) / 2),
        ["cross_entropy_probabilities"] = new WholeOracle((x, a) =>
        {
            int axis = x[0].Rank == 1 ? 0 : 1, classes = x[0].Sizes[axis];
            Nd logs = ActivationOracles.LogSoftmax(x[0], axis, beta: 1, value => value);
            double smoothing = a.Number("labelSmoothing");
            return Samples([.. x[0].Sizes[..axis], .. x[0].Sizes[(axis + 1)..]], a, at => -Enumerable.Range(0, classes).Sum(c =>
            {
                int[] index = [.. at[..axis], c, .. at[axis..]];
                return (((1 - smoothing) * x[1][index]) + (smoothing / classes)) * (x.Length > 2 ? x[2][c] : 1) * logs[index];
            }));
        }),
        ["nll_loss"] = new WholeOracle((x, a) => Classification(x, a, smoothing: 0, isLogarithm: true)),
        ["cross_entropy"] = new WholeOracle((x, a) => Classification(x, a, a.Number("labelSmoothing"), isLogarithm: false)),
        ["adaptive_log_softmax_with_loss"] = new WholeOracle((x, a) => Nd.Make(x[1].Sizes, index =>
        {
            int target = (int)x[1][index], ignored = a.Integer("ignoreIndex");
            double[] features = [.. Enumerable.Range(0, x[0].Sizes[^1]).Select(i => x[0][[.. index, i]])];
            return target == ignored ? 0 : AdaptiveLogProbabilities(features, x)[target];
        })),
    };

    /// <summary>A loss that each element has for itself, of inputs that broadcast to the first.</summary>
    public static Oracle Elementwise(Func<double[], OpAttributes, double> loss) => new WholeOracle(
        (x, a) => Samples(x[0].Sizes, a, at => loss([.. x.Select(input => input.Broadcasting(at))], a)),
        isElementwise: true);

    /// <summary>The losses of all samples, reduced.</summary>
    public static Nd Samples(int[] sizes, OpAttributes attributes, Func<int[], double> loss)
    {
        Nd losses = Nd.Make(sizes, loss);
        return Reduced(losses, attributes, attributes.Word("reduction") == "batchmean" ? sizes[0] : losses.Data.Length);
    }

    private static double Factor(double[] x, int input) => x.Length > input ? x[input] : 1;

    private static double Huber(double error, double delta) =>
        delta == 0 || Math.Abs(error) >= delta ? (delta == 0 ? 1 : delta) * (Math.Abs(error) - (delta / 2)) : error * error / 2;
    /// <summary>
    /// All classes' log-probabilities for one sample; after features and targets come the head's weight, its bias if any, and pairs for the
    /// clusters.
    /// </summary>
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
        _ when divisor == 0 && attributes.Any(pair => pair.Key == "emptyMean" && pair.Value == "zero") => new([], [0]),
        _ => new([], [losses.Data.Sum() / divisor]),
    };

    // Scores [n, classes, ...], targets [n, ...] and, where given, a weight for each class; or scores [classes] and a single target.
    private static Nd Classification(Nd[] x, OpAttributes attributes, double smoothing, bool isLogarithm)
    {
        if (x[0].Rank == 1)
        {
            Nd one =
                Classification([new([1, .. x[0].Sizes], x[0].Data), new([1], x[1].Data), .. x[2..]], attributes, smoothing, isLogarithm);
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
