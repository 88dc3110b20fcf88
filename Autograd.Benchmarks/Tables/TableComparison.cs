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
        string[] data = options.GetValue(CommandLine.DataFolders) ?? [];
        List<string> chosen = Write(folder, [.. data.Where(path => !ListedTables.AreIn(path))], python, only);
        List<string> otherNames = WriteOthers(folder, data.Where(ListedTables.AreIn), only);
        if (chosen.Count + otherNames.Count == 0)
        {
            throw new SampleException($"--only: no table's name begins with {SampleException.Quote(only)}");
        }

        foreach (string name in chosen)
        {
            TableResult result = Measure(folder, name, Peers.Kept, python, output);
            results.Add(result);
            if (s_timed.TryGetValue(name, out (string Layers, int Batch, int Epochs) timed))
            {
                epochs.Add(EqualEpochs.Measure(result.Table, folder, python.Value, timed.Layers, timed.Batch, timed.Epochs));
                output.WriteLine(epochs[^1].Row);
            }
        }

        OtherResults others = OtherResults.Read();
        foreach (string name in otherNames)
        {
            others = others.With(Measure(folder, name, folder, python, output));
            others.Write();
        }

        if (page is not null)
        {
            File.WriteAllText(page, TableText.Page(results, epochs, others));
        }
    }

    private static TableResult Measure(string folder, string name, string kept, Lazy<string> python, TextWriter output)
    {
        TableFile table = TableFile.Open(folder, name);
        Table rows = Table.ReadCsv(table.Csv);
        IReadOnlyDictionary<string, FoldScores> peers = Peers.Of(table, folder, kept, () => python.Value, output);
        TableResult result = new(table, rows.RowCount, rows.Columns.Count - 1, Ours.Of(table), peers);
        output.WriteLine(TableText.Line(result));
        return result;
    }

    // The other tables: those of lists, and those made here.
    private static List<string> WriteOthers(string folder, IEnumerable<string> lists, string only)
    {
        (string Name, Func<MadeTable> Read)[] all =
        [
            .. lists.SelectMany(ListedTables.Of),
            .. OtherTables.Makers.Select(each => (each.Name, new Func<MadeTable>(() => each.Make(Seed)))),
        ];
        (string Name, Func<MadeTable> Read)[] wanted = [.. all.Where(each => each.Name.StartsWith(only, StringComparison.Ordinal))];
        foreach ((string name, Func<MadeTable> read) in wanted.Where(each => !File.Exists(Path.Combine(folder, $"{each.Name}.csv"))))
        {
            TableFile.Write(folder, read());
        }

        return [.. wanted.Select(each => each.Name)];
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

        return names;

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
