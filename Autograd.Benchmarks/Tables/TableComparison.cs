using System.CommandLine;
using Autograd.Data;
using Autograd.Docs;
using SampleTools;

namespace Autograd.Benchmarks;

/// <summary>
/// The command <c>tables</c>: writes tables of many kinds into a folder, deals their rows to folds, and compares what comes of them here
/// and with scikit-learn.
/// </summary>
internal static class TableComparison
{
    // The seed of all that is made.
    private const ulong Seed = 1;

    /// <summary>The tables that are made here.</summary>
    internal static readonly (string Name, Func<ulong, MadeTable> Make)[] Made =
    [
        ("customers", seed => CustomersTable.Make(seed)), ("payments", seed => PaymentsTable.Make(seed)),
        ("machines", seed => MachinesTable.Make(seed)), ("spectra", seed => SpectraTable.Make(seed)),
        ("parcels", seed => ParcelsTable.Make(seed)), ("houses", seed => HousesTable.Make(seed)),
    ];

    // On which tables both sides train for as many epochs.
    private static readonly Dictionary<string, (string Layers, int Batch, int Epochs)> s_timed = new()
    {
        ["thyroid"] = ("32,16", 48, 15),
        ["optdigits"] = ("64,32", 200, 20),
        ["machines"] = ("128,64", 200, 5),
    };

    /// <summary>Runs the command.</summary>
    internal static void Run(ParseResult options, TextWriter output)
    {
        string folder = Folder(options.GetRequiredValue(CommandLine.TableFolder));
        string only = options.GetValue(CommandLine.OnlyTables) ?? "";
        string? stated = options.GetValue(CommandLine.TablesPython);
        Lazy<string> python = new(() => Python.Find(stated, Python.ScikitLearn));
        string? page = only.Length == 0 ? PagePath(options.GetValue(CommandLine.TablesOutput)) : null;
        List<TableResult> results = [];
        List<EqualEpochs> epochs = [];
        foreach (string name in Write(folder, options.GetValue(CommandLine.DataFolders) ?? [], python, only))
        {
            TableFile table = TableFile.Open(folder, name);
            Table rows = Table.ReadCsv(table.Csv);
            TableResult result = new(
                table, rows.RowCount, rows.Columns.Count - 1, Ours.Of(table), Peers.Of(table, folder, () => python.Value, output));
            output.WriteLine(TableText.Line(result));
            results.Add(result);
            if (s_timed.TryGetValue(name, out (string Layers, int Batch, int Epochs) timed))
            {
                epochs.Add(EqualEpochs.Measure(table, folder, python.Value, timed.Layers, timed.Batch, timed.Epochs));
                output.WriteLine(epochs[^1].Row);
            }
        }

        if (page is not null)
        {
            File.WriteAllText(page, TableText.Page(results, epochs));
        }
    }

    private static string PagePath(string? stated)
    {
        string path = Path.GetFullPath(stated ?? Path.Combine(Repository.Root(), "docs", "tabular-results.md"));
        return Directory.Exists(Path.GetDirectoryName(path))
            ? path
            : throw new SampleException($"--output: the folder {SampleException.Quote(Path.GetDirectoryName(path) ?? "")} does not exist");
    }

    // Which tables there are then.
    private static List<string> Write(string folder, string[] data, Lazy<string> python, string only)
    {
        List<string> names = [];
        foreach (MadeTable table in data.Select(PublicTables.Of))
        {
            if (Add(table.Name))
            {
                TableFile.Write(folder, table);
            }
        }

        foreach ((string name, Func<ulong, MadeTable> make) in Made)
        {
            if (Add(name) && !File.Exists(Path.Combine(folder, $"{name}.csv")))
            {
                TableFile.Write(folder, make(Seed));
            }
        }

        // Those of scikit-learn come all at once.
        string[] fetched = [.. PublicTables.Fetched.Where(Add)];
        if (fetched.Any(name => !File.Exists(Path.Combine(folder, $"{name}.csv"))))
        {
            PublicTables.Fetch(python.Value, folder);
        }

        return names.Count > 0 ? names : throw new SampleException($"--only: no table's name begins with {SampleException.Quote(only)}");

        bool Add(string name)
        {
            bool wanted = name.StartsWith(only, StringComparison.Ordinal);
            if (wanted)
            {
                names.Add(name);
            }

            return wanted;
        }
    }

    private static string Folder(string path)
    {
        try
        {
            return Directory.CreateDirectory(path).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SampleException($"the folder {SampleException.Quote(path)} cannot be made: {e.Message.ReplaceLineEndings(" ")}");
        }
    }
}
