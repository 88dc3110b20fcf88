using System.Globalization;
using Autograd.Core;

namespace Autograd.Benchmarks;

/// <summary>
/// The rows behind the nasty tables: plants of two kinds, nine in ten of which are told apart by height, weight and soil. Each is given as
/// fields by name, which a nasty table changes before it writes them.
/// </summary>
internal static class Plants
{
    internal const string Target = "kind";

    private static readonly string[] s_soils = ["clay", "loam", "sand"];

    /// <summary>Some plants.</summary>
    internal static List<Dictionary<string, string>> Rows(ulong seed, int count)
    {
        var generator = new Generator(seed);
        List<Dictionary<string, string>> rows = [];
        for (int i = 0; i < count; i++)
        {
            double height = generator.NextNormal(), weight = generator.NextNormal();
            int soil = generator.NextInt32(3);
            double chance = Draws.Sigmoid((2.5 * height) + (1.5 * weight) + (2 * (soil - 1)));
            rows.Add(new()
            {
                ["height"] = Number(120 + (25 * height)),
                ["weight"] = Number(2000 * Math.Exp(0.3 * weight)),
                ["soil"] = s_soils[soil],
                [Target] = generator.Happens(chance) ? "tall" : "small",
            });
        }

        return rows;
    }

    /// <summary>A table of plants, of which each row is changed.</summary>
    internal static NastyTable Changed(
        string name, int rows, string expected, Action<Dictionary<string, string>, int> change, bool decimalComma = false)
    {
        List<Dictionary<string, string>> all = Rows(1, rows);
        for (int i = 0; i < rows; i++)
        {
            change(all[i], i);
        }

        return new(name, Target, Text(all, decimalComma ? ';' : ','), expected, decimalComma);
    }

    /// <summary>The file of some rows, whose names are those of the first.</summary>
    internal static string Text(IReadOnlyList<Dictionary<string, string>> rows, char separator = ',', string end = "\n") =>
        string.Concat(((IEnumerable<IEnumerable<string>>)[rows[0].Keys, .. rows.Select(row => row.Values)])
            .Select(fields => string.Join(separator, fields) + end));

    internal static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
