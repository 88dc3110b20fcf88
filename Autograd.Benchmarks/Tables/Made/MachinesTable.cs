using Autograd.Core;
using Autograd.Data;

namespace Autograd.Benchmarks;

/// <summary>
/// Machines that fail or do not: 100,000 rows. The chance hangs on waves, products and steps of nine numbers, two of which are skewed or
/// have heavy tails, on the machine's type, and on a slope of its own at each of 40 sites.
/// </summary>
internal static class MachinesTable
{
    private const int Types = 7, Sites = 40;

    private static readonly double[] s_typeShares = Draws.Zipf(Types, 0.8), s_siteShares = Draws.Zipf(Sites, 0.7);

    internal static MadeTable Make(ulong seed, int rows = 100_000)
    {
        string[] names = ["pressure", "flow", "speed", "load", "age", "humidity", "vibration", "current", "noise"];
        var table = new MadeTable(
            "machines", "machines that fail or do not, by waves, products and steps of their readings", "state",
            [.. names.Select(name => (name, ColumnKind.Number)), ("type", ColumnKind.Category), ("site", ColumnKind.Category),
                ("state", ColumnKind.Category)]);
        var generator = new Generator(seed);
        double[] typeEffects = generator.Normals(Types, 0.7), siteEffects = generator.Normals(Sites, 0.4),
            siteSlopes = generator.Normals(Sites, 0.8);
        var truth = new Truth();
        for (int i = 0; i < rows; i++)
        {
            double[] z = generator.Normals(9);
            int type = generator.Pick(s_typeShares), site = generator.Pick(s_siteShares);
            double tail = z[8] / Math.Sqrt((Math.Pow(generator.NextNormal(), 2) + Math.Pow(generator.NextNormal(), 2)) / 2);
            double logit = -1.6 + (1.5 * Math.Sin(2 * z[0])) + (1.0 * z[1] * z[2]) + (z[3] > 0.5 ? 1.2 : 0) + (0.6 * z[4])
                - (0.4 * z[5] * z[5]) + (siteSlopes[site] * z[6]) + typeEffects[type] + siteEffects[site] + (0.5 * Math.Tanh(tail));
            double chance = Draws.Sigmoid(logit);
            int drawn = generator.Happens(chance) ? 1 : 0;
            truth.Add(drawn, 1 - chance, chance);
            table.Add(
                100 + (12 * z[0]), z[1], 1500 + (200 * z[2]), z[3], Math.Exp(1 + (0.7 * z[4])), 50 + (10 * z[5]), z[6], z[7], tail,
                $"T{type + 1}", $"site {site + 1}", drawn == 1 ? "failed" : "runs");
        }

        table.Best = truth.BalancedAccuracy;
        return table;
    }
}
