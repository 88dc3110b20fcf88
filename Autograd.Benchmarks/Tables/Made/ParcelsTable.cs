using Autograd.Core;
using Autograd.Data;

namespace Autograd.Benchmarks;

/// <summary>
/// Parcels that come back or do not: 40,000 rows, of which each is of one of 5,000 shops with a habit of its own; a few shops send many,
/// most send few, and some of a test are in no training.
/// </summary>
internal static class ParcelsTable
{
    private const int Shops = 5000;

    private static readonly string[] s_days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    private static readonly double[] s_shares = Draws.Zipf(Shops, 0.7), s_payShares = [0.5, 0.3, 0.2], s_payEffects = [0, 0.6, -0.5];

    private static readonly string[] s_pays = ["card", "invoice", "advance"];

    internal static MadeTable Make(ulong seed, int rows = 40_000)
    {
        var table = new MadeTable(
            "parcels", "parcels of 5,000 shops that come back or do not", "returned",
            ("shop", ColumnKind.Category), ("value", ColumnKind.Number), ("weight", ColumnKind.Number), ("days", ColumnKind.Number),
            ("items", ColumnKind.Number), ("discount", ColumnKind.Number), ("day", ColumnKind.Category), ("payment", ColumnKind.Category),
            ("returned", ColumnKind.Boolean));
        var generator = new Generator(seed);
        double[] habits = generator.Normals(Shops, 1.2);
        int[] numbers = [.. Enumerable.Range(10_000, Shops)];
        generator.Shuffle(numbers.AsSpan());
        double[] ends = new double[Shops];
        for (int i = 0; i < Shops; i++)
        {
            ends[i] = s_shares[i] + (i > 0 ? ends[i - 1] : 0);
        }

        var truth = new Truth();
        for (int i = 0; i < rows; i++)
        {
            int shop = Math.Min(Shops - 1, Math.Abs(~Array.BinarySearch(ends, generator.NextDouble()))), day = generator.NextInt32(7),
                pay = generator.Pick(s_payShares), items = 1 + generator.NextPoisson(1.2), days = 1 + generator.NextPoisson(2.5);
            double value = Math.Exp(3.5 + (0.8 * generator.NextNormal())), weight = Math.Exp(0.3 + (0.7 * generator.NextNormal())),
                discount = generator.Happens(0.3) ? Math.Round(50 * generator.NextDouble()) : 0;
            double logit = -1.5 + habits[shop] + s_payEffects[pay] + (0.25 * Math.Max(0, days - 3)) + (0.4 * Math.Log(value / 33))
                + (0.2 * Math.Min(items, 4)) - (0.02 * discount) + (day >= 5 ? 0.3 : 0);
            double chance = Draws.Sigmoid(logit);
            bool returned = generator.Happens(chance);
            truth.Add(returned ? 1 : 0, 1 - chance, chance);
            table.Add(
                $"S{numbers[shop]}", Math.Round(value, 2), Math.Round(weight, 2), days, items, discount, s_days[day], s_pays[pay],
                returned);
        }

        table.Best = truth.BalancedAccuracy;
        return table;
    }
}
