using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Autograd.Core;
using Autograd.Data;
using Autograd.Nn;
using SampleTools;

namespace Autograd.Benchmarks;

/// <summary>
/// A table in a folder: NAME.csv with a header, NAME.json with what is known of it, and NAME.folds.csv, which tells in which fold each row
/// is tested, a column for each repetition.
/// </summary>
internal sealed class TableFile
{
    private const ulong Seed = 20;

    private readonly string _path;

    private TableFile(string folder, string name)
    {
        Name = name;
        _path = Path.Combine(folder, name);
        JsonNode about = JsonNode.Parse(File.ReadAllText($"{_path}.json"))!;
        (About, Target) = ((string)about["about"]!, (string)about["target"]!);
        IsRegression = (bool)about["regression"]!;
        Best = (double?)about["best"];
    }

    internal string Name { get; }

    internal string About { get; }

    internal string Target { get; }

    internal bool IsRegression { get; }

    /// <summary>The score of who knows how the table was made, where that is known.</summary>
    internal double? Best { get; }

    internal string Csv => $"{_path}.csv";

    /// <summary>In which fold each row is tested, for each repetition.</summary>
    internal int[][] Folds { get; private set; } = [];

    /// <summary>What the results of others on this table hang on: the rows and the folds.</summary>
    internal string Digest { get; private set; } = "";

    /// <summary>Writes a table that was made.</summary>
    internal static void Write(string folder, MadeTable table)
    {
        string path = Path.Combine(folder, table.Name);
        File.WriteAllLines($"{path}.csv", table.Lines);
        var kinds = new JsonObject(table.Columns.Select(column =>
            KeyValuePair.Create(column.Name, (JsonNode?)JsonValue.Create(column.Kind.ToString().ToLowerInvariant()))));
        var about = new JsonObject
        {
            ["about"] = table.About,
            ["target"] = table.Target,
            ["regression"] = table.Columns.Single(column => column.Name == table.Target).Kind == ColumnKind.Number,
            ["best"] = table.Best,
            ["kinds"] = kinds,
        };
        File.WriteAllText($"{path}.json", about.ToJsonString(s_indented));
    }

    /// <summary>Reads what is known of a table, and deals its rows to folds.</summary>
    internal static TableFile Open(string folder, string name)
    {
        var file = new TableFile(folder, name);
        Column target = Table.ReadCsv(file.Csv)[file.Target];
        int rows = target.Count, folds = rows >= 50_000 ? 3 : 5, repetitions = rows < 1000 ? 4 : rows < 10_000 ? 2 : 1;
        long[] labels = file.IsRegression ? new long[rows] : Labels(target);
        var samples = new TensorDataset(Tensor.Zeros([rows, 1]), Tensor.From(labels));
        file.Folds = [.. Enumerable.Range(0, repetitions).Select(repetition => Deal(samples, folds, Seed + (ulong)repetition))];
        string path = $"{file._path}.folds.csv";
        File.WriteAllLines(path, Enumerable.Range(0, rows).Select(row =>
            string.Join(',', file.Folds.Select(fold => fold[row].ToString(CultureInfo.InvariantCulture)))));
        byte[] all = [.. SHA256.HashData(File.ReadAllBytes(file.Csv)), .. SHA256.HashData(File.ReadAllBytes(path))];
        file.Digest = Convert.ToHexStringLower(SHA256.HashData(all));
        return file;
    }

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    private static int[] Deal(TensorDataset samples, int count, ulong seed)
    {
        int[] tested = new int[samples.Count];
        IReadOnlyList<Fold> folds = samples.Folds(count, seed, stratified: true);
        for (int fold = 0; fold < count; fold++)
        {
            foreach (long row in folds[fold].ValidationIndices)
            {
                tested[row] = fold;
            }
        }

        return tested;
    }

    /// <summary>The classes of a column as numbers, in the order in which they come.</summary>
    internal static long[] Labels(Column target)
    {
        Dictionary<object, long> classes = [];
        return [.. Enumerable.Range(0, target.Count).Select(row =>
        {
            object value = Value(target, row);
            classes.TryAdd(value, classes.Count);
            return classes[value];
        })];
    }

    private static object Value(Column column, int row) => column switch
    {
        CategoryColumn categories => categories[row]!,
        BooleanColumn booleans => booleans[row]!,
        NumberColumn numbers => numbers[row],
        _ => throw new SampleException($"column {SampleException.Quote(column.Name)} is no target"),
    };
}
