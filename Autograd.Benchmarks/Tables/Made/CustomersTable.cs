using Autograd.Core;
using Autograd.Data;

namespace Autograd.Benchmarks;

/// <summary>
/// Customers who stay, take a cheaper plan or leave: 4,000 rows of numbers, categories, booleans and dates, with holes. Incomes are skewed,
/// and missing oftener where people are young; who never called has no date of a last call, which says something; the month of joining
/// counts (winter offers), the age by its distance from 45, and a plan by the income.
/// </summary>
internal static class CustomersTable
{
    private static readonly string[] s_plans = ["basic", "plus", "family", "business"],
        s_regions = ["north", "south", "east", "west", "centre", "coast", "hills", "islands"],
        s_classes = ["stays", "downgrades", "leaves"];

    private static readonly double[] s_planShares = [0.4, 0.3, 0.2, 0.1], s_fees = [9.9, 19.9, 29.9, 49.9],
        s_deviceShares = Draws.Zipf(14, 1.1), s_regionShares = Draws.Zipf(8, 0.6);

    internal static MadeTable Make(ulong seed, int rows = 4000)
    {
        var table = new MadeTable(
            "customers", "customers who stay, downgrade or leave; numbers, categories, booleans and dates with holes", "outcome",
            ("age", ColumnKind.Number), ("income", ColumnKind.Number), ("region", ColumnKind.Category), ("plan", ColumnKind.Category),
            ("device", ColumnKind.Category), ("joined", ColumnKind.Date), ("last call", ColumnKind.Date),
            ("newsletter", ColumnKind.Boolean), ("calls", ColumnKind.Number), ("complaints", ColumnKind.Number),
            ("fee", ColumnKind.Number), ("outcome", ColumnKind.Category));
        var generator = new Generator(seed);
        double[] regionEffects = generator.Normals(s_regions.Length, 0.5), deviceEffects = generator.Normals(s_deviceShares.Length, 0.4);
        DateTime today = new(2024, 12, 31);
        var truth = new Truth();
        for (int i = 0; i < rows; i++)
        {
            double age = Math.Clamp(Math.Round(45 + (15 * generator.NextNormal())), 18, 90),
                income = Math.Round(Math.Exp(10.3 + (0.6 * generator.NextNormal())) / 100) * 100;
            int region = generator.Pick(s_regionShares), plan = generator.Pick(s_planShares), device = generator.Pick(s_deviceShares),
                calls = generator.NextPoisson(1.6), complaints = generator.NextPoisson(0.4);
            DateTime joined = today.AddDays(-Math.Floor(3650 * generator.NextDouble()));
            DateTime? lastCall = calls == 0
                ? null : joined.AddDays(Math.Floor((today - joined).TotalDays * Math.Sqrt(generator.NextDouble())));
            bool newsletter = generator.Happens(0.35);
            double fee = s_fees[plan] * (1 + (0.1 * generator.NextNormal())), years = (today - joined).TotalDays / 365,
                wealth = Math.Log(income / 30_000), winter = Math.Cos(2 * Math.PI * (joined.DayOfYear - 15) / 365);
            double leaves = -3.4 + (1.6 * Math.Min(complaints, 2)) + (0.7 * winter) + (years < 1 ? 1.3 : 0) - (0.5 * wealth)
                + (0.03 * Math.Abs(age - 45)) + regionEffects[region] + (calls == 0 ? 0.8 : 0) - (newsletter ? 0.6 : 0)
                + (plan == 3 ? -1.6 * wealth : 0);
            double downgrades = -2.9 + (0.05 * (fee - s_fees[plan]) * (plan + 1)) + (plan == 0 ? -1.5 : 0.4 * plan) - (1.2 * wealth)
                + deviceEffects[device] + (0.25 * Math.Min(calls, 4)) + (lastCall > today.AddDays(-90) ? 1.0 : 0);
            double[] chances = Draws.Softmax(0, downgrades, leaves);
            int drawn = generator.Pick(chances);
            truth.Add(drawn, chances);
            table.Add(
                Kept(0.06) ? age : null, Kept(age < 30 ? 0.3 : 0.1) ? income : null, Kept(0.02) ? s_regions[region] : null, s_plans[plan],
                Kept(0.05) ? $"model {(char)('A' + device)}" : null, joined, lastCall, Kept(0.05) ? newsletter : null, calls, complaints,
                Kept(0.02) ? Math.Round(fee, 2) : null, s_classes[drawn]);
        }

        table.Best = truth.BalancedAccuracy;
        return table;

        bool Kept(double holes) => !generator.Happens(holes);
    }
}
