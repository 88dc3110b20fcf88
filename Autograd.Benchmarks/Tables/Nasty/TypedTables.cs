using System.Globalization;

namespace Autograd.Benchmarks;

/// <summary>The same plants, with what people type into cells, and around them.</summary>
internal static class TypedTables
{
    private const char NoBreak = '\u00A0';

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<NastyTable> All =>
    [
        Plants.Changed("half-target", 300, "the rows without a target are left out, with a note of their number", (row, i) =>
            row[Plants.Target] = i % 2 == 0 ? "" : row[Plants.Target]),
        Plants.Changed("blanks-in-booleans", 300, "a boolean, of which a third is missing", (row, i) =>
            row["watered"] = (i % 3) switch { 0 => "TRUE", 1 => "FALSE", _ => "" }),
        Plants.Changed("amounts", 300, "three columns of numbers", (row, i) =>
        {
            row["share"] = Invariant($"{i % 90},{i % 10} %");
            row["price"] = Invariant($"€ 1.{i * 37 % 1000:000},{i % 100:00}");
            row["rent"] = Invariant($"1{NoBreak}{i * 31 % 1000:000},{i % 7}");
            (row["height"], row["weight"]) = (Comma(row["height"]), Comma(row["weight"]));
        }, decimalComma: true),
        Plants.Changed("amounts-unsaid", 300, "a warning for each column that looks like numbers with a decimal comma", (row, i) =>
            row["price"] = Invariant($"\"€ 1.{i * 37 % 1000:000},{i % 100:00}\"")),
        Plants.Changed("swiss", 300, "a column of numbers", (row, i) => row["price"] = Invariant($"1'{i * 37 % 1000:000}.{i % 100:00}")),
        Plants.Changed("accounts", 300, "a column of numbers, every second of which is negative", (row, i) =>
            row["balance"] = i % 2 == 0 ? Invariant($"\"(1,{i * 37 % 1000:000}.50)\"") : Invariant($"{i}.25")),
        Plants.Changed("units", 300, "a warning that the unit must go", (row, i) => row["height"] += " cm"),
        Plants.Changed("dashes", 300, "a warning that asks whether - stands for a missing value", (row, i) =>
            row["height"] = i % 50 == 0 ? "-" : row["height"]),
        Plants.Changed("below", 300, "a warning that <0.01 makes no number", (row, i) =>
            row["iron"] = i % 9 == 0 ? "<0.01" : Plants.Number(i % 50 / 10.0)),
        Plants.Changed("nines", 300, "a warning that -999 may stand for a missing value", (row, i) =>
            row["height"] = i % 10 == 0 ? "-999" : row["height"]),
        Plants.Changed("far", 300, "a warning that names the row of the outlier", (row, i) =>
            row["weight"] = i == 7 ? "2000000000" : row["weight"]),
        Plants.Changed("dates-of-three-kinds", 300, "dates", (row, i) => row["sown"] = (i % 3) switch
        {
            0 => Invariant($"2024-03-{(i % 28) + 1:00}"),
            1 => Invariant($"{(i % 28) + 1:00}.03.2024"),
            _ => Invariant($"{(i % 28) + 1:00}/03/2024"),
        }),
        Plants.Changed("dates-of-zones", 300, "dates", (row, i) =>
            row["sown"] = Invariant($"2024-03-{(i % 28) + 1:00}T10:00:00{(i % 2 == 0 ? "+02:00" : "Z")}")),
        Plants.Changed("dates-unclear", 300, "a warning that the month must be said", (row, i) =>
            row["sown"] = Invariant($"{(i % 12) + 1}/{(i / 12 % 12) + 1}/2024")),
        Plants.Changed("dates-as-numbers", 300, "numbers, as spreadsheets count days", (row, i) =>
            row["sown"] = Invariant($"{45_300 + (i % 97)}")),
        Renamed("broken-name", "height", "\"height\nin cm\"", "a name with a line break"),
        Renamed("twice-a-name", "weight", "height", "a second name, with a note"),
        Renamed("no-name", "weight", "", "a name that is made up, with a note"),
        Plants.Changed("target-cases", 300, "two classes: capitals and blanks make no other", (row, i) =>
            row[Plants.Target] = (row[Plants.Target] == "tall", i % 10) switch
            {
                (true, 0) => "Yes ",
                (true, _) => "yes",
                (false, 0) => "NO",
                _ => "no",
            }),
        Plants.Changed("boolean-target", 300, "a classification", (row, i) =>
            row[Plants.Target] = row[Plants.Target] == "tall" ? "TRUE" : "FALSE"),
        Plants.Changed("few-numbers", 300, "classes, for there are up to ten", (row, i) => row[Plants.Target] = Level(row, 5)),
        Plants.Changed("rare-number", 300, "one clear line, which says that a number may be predicted", (row, i) =>
            row[Plants.Target] = i == 4 ? "9" : Level(row, 5)),
        Plants.Changed("many-numbers", 300, "a regression", (row, i) => row[Plants.Target] = Level(row, 100)),
        Plants.Changed("far-target", 300, "a warning that names the row of the outlier", (row, i) =>
            row[Plants.Target] = i == 7 ? "1e9" : Level(row, 100)),
        Plants.Changed("comma-target", 300, "one clear line, which says that it looks like numbers with a decimal comma", (row, i) =>
            row[Plants.Target] = Invariant($"\"{Level(row, 20)},5\"")),
        new("under-each-other", Plants.Target, Plants.Text(Plants.Rows(1, 150)) + Plants.Text(Plants.Rows(2, 150)),
            "the names in the middle are left out, with a note"),
        new("total", Plants.Target, Plants.Text(Plants.Rows(1, 300)) + "Total,612345.6,,\n",
            "warnings that Total is no number, and that a sum is far from the others"),
        new("title", Plants.Target, "Plants of 2024\n\n" + Plants.Text(Plants.Rows(1, 300)), "one clear line"),
        new("remark", Plants.Target, Plants.Text(Plants.Rows(1, 300)) + "\nSource: nobody\n", "one clear line, which names the line"),
        new("three-rows", Plants.Target, "height,kind\n1,tall\n2,small\n3,tall\n", "one clear line that names the class"),
        new("four-rows", Plants.Target, "height,kind\n1,tall\n2,small\n3,tall\n4,small\n", "one clear line: there are too few"),
        new("one-column", Plants.Target, "kind\n" + string.Concat(Plants.Rows(1, 50).Select(row => row[Plants.Target] + "\n")),
            "one clear line: nothing tells anything"),
        Plants.Changed("quotes", 300, "a column of words", (row, i) => row["soil"] = $"\"said \"\"{row["soil"]}\"\", twice\""),
    ];

    private static NastyTable Renamed(string name, string column, string other, string expected) => new(name, Plants.Target,
        Plants.Text(Plants.Rows(1, 300)).Replace($"{column},", $"{other},", StringComparison.Ordinal), expected);

    // What the plants are like, in so many steps.
    private static string Level(Dictionary<string, string> row, int steps)
    {
        double share = (double.Parse(row["height"], CultureInfo.InvariantCulture) - 70) / 100;
        return Invariant($"{(int)(steps * Math.Clamp(share, 0, 0.999))}");
    }

    private static string Comma(string number) => number.Replace('.', ',');

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
