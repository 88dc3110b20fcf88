using Autograd.Core;

namespace Autograd.Tests.Laws.Oracles;

/// <summary>Losses that compare scores or distances with each other.</summary>
internal static class MarginLossOracles
{
    public static Dictionary<string, Oracle> All { get; } = new()
    {
        ["soft_margin_loss"] = LossOracles.Elementwise((x, a) => Math.Log(1 + Math.Exp(-x[0] * x[1]))),
        ["hinge_embedding_loss"] = LossOracles.Elementwise((x, a) => x[1] == 1 ? x[0] : Math.Max(0, a.Number("margin") - x[0])),
        ["margin_ranking_loss"] = LossOracles.Elementwise((x, a) => Math.Max(0, a.Number("margin") - (x[2] * (x[0] - x[1])))),
        ["triplet_margin_loss"] = new WholeOracle((x, a) => LossOracles.Samples(x[0].Sizes[..^1], a, at =>
        {
            double[] anchor = Row(x[0], at), positive = Row(x[1], at), negative = Row(x[2], at);
            double far = a.Flag("swap")
                ? Math.Min(Distance(anchor, negative, a), Distance(positive, negative, a))
                : Distance(anchor, negative, a);
            return Math.Max(0, a.Number("margin") + Distance(anchor, positive, a) - far);
        })),
        ["cosine_embedding_loss"] = new WholeOracle((x, a) => LossOracles.Samples(x[0].Sizes[..^1], a, at =>
        {
            double[] first = Row(x[0], at), second = Row(x[1], at);
            double cosine = Dot(first, second) / Math.Sqrt(Dot(first, first) + 1e-12) / Math.Sqrt(Dot(second, second) + 1e-12);
            return x[2][at] == 1 ? 1 - cosine : Math.Max(0, cosine - a.Number("margin"));
        })),
        ["multi_label_margin_loss"] = new WholeOracle((x, a) => LossOracles.Samples(x[0].Sizes[..^1], a, at =>
        {
            double[] scores = Row(x[0], at);
            int[] right = [.. Row(x[1], at).TakeWhile(label => label != -1).Select(label => (int)label)];
            return right.Sum(t =>
                scores.Where((_, i) => !right.Contains(i)).Sum(score => Math.Max(0, 1 - (scores[t] - score)))) / scores.Length;
        })),
        ["multi_margin_loss"] = new WholeOracle((x, a) =>
        {
            bool isSingle = x[0].Rank == 1;
            int classes = x[0].Sizes[isSingle ? 0 : 1];
            return LossOracles.Samples(x[1].Sizes, a, at =>
            {
                int right = (int)x[1][at];
                double Score(int c) => isSingle ? x[0][c] : x[0][[at[0], c, .. at[1..]]];
                double weight = x.Length > 2 ? x[2][right] : 1;
                return weight * Enumerable.Range(0, classes).Where(c => c != right)
                    .Sum(c => Math.Pow(Math.Max(0, a.Number("margin") - Score(right) + Score(c)), a.Number("p"))) / classes;
            });
        }),
    };

    private static double[] Row(Nd x, int[] at) => [.. Enumerable.Range(0, x.Sizes[^1]).Select(i => x[[.. at, i]])];

    private static double Dot(double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();

    private static double Distance(double[] x, double[] y, OpAttributes a) =>
        Math.Pow(x.Zip(y, (s, t) => Math.Pow(Math.Abs(s - t + a.Number("epsilon")), a.Number("p"))).Sum(), 1 / a.Number("p"));
}
