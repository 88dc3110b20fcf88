using Autograd.Data;
using SampleTools;

namespace Autograd.Benchmarks;

/// <summary>
/// Tables that others have measured: those of folders, with names for their columns, and those that come with scikit-learn.
/// </summary>
internal static class PublicTables
{
    // As the other thyroid files of the same source name them; 1 to 15 of them, counted from 0, are yes or no as 1 or 0.
    private static readonly string[] s_thyroid =
    [
        "age", "sex", "on thyroxine", "query on thyroxine", "on antithyroid medication", "sick", "pregnant", "thyroid surgery",
        "I131 treatment", "query hypothyroid", "query hyperthyroid", "lithium", "goitre", "tumor", "hypopituitary", "psych", "TSH", "T3",
        "TT4", "T4U", "FTI",
    ];

    // Which of the first two is hyperfunction, and which subnormal function, descriptions disagree on.
    private static readonly string[] s_thyroidClasses = ["class 1", "class 2", "normal"];

    private static readonly string[] s_iris = ["sepal length", "sepal width", "petal length", "petal width"];

    /// <summary>The tables that come with scikit-learn.</summary>
    internal static IReadOnlyList<string> Fetched { get; } = ["breast-cancer", "wine", "diabetes"];

    /// <summary>The table of a folder, by the files that are in it.</summary>
    internal static MadeTable Of(string folder)
    {
        if (Files(folder, "ann-train.data", "ann-test.data") is { } thyroid)
        {
            return Read("thyroid", "patients, few of whom have an ill thyroid gland (UCI)", "diagnosis", s_thyroid, thyroid,
                word => s_thyroidClasses[int.Parse(word, null) - 1]);
        }

        if (Files(folder, "iris.data") is { } iris)
        {
            return Read("iris", "flowers of three species (UCI)", "species", s_iris, iris,
                word => word.Replace("Iris-", "", StringComparison.Ordinal));
        }

        string[] pixels = [.. Enumerable.Range(0, 64).Select(i => $"row {(i / 8) + 1} column {(i % 8) + 1}")];
        return Files(folder, "optdigits.tra", "optdigits.tes") is { } digits
            ? Read("optdigits", "handwritten digits of 8 by 8 pixels (UCI)", "digit", pixels, digits, word => word)
            : throw new SampleException($"--data: in {SampleException.Quote(folder)} there is none of ann-train.data, iris.data and " +
                "optdigits.tra");
    }

    /// <summary>Lets scikit-learn write the tables that come with it.</summary>
    internal static void Fetch(string python, string folder) => Sklearn.Run(python, "fetch", folder);

    private static string[]? Files(string folder, params string[] names)
    {
        string[] paths = [.. names.Select(name => Path.Combine(folder, name))];
        return paths.All(File.Exists) ? paths : null;
    }

    private static MadeTable Read(
        string name, string about, string target, string[] columns, string[] files, Func<string, string> className)
    {
        var table = new MadeTable(
            name, about, target, [.. columns.Select(column => (column, ColumnKind.Number)), (target, ColumnKind.Category)]);
        foreach (string line in files.SelectMany(File.ReadLines))
        {
            string[] fields = line.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 0)
            {
                table.Add([.. fields[..^1], className(fields[^1])]);
            }
        }

        return table;
    }
}
