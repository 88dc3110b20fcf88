using System.Text;
using Autograd.Data;
using Autograd.Tests.Nn.Serialization;

namespace Autograd.Tests.Data;

/// <summary>What is no table, no value of its column, or no option.</summary>
public sealed class CsvRefusalTests
{
    [TestCase("", "test.csv: is empty.", null)]
    [TestCase("\n \n", "test.csv: is empty.", null)]
    [TestCase("a,b\n", "test.csv, line 1: there is a header, but no row below it", 1)]
    [TestCase("a,b\n1,2\n1,2,3\n", "test.csv, line 3: there are 3 fields, where the first row has 2, separated by ','", 3)]
    [TestCase("a,b\n\n1,2\n\"x\ny\",2\n1\n", "test.csv, line 6: there is 1 field, where the first row has 2, separated by ','", 6)]
    [TestCase("a,b\n1,\"x\"y\n", "test.csv, line 2: the quoted field 'x' is followed by 'y', where", 2)]
    [TestCase("a,b\n1,\0\n", "test.csv: is no text: it has characters of code 0.", null)]
    public void A_text_that_is_no_table_is_refused(string text, string message, int? line)
    {
        TableException error = Csv.Refused(text);
        error.Message.ShouldStartWith(message);
        (error.File, error.Line, error.Column).ShouldBe(("test.csv", (long?)line, null));
    }

    [TestCase("1\n2\nabc\n", "'abc' is not a number, as the values above are;")]
    [TestCase("true\nfalse\n0\n", "'0' is not true or false, as the values above are;")]
    [TestCase("2024-01-01\n2024-01-02\n01/02/2024\n",
        "'01/02/2024' is not a date such as 2025-12-31 or 31.12.2025, as the values above are;")]
    [TestCase("13/01/2024\n01/01/2024\n01/13/2024\n",
        "'01/13/2024' is not a date, of which the first number is the day, as the values above are;")]
    public void A_later_value_that_does_not_fit_is_told_by_line_and_column(string rows, string message)
    {
        TableException error = Csv.Refused("x\n" + rows, new() { InferenceRows = 2, HasHeader = true });
        error.Message.ShouldStartWith("test.csv, line 4, column 'x': " + message);
        (error.Line, error.Column).ShouldBe((4, "x"));
    }

    [TestCase("1\nabc\n", ColumnKind.Number, "line 3, column 'x': 'abc' is not a number, as CsvOptions.Kinds says.")]
    [TestCase("1\n2\n", ColumnKind.Boolean, "line 3, column 'x': '2' is not 1 or 0, as CsvOptions.Kinds says.")]
    [TestCase("1/2/2024\n2/2/2024\n", ColumnKind.Date,
        "line 2, column 'x': the values do not show which number of '1/2/2024' is the month")]
    public void A_value_that_does_not_fit_what_was_said_is_refused(string rows, ColumnKind kind, string message) =>
        Csv.Refused("x\n" + rows, new() { Kinds = new Dictionary<string, ColumnKind> { ["x"] = kind }, HasHeader = true }).Message
            .ShouldContain(message);

    [Test]
    public void A_kind_of_no_column_is_refused() => Csv.Refused("age,b\n1,2\n",
        new() { Kinds = new Dictionary<string, ColumnKind> { ["agee"] = ColumnKind.Text } }).Message
        .ShouldBe("test.csv: CsvOptions.Kinds names 'agee', which is no column; is it 'age'? There are 'age', 'b'.");

    [Test]
    public void Files_that_are_none_are_refused()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "x.xlsx");
        Should.Throw<TableException>(() => Table.ReadCsv(file)).InnerException.ShouldBeOfType<FileNotFoundException>();
        Should.Throw<TableException>(() => Table.ReadCsv(file)).Message.ShouldBe($"x.xlsx: there is no such file in {folder.Path}.");
        Should.Throw<TableException>(() => Table.ReadCsv(folder.Path)).Message.ShouldContain("is a folder");
        Should.Throw<TableException>(() => Table.ReadCsv("a,b\n1,2")).Message.ShouldContain("Table.ReadCsv(new StringReader(text))");
        File.WriteAllBytes(file, [(byte)'P', (byte)'K', 3, 4, 1, 2]);
        Should.Throw<TableException>(() => Table.ReadCsv(file)).Message
            .ShouldBe("x.xlsx: is no text, but an Excel workbook or another zip archive; save it as CSV first.");
        File.WriteAllBytes(file, Encoding.Unicode.GetBytes("a,b\n1,2\n"));
        Should.Throw<TableException>(() => Table.ReadCsv(file)).Message.ShouldContain("needs CsvOptions.Encoding");
        Table.ReadCsv(file, new() { Encoding = Encoding.Unicode }).RowCount.ShouldBe(1);
    }

    [Test]
    public void Options_that_are_none_are_refused()
    {
        Should.Throw<ArgumentException>(() => Csv.Read("a\n1", new() { Separator = '"' })).Message
            .ShouldContain("CsvOptions.Separator: '\"'");
        Should.Throw<ArgumentException>(() => Csv.Read("a\n1", new() { Separator = '.' }));
        Should.Throw<ArgumentException>(() => Csv.Read("a\n1", new() { InferenceRows = 0 })).Message.ShouldContain("InferenceRows is 0");
        Should.Throw<ArgumentException>(() => Csv.Read("a\n1",
            new() { Kinds = new Dictionary<string, ColumnKind> { ["a"] = (ColumnKind)9 } })).Message.ShouldContain("of kind 9");
    }
}
