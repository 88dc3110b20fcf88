using System.Globalization;
using System.Text;
using Autograd.Data;

namespace Autograd.Tests.Data;

/// <summary>What holds for every table, in every dialect.</summary>
public sealed class TableLawTests
{
    private const int Tables = 400;

    [Test]
    public void A_table_written_in_any_dialect_is_read_as_it_was() => Difference(Tables, text => text).ShouldBeNull();

    // What a reader that is wrong in one thing would make of the same texts.
    [TestCase("\"\"", "\"")]
    [TestCase("\r\n", "\n")]
    [TestCase(";", ",")]
    [TestCase("NA", "NB")]
    [TestCase("\u202F", "x")]
    [TestCase("-", "")]
    [TestCase("E+", "E-")]
    public void A_reader_that_takes_one_thing_for_another_is_found(string one, string other) =>
        Difference(Tables, text => text.Replace(one, other, StringComparison.Ordinal)).ShouldNotBeNull();

    [Test]
    public void A_text_that_is_kept_is_that_of_its_value_in_every_row_however_many_rows_were_looked_at_first()
    {
        for (int seed = 0; seed < Tables / 4; seed++)
        {
            var drawn = new RandomTable(seed);
            Table table = Csv.Read(drawn.Text, drawn.Options with { KeepsText = true, InferenceRows = 1 + (seed % 7) });
            (CsvSample texts, int first) = table.Texts!.Value;
            (texts.Rows - first).ShouldBe(table.RowCount, $"{seed}");
            table.RowCount.ShouldBe(drawn.Expected.RowCount);
            for (int c = 0; c < table.Columns.Count; c++)
            {
                for (int row = 0; row < table.RowCount; row++)
                {
                    string kept = texts[first + row, c].ToString();
                    NumberMarks marks = default;
                    (table.Columns[c] switch
                    {
                        NumberColumn numbers => double.IsNaN(numbers[row]) ? 0
                            : NumberText.TryParse(kept, drawn.Options.DecimalComma, out double value, ref marks) ? value - numbers[row] : 1,
                        CategoryColumn words => words[row] is { } word && word != kept ? 1 : 0,
                        _ => 0,
                    }).ShouldBe(0, $"{seed}, row {row}, column {c}: {kept}");
                }
            }
        }
    }

    [Test]
    public void Encodings_make_no_difference()
    {
        var table = new RandomTable(7);
        string expected = Table.ReadCsv(new StringReader(table.Text), table.Options, "t.csv").ToString();
        Encoding[] encodings = [new UTF8Encoding(false), new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode];
        foreach (Encoding encoding in encodings)
        {
            byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes(table.Text)];
            Csv.ReadBytes(bytes, table.Options, "t.csv").ToString().ShouldBe(expected);
        }
    }

    [Test]
    public void A_damaged_file_is_a_table_or_refused_by_name() => Fuzz(2_000);

    [Test]
    [Explicit("100,000 files take minutes."), Category("Long")]
    public void A_hundred_thousand_damaged_files_are_tables_or_refused_by_name() => Fuzz(100_000);

    private static string? Difference(int tables, Func<string, string> change)
    {
        for (int seed = 0; seed < tables; seed++)
        {
            var table = new RandomTable(seed);
            string text = change(table.Text);
            try
            {
                if (RandomTable.Difference(table.Expected, Table.ReadCsv(new StringReader(text), table.Options)) is { } difference)
                {
                    return $"{seed}: {difference}\n{text}";
                }
            }
            catch (TableException error)
            {
                return $"{seed}: {error.Message}\n{text}";
            }
        }

        return null;
    }

    // Only a table or the one exception, and no more memory than the file warrants.
    private static void Fuzz(int files)
    {
        var random = new Random(5);
        int read = 0;
        for (int i = 0; i < files; i++)
        {
            var table = new RandomTable(random.Next(100));
            List<byte> bytes = [.. Encoding.UTF8.GetBytes(table.Text)];
            for (int change = random.Next(1, 5); change > 0 && bytes.Count > 0; change--)
            {
                Damage(bytes, random);
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Table found = Csv.ReadBytes([.. bytes], random.Next(2) == 0 ? null : table.Options, "t.csv");
                read++;
                foreach (Column column in found.Columns)
                {
                    column.Count.ShouldBe(found.RowCount);
                    (column switch
                    {
                        CategoryColumn words => words.Codes.ContainsAnyExceptInRange(-1, words.Categories.Count - 1),
                        NumberColumn numbers => double.IsInfinity(numbers.Minimum) || double.IsInfinity(numbers.Maximum),
                        _ => false,
                    }).ShouldBeFalse();
                }

                // Accents stand upon other characters.
                found.ToString().Split('\n').Max(line => line.Count(
                    c => char.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)).ShouldBeLessThanOrEqualTo(80);
            }
            catch (TableException error)
            {
                error.Message.ShouldStartWith("t.csv");
                error.Message.AsSpan().ContainsAny("\r\n").ShouldBeFalse(error.Message);
            }

            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4_000_000 + (1000L * bytes.Count));
        }

        read.ShouldBeInRange(files / 10, files - 1);
    }

    private static void Damage(List<byte> bytes, Random random)
    {
        int at = random.Next(bytes.Count);
        switch (random.Next(7))
        {
            case 0:
                bytes.RemoveAt(at);
                break;
            case 1:
                bytes.Insert(at, ",;\t|\"\"\"\r\n .0\0"u8[random.Next(13)]);
                break;
            case 2:
                bytes[at] = (byte)random.Next(256);
                break;
            case 3:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 4:
                bytes.InsertRange(at, bytes[..random.Next(bytes.Count)]);
                break;
            case 5:
                bytes.RemoveRange(0, at);
                break;
            default:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(new string((char)random.Next(32, 0x3000), random.Next(50))));
                break;
        }
    }
}
