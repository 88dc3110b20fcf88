using Autograd.Core;
using Autograd.Data;

namespace Autograd.Benchmarks;

/// <summary>
/// Small tables that are each hard in one way: what is often tried first on a network for tables.
/// </summary>
internal static class OtherTables
{
    private const int Codes = 3000, Effects = 5000;

    private static readonly string[] s_arms = ["first", "second", "third"];

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<(string Name, Func<ulong, MadeTable> Make)> Makers { get; } =
    [
        ("xor", seed => Xor(seed)), ("spirals", seed => Spirals(seed)), ("rare", seed => Rare(seed)),
        ("codes", seed => Telling(seed)), ("labels", seed => Silent(seed)), ("needles", seed => Needles(seed)),
        ("holes", seed => Holes(seed)), ("tails", seed => Tails(seed)), ("pairs", seed => Pairs(seed)),
    ];

    /// <summary>Whether exactly one of two numbers is positive, among eight that tell nothing; one row in twenty is wrong.</summary>
    internal static MadeTable Xor(ulong seed, int rows = 3000) => Two(
        "xor", "whether one of two numbers is positive and the other is not, beside eight others", Numbers(10), seed, rows,
        (generator, _) =>
        {
            double[] x = generator.Normals(10);
            return ([.. x.Cast<object?>()], x[2] * x[5] < 0 ? 0.95 : 0.05);
        });

    /// <summary>Three arms of a spiral.</summary>
    internal static MadeTable Spirals(ulong seed, int rows = 1500)
    {
        var table = new MadeTable("spirals", "three arms of a spiral", "arm",
            ("x", ColumnKind.Number), ("y", ColumnKind.Number), ("arm", ColumnKind.Category));
        var generator = new Generator(seed);
        for (int i = 0; i < rows; i++)
        {
            int arm = generator.NextInt32(3);
            double radius = Math.Sqrt(generator.NextDouble()), angle = (7 * radius) + (2 * Math.PI * arm / 3);
            double[] noise = generator.Normals(2, 0.04);
            table.Add((radius * Math.Cos(angle)) + noise[0], (radius * Math.Sin(angle)) + noise[1], s_arms[arm]);
        }

        return table;
    }

    /// <summary>One row in 200 is of the rare class; the logit is linear.</summary>
    internal static MadeTable Rare(ulong seed, int rows = 24_000) => Two(
        "rare", "one row in 200 of the rare class, by a linear formula of twelve numbers", Numbers(12), seed, rows,
        (generator, effects) =>
        {
            double[] x = generator.Normals(12);
            return ([.. x.Cast<object?>()], Draws.Sigmoid(-7.2 + (0.6 * x.Zip(effects, (value, effect) => value * effect).Sum())));
        });

    /// <summary>3,000 codes, all as frequent, each with an effect of its own, beside three numbers.</summary>
    internal static MadeTable Telling(ulong seed, int rows = 21_000) => WithCodes(
        "codes", "3,000 codes, all as frequent, each with an effect of its own", 1.5, seed, rows);

    /// <summary>3,000 codes that tell nothing, beside three numbers.</summary>
    internal static MadeTable Silent(ulong seed, int rows = 21_000) => WithCodes(
        "labels", "3,000 codes that tell nothing, beside three numbers", 0, seed, rows);

    /// <summary>300 numbers, of which five tell.</summary>
    internal static MadeTable Needles(ulong seed, int rows = 1500) => Two(
        "needles", "300 numbers, of which five tell by a linear formula", Numbers(300), seed, rows,
        (generator, _) =>
        {
            double[] x = generator.Normals(300);
            return ([.. x.Cast<object?>()], Draws.Sigmoid((1.2 * x[7]) - x[60] + (0.9 * x[150]) + (0.8 * x[222]) - (0.7 * x[290])));
        });

    /// <summary>Numbers, categories and booleans, of which 40 % are missing; that one is tells something, too.</summary>
    internal static MadeTable Holes(ulong seed, int rows = 5000)
    {
        (string, ColumnKind)[] columns =
        [
            .. Numbers(6), ("colour", ColumnKind.Category), ("town", ColumnKind.Category), ("new", ColumnKind.Boolean),
            ("paid", ColumnKind.Boolean),
        ];
        return Two("holes", "numbers, categories and booleans, of which 40 % are missing", columns, seed, rows, (generator, effects) =>
        {
            double[] x = generator.Normals(6);
            int colour = generator.NextInt32(5), town = generator.NextInt32(30);
            bool isNew = generator.Happens(0.5), paid = generator.Happens(0.7);
            bool[] missing = [.. Enumerable.Range(0, 10).Select(_ => generator.Happens(0.4))];
            double logit = -0.8 + x[0] - (0.8 * x[1]) + (0.7 * Math.Abs(x[2])) + effects[colour] + (0.8 * effects[town + 5])
                + (isNew ? 0.8 : 0) - (paid ? 0.8 : 0) + (missing[3] ? 0.9 : 0);
            object?[] values = [.. x.Cast<object?>(), $"c{colour}", $"t{town}", isNew, paid];
            return ([.. values.Select((value, i) => missing[i] ? null : value)], Draws.Sigmoid(logit));
        });
    }

    /// <summary>Numbers with heavy tails, of which the logarithms tell.</summary>
    internal static MadeTable Tails(ulong seed, int rows = 3000) => Two(
        "tails", "numbers with heavy tails, of which the sizes tell by their logarithms", Numbers(6), seed, rows,
        (generator, _) =>
        {
            double[] z = generator.Normals(6);
            double[] x = [.. z.Select((value, i) => i < 3 ? Math.Exp(2 * value) : Math.Sinh(2.5 * value))];
            return ([.. x.Cast<object?>()], Draws.Sigmoid(z[0] - (0.8 * z[1]) + (1.2 * z[3]) + (0.6 * z[4])));
        });

    /// <summary>Two categories that tell only together, and a third and two numbers that tell alone.</summary>
    internal static MadeTable Pairs(ulong seed, int rows = 6000)
    {
        (string, ColumnKind)[] columns =
        [
            ("maker", ColumnKind.Category), ("part", ColumnKind.Category), ("site", ColumnKind.Category), .. Numbers(2),
        ];
        return Two("pairs", "two categories of 12 and 8 values that tell only together, beside others", columns, seed, rows,
            (generator, effects) =>
            {
                int maker = generator.NextInt32(12), part = generator.NextInt32(8), site = generator.NextInt32(6);
                double[] x = generator.Normals(2);
                double logit = (1.8 * effects[(8 * maker) + part]) + (0.5 * effects[100 + site]) + (0.5 * x[0]);
                return ([$"m{maker}", $"p{part}", $"s{site}", .. x.Cast<object?>()], Draws.Sigmoid(logit));
            });
    }

    private static MadeTable WithCodes(string name, string about, double spread, ulong seed, int rows) => Two(
        name, about, [("code", ColumnKind.Category), .. Numbers(3)], seed, rows, (generator, effects) =>
        {
            int code = generator.NextInt32(Codes);
            double[] x = generator.Normals(3);
            double logit = (spread * effects[code]) + (0.8 * x[0]) - (0.6 * x[1]);
            return ([$"K{code + 1000}", .. x.Cast<object?>()], Draws.Sigmoid(logit));
        });

    private static (string, ColumnKind)[] Numbers(int count) =>
        [.. Enumerable.Range(1, count).Select(i => ($"n{i}", ColumnKind.Number))];

    // Two classes; what is drawn gives the values of a row and the chance of the second. Effects are normal numbers, the same for all rows.
    private static MadeTable Two(string name, string about, (string, ColumnKind)[] columns, ulong seed, int rows,
        Func<Generator, double[], (object?[] Values, double Chance)> draw)
    {
        var table = new MadeTable(name, about, "answer", [.. columns, ("answer", ColumnKind.Boolean)]);
        var generator = new Generator(seed);
        double[] effects = generator.Normals(Effects);
        var truth = new Truth();
        for (int i = 0; i < rows; i++)
        {
            (object?[] values, double chance) = draw(generator, effects);
            bool drawn = generator.Happens(chance);
            truth.Add(drawn ? 1 : 0, 1 - chance, chance);
            table.Add([.. values, drawn]);
        }

        table.Best = truth.BalancedAccuracy;
        return table;
    }
}
