using Autograd.Data;

namespace Autograd.Tests.Data;

/// <summary>Tables: their columns, rows and text.</summary>
public sealed class TableTests
{
    private const string Patients = """
        age,sex,on thyroxine,seen,TSH,class
        41,F,yes,2024-01-05,1.3,negative
        23,F,no,2024-02-29,4.1,negative
        ,M,no,2023-12-31,0.98,sick
        70,?,no,2024-03-01,NA,negative

        """;

    [Test]
    public void Rows_like_those_of_patients_are_read()
    {
        Table table = Csv.Read(Patients);

        (table.RowCount, table.Columns.Count).ShouldBe((4, 6));
        table.Columns.Select(column => column.Kind).ShouldBe([ColumnKind.Number, ColumnKind.Category, ColumnKind.Boolean, ColumnKind.Date,
            ColumnKind.Number, ColumnKind.Category]);
        table.Columns.Select(column => column.Missing).ShouldBe([1, 1, 0, 0, 1, 0]);
        Csv.Numbers(table, "age").ShouldBe([41, 23, double.NaN, 70]);
        (((NumberColumn)table["TSH"]).Minimum, ((NumberColumn)table["TSH"]).Maximum).ShouldBe((0.98, 4.1));
        var sex = (CategoryColumn)table["sex"];
        sex.Codes.ToArray().ShouldBe([0, 0, 1, -1]);
        sex.Categories.ShouldBe(["F", "M"]);
        sex[3].ShouldBeNull();
        sex.CountCategories().ShouldBe([2, 1]);
        var thyroxine = (BooleanColumn)table["on thyroxine"];
        (thyroxine[0], thyroxine[1], thyroxine.TrueText, thyroxine.FalseText).ShouldBe((true, false, "yes", "no"));
        var seen = (DateColumn)table["seen"];
        (seen[1], seen.First, seen.Last).ShouldBe((new DateTime(2024, 2, 29), new DateTime(2023, 12, 31), new DateTime(2024, 3, 1)));
    }

    [Test]
    public void Rows_of_irises_without_a_header_are_read()
    {
        Table table = Csv.Read("5.1,3.5,1.4,0.2,Iris-setosa\n6.3,3.3,6.0,2.5,Iris-virginica\n\n");

        table.Columns.Select(column => column.Name).ShouldBe(["column1", "column2", "column3", "column4", "column5"]);
        Csv.Numbers(table, "column3").ShouldBe([1.4, 6]);
        ((CategoryColumn)table["column5"])[1].ShouldBe("Iris-virginica");
        table.Notes.ShouldContain("Separator: comma; there is no header.");
    }
}
