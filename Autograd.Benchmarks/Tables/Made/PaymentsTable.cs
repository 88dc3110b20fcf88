using Autograd.Core;
using Autograd.Data;

namespace Autograd.Benchmarks;

/// <summary>
/// Payments, one in 200 of which is a fraud: 40,000 rows of ten numbers, in which the two overlap. Behind them are normal numbers z: of
/// payments independent ones; of three frauds in five their means are moved in three of them; of the others two, spread more widely,
/// hang together. Amounts and counts are exponentials of z. The densities are known, and so is the best rule.
/// </summary>
internal static class PaymentsTable
{
    private const int Dimensions = 10;
    private const double Moved = 0.6, Correlation = 0.9, Spread = 1.6;

    private static readonly double[] s_shift = [1.6, -1.2, 1.0, 0, 0, 0, 0, 0, 0, 0];

    internal static MadeTable Make(ulong seed, int rows = 40_000)
    {
        string[] names =
        [
            "amount", "age of account", "hour", "payments today", "distance", "balance", "tries", "score A", "score B", "score C",
        ];
        var table = new MadeTable(
            "payments", "payments, one in 200 a fraud, of which many look like others", "fraud",
            [.. names.Select(name => (name, ColumnKind.Number)), ("fraud", ColumnKind.Boolean)]);
        var generator = new Generator(seed);
        int[] drawn = [.. Enumerable.Range(0, rows).Select(i => i < rows / 200 ? 1 : 0)];
        generator.Shuffle(drawn.AsSpan());
        var truth = new Truth();
        double[] z = new double[Dimensions];
        foreach (int fraud in drawn)
        {
            generator.FillNormal(z);
            if (fraud == 1 && generator.Happens(Moved))
            {
                for (int i = 0; i < Dimensions; i++)
                {
                    z[i] += s_shift[i];
                }
            }
            else if (fraud == 1)
            {
                z[4] = Correlation * z[3] + (Math.Sqrt(1 - (Correlation * Correlation)) * z[4]);
                z[3] *= Spread;
                z[4] *= Spread;
            }

            double ratio = (Moved * MovedRatio(z)) + ((1 - Moved) * TogetherRatio(z[3], z[4])), chance = ratio / (ratio + 199);
            truth.Add(fraud, 1 - chance, chance);
            table.Add(
                Math.Round(Math.Exp(3.5 + (1.1 * z[0])), 2), Math.Round(Math.Exp(6 + (0.8 * z[1]))), 12 + (4 * z[2]), z[3], z[4],
                Math.Round(Math.Exp(7 + z[5]), 2), z[6], z[7], z[8], z[9], fraud == 1 ? "yes" : "no");
        }

        table.Best = truth.BalancedAccuracy;
        return table;
    }

    // The density of each kind of fraud over that of other payments.
    private static double MovedRatio(double[] z) => Math.Exp(z.Zip(s_shift, (value, shift) => (value * shift) - (shift * shift / 2)).Sum());

    private static double TogetherRatio(double a, double b)
    {
        double rest = 1 - (Correlation * Correlation), variance = Spread * Spread,
            distance = ((a * a) - (2 * Correlation * a * b) + (b * b)) / (variance * rest);
        return Math.Exp((((a * a) + (b * b)) / 2) - (distance / 2)) / (variance * Math.Sqrt(rest));
    }
}
