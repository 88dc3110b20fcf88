using System.Text;
using Autograd.Data;

namespace Autograd.Tests.Data;

/// <summary>What files are like, one rule each.</summary>
public sealed class CsvTests
{
    [TestCase("a,b\n1,2\n3,4\n", "comma")]
    [TestCase("a;b\r\n1,5;2,5\r\n", "semicolon")]
    [TestCase("a\tb\r1\t2\r", "tab")]
    [TestCase("a|b\n1|2", "bar")]
    [TestCase("sep=;\na;b\n1;2\n", "semicolon")]
    [TestCase("\"a,b\";c\n\"1,2\";3\n", "semicolon")]
    [TestCase("a,b\n\"x;y\",2\n\"z;w\",3\n", "comma")]
    [TestCase("name,weight|kg\n\"a\",73\n\"b\",16\n", "comma")]
    [TestCase("name,weight;kg\n\"a\",73\n\"b\",16\n", "comma")]
    public void What_separates_fields_is_found_by_looking(string text, string separator)
    {
        Table table = Csv.Read(text);
        table.Columns.Count.ShouldBe(2);
        table.Notes[0].ShouldBe($"Separator: {separator}; the first row holds the names.");
    }

    [Test]
    public void Blanks_separate_on_request_and_a_note_suggests_it()
    {
        const string text = "0.73 0  1 3  \n0.24 0 0 2\n  0.5 1 1 3\n";
        Csv.Read(text).Notes.ShouldContain("If blanks separate fields, set CsvOptions.Separator to a blank.");
        Table table = Csv.Read(text, new() { Separator = ' ' });
        table.Columns.Count.ShouldBe(4);
        Csv.Numbers(table, "column4").ShouldBe([3, 2, 3]);
    }

    [TestCase("a,b\n1,2\n", true)]
    [TestCase("1,2\n3,4\n", false)]
    [TestCase("a,b\nx,y\nz,w\n", true)]
    [TestCase("p,x\nx,x\np,s\n", false)]
    [TestCase("x,inf\n1,2\n", true)]
    [TestCase(",a\n1,2\n", true)]
    [TestCase("2024-01-01,x\n2024-01-02,y\n", false)]
    [TestCase("\"1,5\";x\n\"2,5\";y\n", false)]
    public void A_header_is_found_by_looking(string text, bool isThere) => Csv.Read(text).Notes[0].Contains("the first row holds the names",
        StringComparison.Ordinal).ShouldBe(isThere);

    [Test]
    public void A_header_of_numbers_is_one_where_that_is_said() =>
        Csv.Read("2019,2020\n1,2\n", new() { HasHeader = true }).Columns.Select(column => column.Name).ShouldBe(["2019", "2020"]);

    [Test]
    public void Names_that_are_there_twice_or_not_at_all_are_made_up()
    {
        Table table = Csv.Read("a,,a,a,a_2\n1,2,3,4,5\n");
        table.Columns.Select(column => column.Name).ShouldBe(["a", "column2", "a_3", "a_4", "a_2"]);
        table.Notes.ShouldContain("There are several columns 'a': one is called 'a_3'.");
        table.Notes.ShouldContain("Column 2 has no name: it is called column2.");
    }

    [TestCase("a;b;\n1;2;\n3;4;\n")]
    [TestCase("a;b\n1;2;\n3;4;;;\n")]
    [TestCase("a;b;;\n1;2\n3;4;\n")]
    [TestCase("a;b;\n1;2;\n3;4;\n;;\n;;\n")]
    public void Empty_columns_at_the_end_are_left_out(string text)
    {
        Table table = Csv.Read(text);
        (table.RowCount, table.Columns.Count).ShouldBe((2, 2));
        table.Notes.ShouldContain("Empty columns at the end, without a name, are left out.");
    }

    [Test]
    public void A_row_of_nothing_counts_unless_it_is_at_the_end()
    {
        Table table = Csv.Read("a,b\n1,2\n,\n3,4\n,\n,\n");
        Csv.Numbers(table, "a").ShouldBe([1, double.NaN, 3]);
        table.Notes.ShouldContain("2 rows without any value at the end are left out.");
        Csv.Read("a,b\n1,2\n,\n3,4\n,\n,\n", new() { InferenceRows = 1 }).ToString().ShouldBe(table.ToString());
    }

    [Test]
    public void Blank_lines_are_no_rows() => Csv.Numbers(Csv.Read("\n\na\n1\n\n  \n2\n\n"), "a").ShouldBe([1, 2]);

    [TestCase("x\n1,5\n2,25\n", "look like numbers with decimal commas: set CsvOptions.DecimalComma.")]
    [TestCase("x\n1.011,5\n2,25\n3,5\n4,75\n5,5\nk.A.\n6,5\n",
        "6 of 7 values are numbers with decimal commas: set CsvOptions.DecimalComma; and are 'k.A.' CsvOptions.MissingTokens?")]
    [TestCase("x\n1.234\n-\n0.5\n3\n4\n5\n6\n", "6 of 7 values are numbers, but not '-': are these CsvOptions.MissingTokens?")]
    [TestCase("x\n\"1,234\"\n\"5,678\"\n",
        "1,234 is read as 1234, its comma as that of thousands; where it is a decimal one, set CsvOptions.DecimalComma.")]
    [TestCase("x\n5%\n7%\n", "2 values are percentages: 5% is read as 0.05.")]
    [TestCase("x\n1.426\n821\n12.038\n3\n", "1.426 is read with a decimal point, beside whole numbers such as 821; where its point is "
        + "that of thousands, so that it is 1426, set CsvOptions.DecimalComma.")]
    [TestCase("x\n254.635 €\n38.704 €\n", "254.635 € is read with a decimal point; where its point is that of thousands, so that it is "
        + "254635 €, set CsvOptions.DecimalComma.")]
    [TestCase("x\n-€2.426\n€821\n", "-€2.426 is read with a decimal point, beside whole numbers such as €821; where its point is ")]
    [TestCase("x\n€5\n€7\n", "Amounts in €.")]
    [TestCase("x\ninf\n7\n", "1 value is infinite, and read as missing.")]
    [TestCase("x\n7\n7\n", "Every value is 7: it tells nothing.")]
    [TestCase("x\nyes\nyes\n", "Every value is yes: it tells nothing.")]
    [TestCase("x\nred\nred\n", "Every value is 'red': it tells nothing.")]
    [TestCase("x\nNA\nNA\n", "Every value is missing: it tells nothing.")]
    [TestCase("x\nsick\nSick\nwell\n", "'Sick', 'sick' differ only in capitals or blanks; they are taken as different.")]
    [TestCase("x\n01069\n10115\n", "The values have leading zeros, so they are codes; CsvOptions.Kinds makes them numbers.")]
    [TestCase("x\n1/2/2024\n3/4/2024\n", "CsvOptions.DateFormats says it: d/M/yyyy or M/d/yyyy.")]
    [TestCase("x\n1/2/2024\n13/4/2024\n", "The first number is the day, as the values show.")]
    [TestCase("x\n1/2/2024\n3/14/2024\n", "The first number is the month, as the values show.")]
    public void A_note_tells_what_was_noticed(string text, string note) => string.Join(' ',
        Csv.Read(text, new() { Separator = ';', HasHeader = true })["x"].Notes).ShouldContain(note);

    [TestCase("1.426 821 0.512")]
    [TestCase("1.426 821 12.5")]
    [TestCase("1.426 821 2.0")]
    [TestCase("1.426 821 1234.567")]
    [TestCase("1.426 821 1.426e3")]
    [TestCase("1.426 2 3")]
    [TestCase("821 117 3")]
    [TestCase("1.426 2.821")]
    public void Points_that_are_decimal_ones_are_not_noted(string values) => Csv.Read(
        "x\n" + values.Replace(' ', '\n') + "\n", new() { Separator = ';', HasHeader = true })["x"].Notes.ShouldBeEmpty();

    [Test]
    public void Commas_that_may_be_those_of_thousands_are_noted_where_they_are_read_as_decimal_ones() =>
        Csv.Read("x\n1,426\n821\n", new() { DecimalComma = true, Separator = ';', HasHeader = true })["x"].Notes.Single()
            .ShouldEndWith("where its comma is that of thousands, so that it is 1426, leave CsvOptions.DecimalComma.");

    [Test]
    public void Numbers_that_rise_row_by_row_may_be_an_id()
    {
        string text = "id,x\n" + string.Concat(Enumerable.Range(1, 30).Select(i => $"{i},{i % 7}\n"));
        Csv.Read(text)["id"].Notes.ShouldBe(["The values are whole numbers, each above the one before: a number of the row, or an id?"]);
        Csv.Read(text)["x"].Notes.ShouldBeEmpty();
        string shuffled = "id,x\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{i * 37 % 101},{i * 37 % 101 / 2}\n"));
        Csv.Read(shuffled)["id"].Notes.ShouldBe(["The values are whole numbers, all different: an id?"]);
        Csv.Read(shuffled)["x"].Notes.ShouldBeEmpty();
    }

    [TestCase("1,5;x\n-1.234,25;y\n", new[] { 1.5, -1234.25 })]
    [TestCase("1 234,5;x\n12\u202F345 678;y\n", new[] { 1234.5, 12_345_678 })]
    [TestCase("1\u00A0234,5;x\n1\u202F234\u202F567;y\n", new[] { 1234.5, 1234567 })]
    public void Decimal_commas_are_read_on_request(string text, double[] expected) =>
        Csv.Numbers(Csv.Read(text, new() { DecimalComma = true, HasHeader = false }), "column1").ShouldBe(expected);

    [Test]
    public void One_column_with_decimal_commas_is_one_column() =>
        Csv.Numbers(Csv.Read("x\n1,5\n2,5\n", new() { DecimalComma = true }), "x").ShouldBe([1.5, 2.5]);

    [TestCase("true", "FALSE", ColumnKind.Boolean)]
    [TestCase("ja", "nein", ColumnKind.Boolean)]
    [TestCase("WAHR", "FALSCH", ColumnKind.Boolean)]
    [TestCase("t", "f", ColumnKind.Boolean)]
    [TestCase("Y", "N", ColumnKind.Boolean)]
    [TestCase("F", "F", ColumnKind.Category)]
    [TestCase("yes", "nein", ColumnKind.Category)]
    [TestCase("1", "0", ColumnKind.Number)]
    public void Booleans_are_pairs_of_words(string one, string other, ColumnKind kind) =>
        Csv.Read($"x\n{one}\n{other}\n{one}\n", new() { HasHeader = true })["x"].Kind.ShouldBe(kind);

    [TestCase(100_000, 5_000, ColumnKind.Category)]
    [TestCase(30_000, 25_000, ColumnKind.Text)]
    [TestCase(2_000, 2_000, ColumnKind.Text)]
    [TestCase(30, 20, ColumnKind.Category)]
    [TestCase(15, 15, ColumnKind.Category)]
    public void Words_are_categories_by_how_many_differ(int rows, int words, ColumnKind kind)
    {
        var text = new StringBuilder("x\n");
        var random = new Random(1);
        for (int i = 0; i < rows; i++)
        {
            text.Append("word ").Append(words == rows ? i : random.Next(words)).Append('\n');
        }

        Csv.Read(text.ToString(), new() { HasHeader = true })["x"].Kind.ShouldBe(kind);
    }

    [Test]
    public void Words_that_turn_out_to_differ_are_text_with_a_note()
    {
        string text = "x\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"word {(i < 100 ? i % 3 : i)}\n"));
        Column column = Csv.Read(text, new() { InferenceRows = 50 })["x"];
        column.ShouldBeOfType<TextColumn>().Notes.ShouldBe(
            ["Ignored: 103 of 200 values differ, so it is free text or an id; CsvOptions.Kinds makes it categories."]);
    }

    [Test]
    public void Kinds_are_as_is_said()
    {
        var kinds = new Dictionary<string, ColumnKind>
        {
            ["a"] = ColumnKind.Category,
            ["b"] = ColumnKind.Boolean,
            ["c"] = ColumnKind.Text,
            ["d"] = ColumnKind.Date,
            ["e"] = ColumnKind.Number,
        };
        Table table = Csv.Read("a,b,c,d,e\n10,1,5,1/2/2024,007\n9,0,6,3/4/2024,100\n",
            new() { Kinds = kinds, DateFormats = ["M/d/yyyy"] });
        table.Columns.Select(column => column.Kind).ShouldBe(kinds.Values);
        ((CategoryColumn)table["a"]).Categories.ShouldBe(["9", "10"]);
        ((BooleanColumn)table["b"])[0].ShouldBe(true);
        ((DateColumn)table["d"])[1].ShouldBe(new DateTime(2024, 3, 4));
        Csv.Numbers(table, "e").ShouldBe([7, 100]);
    }

    [Test]
    public void Missing_values_are_what_is_said()
    {
        Table table = Csv.Read("a,b\n-999,NA\n1,none\n2,\n", new() { MissingTokens = ["-999"] });
        Csv.Numbers(table, "a").ShouldBe([double.NaN, 1, 2]);
        ((CategoryColumn)table["b"]).Categories.ShouldBe(["NA", "none"]);
        table["b"].Missing.ShouldBe(1);
    }

    [Test]
    public void A_column_whose_first_value_comes_late_is_what_that_is()
    {
        Table table = Csv.Read("a,b,c\n1,,\n2,,\n3,5,x\n4,6,y\n", new() { InferenceRows = 2 });
        Csv.Numbers(table, "b").ShouldBe([double.NaN, double.NaN, 5, 6]);
        ((CategoryColumn)table["c"]).Codes.ToArray().ShouldBe([-1, -1, 0, 1]);
    }

    [Test]
    public void Bytes_that_are_no_utf8_are_windows_1252()
    {
        Table table = Csv.ReadBytes([.. "Gr\xF6\xDF" + "e;x\n\x80 5;\x93" + "a\x94\n" is var text ? text.Select(c => (byte)c) : []]);
        table.Columns[0].Name.ShouldBe("Größe");
        Csv.Numbers(table, "Größe").ShouldBe([5]);
        ((CategoryColumn)table["x"])[0].ShouldBe("“a”");
        table.Notes.ShouldContain(note => note.StartsWith("Some bytes are no UTF-8", StringComparison.Ordinal));
        Csv.ReadBytes(Encoding.UTF8.GetBytes("Größe;x\n5;a\n")).Notes.Count.ShouldBe(1);
    }

    [Test]
    public void Bytes_are_told_apart_wherever_a_buffer_ends()
    {
        var random = new Random(6);
        string[] words = random.GetItems(["äz", "öüz", "aßz", "x€z", "bz"], 40_000);
        string text = "Größe\n" + string.Join('\n', words);
        byte[] old = [.. text.Select(c => c == '€' ? (byte)0x80 : (byte)c)];
        CsvOptions options = new() { HasHeader = true };
        var expected = (CategoryColumn)Csv.Read(text, options)["Größe"];
        foreach (byte[] bytes in new[] { old, Encoding.UTF8.GetBytes(text), [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)] })
        {
            var found = (CategoryColumn)Csv.ReadBytes(bytes, options)["Größe"];
            found.Categories.ShouldBe(expected.Categories);
            found.Codes.SequenceEqual(expected.Codes).ShouldBeTrue();
        }
    }

    [Test]
    public void A_file_of_more_rows_than_are_looked_at_is_read_like_a_short_one()
    {
        var random = new Random(3);
        string text = "a,b,c\n" + string.Concat(Enumerable.Range(0, 3000)
            .Select(i => FormattableString.Invariant(
                $"{random.NextDouble()},{(i % 9 == 0 ? "NA" : "w" + random.Next(50))},{random.Next(3)}\n")));
        Csv.Read(text, new() { InferenceRows = 200 }).ToString().ShouldBe(Csv.Read(text).ToString());
    }
}
