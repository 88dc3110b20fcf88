using System.Text;
using Autograd.Data;

namespace Autograd.Tests.Data;

/// <summary>Records and fields, against a reader that goes from character to character.</summary>
public sealed class CsvReaderTests
{
    private const int Texts = 4000;

    /// <summary>What a careless reader does.</summary>
    [Flags]
    public enum Fault
    {
        None = 0,
        QuotesAnywhere = 1,
        KeepsDoubledQuotes = 2,
        ReturnIsNoLineEnd = 4,
        KeepsBlankLines = 8,
        KeepsBlanks = 16,
        AllowsWhatFollowsAQuote = 32,
    }

    [Test]
    public void Every_text_has_the_records_that_it_has_character_by_character() => Difference(Fault.None, Texts).ShouldBeNull();

    [TestCase(Fault.QuotesAnywhere)]
    [TestCase(Fault.KeepsDoubledQuotes)]
    [TestCase(Fault.ReturnIsNoLineEnd)]
    [TestCase(Fault.KeepsBlankLines)]
    [TestCase(Fault.KeepsBlanks)]
    [TestCase(Fault.AllowsWhatFollowsAQuote)]
    public void A_reader_with_a_fault_is_found(Fault fault) => Difference(fault, Texts).ShouldNotBeNull();

    [TestCase("a,\"b", 1)]
    [TestCase("a,b\n1,\"x\n\n2,3\n", 2)]
    [TestCase("a,b\r\n\"x\r\ny\",\"z\r\n", 3)]
    [TestCase("a\n\"\"\"\n", 2)]
    public void A_quote_that_is_never_closed_is_told_by_its_line(string text, int line)
    {
        TableException error = Csv.Refused(text);
        error.Message.ShouldContain("is never closed");
        error.Line.ShouldBe(line);
    }

    [Test]
    public void A_quote_that_is_never_closed_takes_no_more_than_16_million_characters()
    {
        var endless = new Endless("a,b\n1,2\n3,\"");
        TableException error = Should.Throw<TableException>(() => Table.ReadCsv(endless, null, "endless.csv"));
        error.Message.ShouldStartWith("endless.csv, line 3: the quote before 'xxxx");
        endless.Count.ShouldBeLessThan(1L << 25);
    }

    private static string? Difference(Fault fault, int texts)
    {
        var random = new Random(1);
        for (int i = 0; i < texts; i++)
        {
            var text = new StringBuilder();
            int length = random.Next(24);
            for (int k = 0; k < length; k++)
            {
                text.Append("ab,,\"\"\"\n\r \u00A0"[random.Next(11)]);
            }

            string expected = Plain(text.ToString(), fault), found = Read(text.ToString(), firstBuffer: 1 + random.Next(8));
            if (expected != found)
            {
                return $"{text}\nexpected {expected}\nfound {found}";
            }
        }

        return null;
    }

    private static string Read(string text, int firstBuffer)
    {
        var reader = new CsvReader(new StringReader(text), "", ',', firstBuffer);
        var records = new StringBuilder();
        try
        {
            while (reader.Read())
            {
                records.Append(reader.Line).Append(':');
                for (int i = 0; i < reader.Count; i++)
                {
                    records.Append('[').Append(reader[i]).Append(']');
                }
            }
        }
        catch (TableException error)
        {
            records.Append("wrong in line ").Append(error.Line);
        }

        return records.ToString();
    }

    // From character to character, with a state; the records as text.
    private static string Plain(string text, Fault fault)
    {
        var records = new StringBuilder();
        int line = 1, at = 0;
        while (at < text.Length)
        {
            int begin = line;
            List<string> fields = [];
            bool isBlank = true, isOver = false;
            while (!isOver)
            {
                int start = at;
                while (at < text.Length && text[at] == ' ')
                {
                    at++;
                }

                var field = new StringBuilder();
                if (at < text.Length && text[at] == '"')
                {
                    int opened = line;
                    isBlank = false;
                    at++;
                    while (true)
                    {
                        if (at == text.Length)
                        {
                            return $"{records}wrong in line {opened}";
                        }

                        if (text[at] == '"')
                        {
                            if (at + 1 == text.Length || text[at + 1] != '"')
                            {
                                break;
                            }

                            field.Append(fault.HasFlag(Fault.KeepsDoubledQuotes) ? "\"\"" : "\"");
                            at += 2;
                            continue;
                        }

                        line += text[at] == '\n' || (text[at] == '\r' && (at + 1 == text.Length || text[at + 1] != '\n')) ? 1 : 0;
                        field.Append(text[at++]);
                    }

                    for (at++; at < text.Length && text[at] == ' '; at++)
                    {
                    }

                    if (at < text.Length && !",\r\n".Contains(text[at], StringComparison.Ordinal))
                    {
                        if (!fault.HasFlag(Fault.AllowsWhatFollowsAQuote))
                        {
                            return $"{records}wrong in line {opened}";
                        }

                        while (at < text.Length && !",\r\n".Contains(text[at], StringComparison.Ordinal))
                        {
                            field.Append(text[at++]);
                        }
                    }

                    fields.Add(field.ToString());
                }
                else
                {
                    at = start;
                    bool isQuoted = false;
                    while (at < text.Length && (isQuoted || (text[at] is not (',' or '\n')
                        && (text[at] != '\r' || fault.HasFlag(Fault.ReturnIsNoLineEnd)))))
                    {
                        isQuoted ^= fault.HasFlag(Fault.QuotesAnywhere) && text[at] == '"';
                        field.Append(text[at++]);
                    }

                    isBlank &= string.IsNullOrWhiteSpace(field.ToString());
                    fields.Add(fault.HasFlag(Fault.KeepsBlanks) ? field.ToString() : field.ToString().Trim());
                }

                isOver = at == text.Length || text[at] != ',';
                at += isOver ? 0 : 1;
            }

            if (at < text.Length)
            {
                at += text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? 2 : 1;
                line++;
            }

            if (!isBlank || fields.Count > 1 || fault.HasFlag(Fault.KeepsBlankLines))
            {
                records.Append(begin).Append(':').AppendJoin("", fields.Select(field => $"[{field}]"));
            }
        }

        return records.ToString();
    }

    private sealed class Endless(string begin) : TextReader
    {
        public long Count { get; private set; }

        public override int Read(Span<char> buffer)
        {
            for (int i = 0; i < buffer.Length; i++, Count++)
            {
                buffer[i] = Count < begin.Length ? begin[(int)Count] : 'x';
            }

            return buffer.Length;
        }
    }
}
