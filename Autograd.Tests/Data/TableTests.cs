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

    [Test]
    public void Rows_are_taken_in_the_order_asked_for_and_categories_keep_their_codes()
    {
        Table table = Csv.Read(Patients), some = table.Rows([2, 0, 2]);

        some.RowCount.ShouldBe(3);
        Csv.Numbers(some, "age").ShouldBe([double.NaN, 41, double.NaN]);
        var sex = (CategoryColumn)some["sex"];
        sex.Codes.ToArray().ShouldBe([1, 0, 1]);
        sex.Categories.ShouldBe(((CategoryColumn)table["sex"]).Categories);
        ((BooleanColumn)some["on thyroxine"])[1].ShouldBe(true);
        ((DateColumn)some["seen"]).First.ShouldBe(new DateTime(2023, 12, 31));
        (some["age"].Missing, table["age"].Missing).ShouldBe((2, 1));
        table.Rows([]).RowCount.ShouldBe(0);
        table.Rows([]).ToString().ShouldStartWith("test.csv: 0 rows, 6 columns\n");
    }

    [TestCase(-1)]
    [TestCase(4)]
    public void A_row_that_there_is_not_is_refused(int row) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Csv.Read(Patients).Rows([0, row])).Message
        .ShouldStartWith("The table 'test.csv' has the rows 0 to 3; the one at position 1 is not among them.");

    [Test]
    public void Columns_are_left_out_by_name()
    {
        Table table = Csv.Read(Patients);
        table.Without("age", "TSH").Columns.Select(column => column.Name).ShouldBe(["sex", "on thyroxine", "seen", "class"]);
        Should.Throw<ArgumentException>(() => table.Without("ages")).Message
            .ShouldContain("'ages', which is no column; is it 'age'? There are 'age', 'sex'");
        Should.Throw<ArgumentException>(() => Csv.Read("a\n1\n").Without("a")).Message.ShouldContain("would have no column left");
    }

    [Test]
    public void A_name_that_there_is_not_is_refused_with_the_nearest_ones()
    {
        string names = string.Join(',', Enumerable.Range(0, 30).Select(i => $"column {(char)('a' + (i % 26))}{i}")) + ",petal length";
        Table table = Csv.Read(names + "\n" + string.Join(',', Enumerable.Range(0, 31)) + "\n");
        Should.Throw<ArgumentException>(() => table["Petal lenght"]).Message.ShouldStartWith(
            "The table 'test.csv' was asked for 'Petal lenght', which is no column; the nearest of 31 are 'petal length', ");
        table.TryGetColumn("Petal length", out _).ShouldBeFalse();
    }

    [Test]
    public void A_table_is_made_of_columns()
    {
        var age = new NumberColumn("age", [1, double.NaN]);
        var table = new Table(age, new CategoryColumn("word", ["b", null]), new BooleanColumn("is", [null, true]),
            new DateColumn("day", [new DateTime(2024, 1, 1), null]));
        table.Columns.Select(column => column.Missing).ShouldBe([1, 1, 1, 1]);
        Should.Throw<ArgumentException>(() => new Table()).Message.ShouldContain("at least one column");
        Should.Throw<ArgumentException>(() => new Table(age, age)).Message.ShouldContain("two columns 'age'");
        Should.Throw<ArgumentException>(() => new Table(age, new NumberColumn("b", [1]))).Message
            .ShouldContain("'b' has 1 rows, 'age' has 2");
        Should.Throw<ArgumentException>(() => new NumberColumn("x", [1, double.NegativeInfinity])).Message.ShouldContain("the value at 1");
    }

    [Test]
    public void Objects_are_rows()
    {
        Row[] rows =
        [
            new(41, 1.5m, null, "negative", Color.Red, new(2024, 1, 5), true, [1]),
            new(23, 2, float.PositiveInfinity, null, Color.Green, null, null, null),
        ];
        Table table = Table.From(rows);

        (table.Name, table.RowCount).ShouldBe(("Row", 2));
        table.Columns.Select(column => (column.Name, column.Kind, column.Missing)).ShouldBe([("Age", ColumnKind.Number, 0),
            ("Price", ColumnKind.Number, 0), ("Tsh", ColumnKind.Number, 2), ("Class", ColumnKind.Category, 1),
            ("Color", ColumnKind.Category, 0),
            ("Seen", ColumnKind.Date, 1), ("IsSick", ColumnKind.Boolean, 1), ("Values", ColumnKind.Text, 1)]);
        Csv.Numbers(table, "Price").ShouldBe([1.5, 2]);
        ((CategoryColumn)table["Color"])[1].ShouldBe("Green");
        ((DateColumn)table["Seen"])[0].ShouldBe(new DateTime(2024, 1, 5));
        table["Values"].Notes.ShouldBe(["Ignored: a Int32[] is no value of a table."]);
        table["Tsh"].Notes.ShouldContain("1 value is infinite, and read as missing.");
        Table anonymous = Table.From(new[] { new { Length = 1.0, Name = "a" } });
        (anonymous.Name, string.Join(' ', anonymous.Columns.Select(column => column.Name))).ShouldBe(("table", "Length Name"));
        Table.From(Array.Empty<Row>()).RowCount.ShouldBe(0);
        Should.Throw<ArgumentException>(() => Table.From([new object()])).Message.ShouldContain("has no public property");
        Should.Throw<ArgumentException>(() => Table.From([rows[0], null!])).Message.ShouldContain("Row 1 is null");
    }

    [Test]
    public void The_text_says_what_was_understood_in_80_columns()
    {
        Csv.Read(Patients).ToString().ShouldBe("""
            test.csv: 4 rows, 6 columns
              Separator: comma; the first row holds the names.
            column        kind        missing  values
            age           number            1  23 to 70
            sex           category          1  2: F 2, M 1
            on thyroxine  boolean              yes 1, no 3
            seen          date                 2023-12-31 to 2024-03-01
            TSH           number            1  0.98 to 4.1
            class         category             2: negative 3, sick 1

            """);
        string longName = new('n', 100);
        string rows = string.Concat(Enumerable.Range(0, 30).Select(i => $"{i % 7},some word {i % 19}\n"));
        Csv.Read($"{longName},b\n{rows}").ToString().Split('\n').Max(line => line.Length).ShouldBe(80);
        Csv.Read(string.Join(',', Enumerable.Range(0, 300).Select(i => $"n{i}")) + "\n" + string.Join(',', Enumerable.Range(0, 300)) + "\n")
            .ToString().ShouldEndWith("and 200 more: 200 number\n");
    }

    private enum Color
    {
        Red,
        Green,
    }

    private sealed record Row(int Age, decimal Price, float? Tsh, string? Class, Color Color, DateOnly? Seen, bool? IsSick, int[]? Values);
}
