using System.Text;
using Autograd.Benchmarks;
using Autograd.Data;

namespace Autograd.Tests.Benchmarks;

/// <summary>The tables by which training on tables is measured and tried.</summary>
public sealed class MadeTableTests
{
    private static readonly Func<ulong, MadeTable>[] s_made =
    [
        seed => CustomersTable.Make(seed, 400), seed => PaymentsTable.Make(seed, 1000), seed => MachinesTable.Make(seed, 400),
        seed => SpectraTable.Make(seed, 200), seed => ParcelsTable.Make(seed, 10_000), seed => HousesTable.Make(seed, 400),
        seed => OtherTables.Xor(seed, 400), seed => OtherTables.Spirals(seed, 300), seed => OtherTables.Rare(seed, 4000),
        seed => OtherTables.Telling(seed, 10_000), seed => OtherTables.Silent(seed, 10_000), seed => OtherTables.Needles(seed, 200),
        seed => OtherTables.Holes(seed, 400), seed => OtherTables.Tails(seed, 400), seed => OtherTables.Pairs(seed, 400),
    ];

    [Test]
    public void A_made_table_is_the_same_for_a_seed_and_read_as_what_it_is()
    {
        foreach (Func<ulong, MadeTable> make in s_made)
        {
            MadeTable made = make(1);
            make(1).Lines.ShouldBe(made.Lines);
            make(2).Lines.ShouldNotBe(made.Lines);
            Table table = Read(string.Join('\n', made.Lines));
            table.Columns.Select(column => (column.Name, column.Kind)).ShouldBe(made.Columns, made.Name);
            table.RowCount.ShouldBe(made.Rows.Count);
            table[made.Target].Missing.ShouldBe(0);

            // Better than by guessing, and not without errors; the arms of a spiral are told apart.
            (made.Best ?? 0.98).ShouldBeInRange(0.55, 0.98, made.Name);
        }
    }

    [TestCase("german")]
    [TestCase("french")]
    [TestCase("leavings")]
    public void A_spreadsheet_of_another_country_holds_the_same_plants(string name)
    {
        NastyTable nasty = NastyTables.All.Single(table => table.Name == name);
        Table plain = Read(Plants.Text(Plants.Rows(1, 300))),
            table = Read(nasty.Text, new() { DecimalComma = name != "leavings" });
        table.RowCount.ShouldBe(300);
        foreach (string column in new[] { "height", "weight" })
        {
            ((NumberColumn)table[column]).Values.ToArray().ShouldBe(((NumberColumn)plain[column]).Values.ToArray(), column);
        }

        if (name != "leavings")
        {
            ((DateColumn)table["sown"]).First.ShouldBe(new DateTime(2024, 1, 1));
            table["watered"].Kind.ShouldBe(ColumnKind.Boolean);
        }
    }

    [Test]
    public void Folds_are_stratified_and_others_in_each_repetition()
    {
        string folder = Directory.CreateTempSubdirectory("Tables").FullName;
        try
        {
            TableFile.Write(folder, PaymentsTable.Make(1, 2000));
            TableFile table = TableFile.Open(folder, "payments");
            (table.Target, table.IsRegression, table.Folds.Length).ShouldBe(("fraud", false, 2));
            table.Folds[0].ShouldNotBe(table.Folds[1]);
            Column target = Table.ReadCsv(table.Csv)["fraud"];
            long[] labels = TableFile.Labels(target);
            foreach (int[] fold in table.Folds)
            {
                fold.Zip(labels).Where(row => row.Second == 1).Select(row => row.First).Order().ShouldBe([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
            }

            string digest = table.Digest;
            TableFile.Open(folder, "payments").Digest.ShouldBe(digest);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void A_standard_error_is_that_of_the_mean()
    {
        FoldScores scores = new(0, [.. new[] { 1.0, 2, 3, 4 }.Select(score => new Dictionary<string, double> { ["r2"] = score })]);
        scores.Mean("r2").ShouldBe(2.5);
        scores.Error("r2").ShouldBe(Math.Sqrt(5.0 / 3 / 4), 1e-12);
    }

    private static Table Read(string text, CsvOptions? options = null)
    {
        // A reader of bytes takes a byte order mark off, as that of a file does.
        using var reader = new StreamReader(new MemoryStream(Encoding.UTF8.GetBytes(text)), Encoding.UTF8);
        return Table.ReadCsv(reader, options);
    }
}
