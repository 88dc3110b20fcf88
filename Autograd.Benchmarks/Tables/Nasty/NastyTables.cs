using System.Globalization;
using Autograd.Core;

namespace Autograd.Benchmarks;

/// <summary>The nasty tables, each made anew, always the same.</summary>
internal static class NastyTables
{
    /// <summary>Columns of one value, of each kind, and an empty one.</summary>
    internal static NastyTable OneValue => Plants.Changed(
        "one-value", 300, "the columns of one value count for nothing and are named in a note", (row, i) =>
        {
            row["always 7"] = "7";
            row["always red"] = "red";
            row["always yes"] = "yes";
            row["always new year"] = "2024-01-01";
            row["never"] = "";
        });

    /// <summary>Holes: two in five values of each column but the target.</summary>
    internal static NastyTable Holes
    {
        get
        {
            var generator = new Generator(2);
            return Plants.Changed("holes", 600, "it is trained, and does better than by guessing", (row, i) =>
            {
                foreach (string name in new[] { "height", "weight", "soil" })
                {
                    row[name] = generator.Happens(0.4) ? "" : row[name];
                }
            });
        }
    }

    /// <summary>Rows without a target.</summary>
    internal static NastyTable TargetHoles => Plants.Changed(
        "target-holes", 300, "the rows without a target are left out, with a note of their number", (row, i) =>
            row[Plants.Target] = i % 20 == 3 ? "" : row[Plants.Target]);

    /// <summary>A class of two rows beside large ones.</summary>
    internal static NastyTable ClassOfTwo => Plants.Changed(
        "class-of-two", 300, "it is trained with a warning that names the class", (row, i) =>
            row[Plants.Target] = i is 10 or 200 ? "odd" : row[Plants.Target]);

    /// <summary>A class of one row.</summary>
    internal static NastyTable ClassOfOne => Plants.Changed(
        "class-of-one", 300, "one clear line that names the class", (row, i) =>
            row[Plants.Target] = i == 10 ? "odd" : row[Plants.Target]);

    /// <summary>Classes by typing errors: another case, a letter too few; a blank makes none.</summary>
    internal static NastyTable Typo => Plants.Changed(
        "typo", 300, "the class 'tal' of few rows is named beside 'tall', which it is like", (row, i) => row[Plants.Target] = i switch
        {
            5 or 6 or 7 => "tal",
            20 or 21 => "Small",
            30 or 31 => "small ",
            _ => row[Plants.Target],
        });

    /// <summary>Each row three times, far from each other.</summary>
    internal static NastyTable Duplicates
    {
        get
        {
            List<Dictionary<string, string>> rows = Plants.Rows(1, 150);
            rows = [.. Enumerable.Range(0, 450).Select(i => new Dictionary<string, string>(rows[i % 150]) { ["line"] = Text(i + 1) })];
            return new("duplicates", Plants.Target, Plants.Text(rows),
                "a warning that rows are there several times, also across the split, with their number");
        }
    }

    /// <summary>Numbers and texts that name the rows and say nothing of them.</summary>
    internal static NastyTable Id => Plants.Changed(
        "id", 300, "as good as without the ids", (row, i) =>
        {
            row["number"] = Text(1000 + (i * 7919 % 300));
            row["name"] = $"plant-{i * 7919 % 300:000}-{i * 31 % 97}";
        });

    /// <summary>A number that names the rows, sorted by the target as the file is.</summary>
    internal static NastyTable LeakingId
    {
        get
        {
            List<Dictionary<string, string>> rows = [.. Plants.Rows(1, 300).OrderBy(row => row[Plants.Target], StringComparer.Ordinal)];
            for (int i = 0; i < rows.Count; i++)
            {
                rows[i]["number"] = Text(i + 1);
            }

            return new("leaking-id", Plants.Target, Plants.Text(rows),
                "a warning that 'number' alone tells the classes, as an id would not");
        }
    }

    /// <summary>The target in other words.</summary>
    internal static NastyTable Leak => Plants.Changed(
        "leak", 300, "a warning that 'code' alone tells the classes", (row, i) => row["code"] = row[Plants.Target] == "tall" ? "T1" : "S2");

    /// <summary>The same plant measured five times, which a split must not tear apart.</summary>
    internal static NastyTable Groups => Plants.Changed(
        "groups", 300, "split by 'plant' nothing leaks; else it looks better than it is", (row, i) =>
        {
            row["plant"] = $"P{i / 5}";
            row[Plants.Target] = i / 5 % 2 == 0 ? "tall" : "small";
            row["height"] = Plants.Number(100 + (i / 5 * 37 % 60) + (0.1 * (i % 5)));
        });

    /// <summary>Numbers that no float holds, and infinite ones.</summary>
    internal static NastyTable Huge => Plants.Changed(
        "huge", 300, "it is trained to finite numbers; infinite ones are missing", (row, i) =>
        {
            row["weight"] = i == 17 ? "1e300" : row["weight"];
            row["height"] = i switch { 40 => "inf", 41 => "-1e39", _ => row["height"] };
        });

    /// <summary>The target, always the same.</summary>
    internal static NastyTable ConstantTarget => Plants.Changed(
        "constant-target", 100, "one clear line: there is nothing to tell apart", (row, i) => row[Plants.Target] = "tall");

    /// <summary>All columns always the same, but not the target.</summary>
    internal static NastyTable ConstantColumns => Plants.Changed(
        "constant-columns", 100, "one clear line: there is nothing to learn from", (row, i) =>
            (row["height"], row["weight"], row["soil"]) = ("1", "2", "loam"));

    /// <summary>A row of too few fields.</summary>
    internal static NastyTable Ragged =>
        new("ragged", Plants.Target, Plants.Text(Plants.Rows(1, 50)) + "1,2\n",
            "one clear line, which names line 52 and what was expected");

    /// <summary>A header and no rows.</summary>
    internal static NastyTable HeaderOnly => new("header-only", Plants.Target, "height,weight,soil,kind\n", "one clear line");

    /// <summary>Nothing at all.</summary>
    internal static NastyTable Empty => new("empty", Plants.Target, "", "one clear line");

    /// <summary>All of them, with those of spreadsheets and those of what people type.</summary>
    internal static IReadOnlyList<NastyTable> All =>
    [
        OneValue, Holes, TargetHoles, ClassOfTwo, ClassOfOne, Typo, Duplicates, Id, LeakingId, Leak, Groups, Huge, ConstantTarget,
        ConstantColumns, Ragged, HeaderOnly, Empty, SpreadsheetTables.German, SpreadsheetTables.French, SpreadsheetTables.Leavings,
        .. TypedTables.All,
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
