using Autograd.Data;
using Autograd.Docs;

namespace Autograd.Tests.Documentation;

/// <summary>The code of docs/tables.md, run.</summary>
public sealed class TableExamples : FolderExamples
{
    [SetUp]
    public void Write_files()
    {
        File.WriteAllText("patients.csv",
            "age,sex,on thyroxine,seen,TSH,class\n41,F,yes,2024-01-05,1.3,negative\n23,F,no,2024-02-29,4.1,negative\n"
            + ",M,no,2023-12-31,0.98,sick\n70,?,no,2024-03-01,NA,negative\n");
        File.WriteAllText("sales.csv", "day;shop;turnover\n5-Jan-24;1;1.234,5\n6-Jan-24;2;unknown\n");
    }

    [Test]
    public void A_file_is_read()
    {
        Table table = Table.ReadCsv("patients.csv");
        Console.WriteLine(table);

        File.ReadAllText(Path.Combine(Repository.Root(), "docs", "tables.md")).ShouldContain(table.ToString());

        var age = (NumberColumn)table["age"];
        double oldest = age.Maximum;                                // of the values that are there
        ReadOnlySpan<double> ages = age.Values;                     // NaN is a missing one

        var sex = (CategoryColumn)table["sex"];
        string? first = sex.Codes[0] < 0 ? null : sex.Categories[sex.Codes[0]];  // the same as sex[0]

        Table adults = table.Rows([0, 1, 3]).Without("on thyroxine");

        (oldest, ages.Length, first, adults.RowCount, adults.Columns.Count).ShouldBe((70, 4, "F", 3, 5));
    }

    [Test]
    public void Options_say_what_is_known_better()
    {
        Table sales = Table.ReadCsv("sales.csv", new CsvOptions
        {
            DecimalComma = true,                                    // 1.234,5 and 1 234,5
            DateFormats = ["d-MMM-yy"],                             // 5-Jan-24
            MissingTokens = ["-", "unknown"],
            Kinds = new Dictionary<string, ColumnKind> { ["shop"] = ColumnKind.Category },
        });

        ((DateColumn)sales["day"])[0].ShouldBe(new DateTime(2024, 1, 5));
        sales["shop"].Kind.ShouldBe(ColumnKind.Category);
        ((NumberColumn)sales["turnover"]).Values.ToArray().ShouldBe([1234.5, double.NaN]);
    }

    [Test]
    public void A_value_that_does_not_fit_is_an_error()
    {
        string message = Should.Throw<TableException>(() => Table.ReadCsv("patients.csv",
            new CsvOptions { Kinds = new Dictionary<string, ColumnKind> { ["sex"] = ColumnKind.Number } })).Message;
        message.ShouldStartWith("patients.csv, line 2, column 'sex': 'F' is not a number, as ");

        try
        {
            Table.ReadCsv("patients.csv", new CsvOptions { Kinds = new Dictionary<string, ColumnKind> { ["sex"] = ColumnKind.Number } });
        }
        catch (TableException error)
        {
            Console.WriteLine(error.Message);                       // patients.csv, line 2, column 'sex': 'F' is not a number, as ...
        }
    }

    [Test]
    public void Objects_are_rows()
    {
        Table flowers = Table.From(new[]
        {
            new { PetalLength = 1.4, Species = "setosa", Seen = (DateOnly?)null },
            new { PetalLength = 6.0, Species = "virginica", Seen = (DateOnly?)new DateOnly(2024, 6, 1) },
        });

        flowers.Columns.Select(column => column.Kind).ShouldBe([ColumnKind.Number, ColumnKind.Category, ColumnKind.Date]);
    }
}
