using Autograd.Core;

namespace Autograd.Tests.Laws.Oracles;

internal static class AttentionOracles
{
    public static Dictionary<string, Oracle> All { get; } = new()
    {
        ["scaled_dot_product_attention"] = new WholeOracle((x, a) => Attend(x[0], x[1], x[2], x[3..], a)),
        ["self_attention"] = new WholeOracle((x, a) =>
        {
            int heads = a.Integer("heads"), size = x[0].Sizes[^1] / 3;
            Nd Part(int part) => Nd.Make([.. x[0].Sizes[..^2], heads, x[0].Sizes[^2], size / heads],
                index => x[0][[.. index[..^3], index[^2], (part * size) + (index[^3] * (size / heads)) + index[^1]]]);
            Nd byHead = Attend(Part(0), Part(1), Part(2), x[1..], a);
            return Nd.Make([.. x[0].Sizes[..^1], size],
                index => byHead[[.. index[..^2], index[^1] / (size / heads), index[^2], index[^1] % (size / heads)]]);
        }),
        ["cumulative_sum"] = new WholeOracle((x, a) => x[0].AlongAxis(a.Integer("axis"),
            line => [.. line.Select((_, i) => a.Flag("reverse") ? line[i..].Sum() : line[..(i + 1)].Sum())])),
    };

    // Query by query, from the definition.
    private static Nd Attend(Nd query, Nd key, Nd value, Nd[] masks, OpAttributes attributes)
    {
        int features = query.Sizes[^1], keys = key.Sizes[^2];
        double scale = attributes["scale"].Value is double given ? given : 1 / Math.Sqrt(Math.Max(1, features));
        bool causal = attributes.Flag("causal");
        double dropout = attributes.Number("dropout");
        Nd drawn = Words(attributes.List("generator"), [.. query.Sizes[..^2], keys, query.Sizes[^2]]);
        return Nd.Make([.. query.Sizes[..^1], value.Sizes[^1]], index =>
        {
            double[] scores = new double[keys];
            for (int j = 0; j < keys; j++)
            {
                scores[j] = scale * Enumerable.Range(0, features)
                    .Sum(e => query[[.. index[..^1], e]] * key[[.. index[..^2], j, e]]);
                foreach (Nd mask in masks)
                {
                    double at = mask.Broadcasting([.. index[..^1], j]);
                    scores[j] = mask.IsBool ? at == 0 ? double.NegativeInfinity : scores[j]
                        : double.IsNegativeInfinity(at) ? at : scores[j] + at;
                }

                scores[j] = causal && j > index[^2] ? double.NegativeInfinity : scores[j];
            }

            double largest = scores.Append(double.NegativeInfinity).Max();
            double Kept(int j) => drawn[[.. index[..^2], j, index[^2]]] >= Math.Round(dropout * 4294967296) ? 1 / (1 - dropout) : 0;
            double[] powers = [.. scores.Select(score => double.IsNegativeInfinity(score) ? 0 : Math.Exp(score - largest))];
            return powers.Sum() == 0 ? 0
                : Enumerable.Range(0, keys)
                    .Sum(j => powers[j] == 0 || Kept(j) == 0 ? 0 : Kept(j) * powers[j] * value[[.. index[..^2], j, index[^1]]])
                    / powers.Sum();
        });
    }

    // A word decides each weight, key by key.
    private static Nd Words(int[] state, int[] sizes)
    {
        var generator = new Generator((uint)state[0] + ((ulong)(uint)state[1] << 32), (uint)state[2] + ((ulong)(uint)state[3] << 32));
        return Nd.Make(sizes, _ => generator.NextUInt32());
    }
}
