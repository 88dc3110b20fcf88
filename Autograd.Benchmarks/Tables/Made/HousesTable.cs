using Autograd.Core;
using Autograd.Data;

namespace Autograd.Benchmarks;

/// <summary>
/// The prices of houses: 3,000 rows of numbers, categories, a boolean and a date, with holes, of a price that grows by products. One price
/// in fifty is off by far, as typed wrongly or sold to a friend.
/// </summary>
internal static class HousesTable
{
    private static readonly string[] s_heating = ["gas", "oil", "district", "heat pump", "none"];

    private static readonly double[] s_heatingShares = [0.45, 0.2, 0.15, 0.15, 0.05], s_heatingEffects = [0, -0.03, 0.02, 0.08, -0.12],
        s_districtShares = Draws.Zipf(15, 0.5);

    internal static MadeTable Make(ulong seed, int rows = 3000)
    {
        var table = new MadeTable(
            "houses", "prices of houses, one in fifty off by far; with holes", "price",
            ("area", ColumnKind.Number), ("rooms", ColumnKind.Number), ("built", ColumnKind.Number), ("distance", ColumnKind.Number),
            ("district", ColumnKind.Category), ("heating", ColumnKind.Category), ("garden", ColumnKind.Boolean),
            ("plot", ColumnKind.Number), ("sold", ColumnKind.Date), ("price", ColumnKind.Number));
        var generator = new Generator(seed);
        double[] districtEffects = generator.Normals(s_districtShares.Length, 0.25);
        List<(double Price, double Mean)> truth = [];
        for (int i = 0; i < rows; i++)
        {
            double area = Math.Round(Math.Exp(4.7 + (0.35 * generator.NextNormal()))),
                rooms = Math.Max(1, Math.Round((area / 28) + (0.8 * generator.NextNormal()))),
                built = Math.Floor(1900 + (124 * Math.Sqrt(generator.NextDouble()))),
                distance = Math.Round(12 * generator.NextDouble() * generator.NextDouble(), 1);
            int district = generator.Pick(s_districtShares), heating = generator.Pick(s_heatingShares);
            bool garden = generator.Happens(0.4);
            double plot = garden ? Math.Round(Math.Exp(5.5 + (0.6 * generator.NextNormal()))) : 0,
                day = Math.Floor(3650 * generator.NextDouble());
            double mean = 2.6 * area * Math.Exp(districtEffects[district] + s_heatingEffects[heating] + (0.3 * day / 3650)
                - (0.05 * distance) - (0.15 * Math.Sin((built - 1900) / 20))) + (0.08 * plot) + (rooms > 6 ? 25 : 0);
            double price = mean * (1 + (0.08 * generator.NextNormal()));
            if (generator.Happens(0.02))
            {
                price *= generator.Happens(0.5) ? 4 * generator.NextDouble() : 0.1 + (0.5 * generator.NextDouble());
            }

            price = Math.Round(price, 1);
            truth.Add((price, mean));
            table.Add(
                area, Kept(0.05) ? rooms : null, Kept(0.08) ? built : null, distance, $"D{district + 1:00}",
                Kept(0.1) ? s_heating[heating] : null, garden, Kept(0.04) ? plot : null, new DateTime(2015, 1, 1).AddDays(day), price);
        }

        double average = truth.Average(row => row.Price);
        table.Best = 1 - (truth.Sum(row => Math.Pow(row.Price - row.Mean, 2)) / truth.Sum(row => Math.Pow(row.Price - average, 2)));
        return table;

        bool Kept(double holes) => !generator.Happens(holes);
    }
}
