using System.Globalization;
using Autograd.Data;

namespace Autograd.Tests.Data;

/// <summary>Numbers and dates in every notation, against .NET's own reading of the plain one.</summary>
public sealed class NumberTextTests
{
    private const int Numbers = 20_000;

    [Test]
    public void A_number_is_the_double_nearest_to_what_is_written()
    {
        var random = new Random(2);
        for (int i = 0; i < Numbers; i++)
        {
            double number = random.Next(4) switch
            {
                0 => random.Next(-10_000, 10_000),
                1 => Math.Round(random.NextDouble() * 1000, random.Next(6)),
                2 => BitConverter.Int64BitsToDouble(random.NextInt64()) is var any && double.IsFinite(any) ? any : 0,
                _ => random.NextDouble(),
            };
            string[] texts =
            [
                number.ToString("R", CultureInfo.InvariantCulture), number.ToString("E16", CultureInfo.InvariantCulture),
                number.ToString("F5", CultureInfo.InvariantCulture),
            ];
            string text = texts[random.Next(3)];
            text = random.Next(3) == 0 && text[0] != '-' ? "+" + text : text;
            if (text.Length < 400)
            {
                Value(text).ShouldBe(double.Parse(text, CultureInfo.InvariantCulture), text);
                Value(text.Replace('.', ','), decimalComma: true).ShouldBe(double.Parse(text, CultureInfo.InvariantCulture), text);
            }
        }
    }

    [Test]
    public void Groups_of_thousands_are_read_as_written()
    {
        var random = new Random(3);
        string[] groups = [" ", "\u00A0", "\u202F", "\u2009", "'", "’"];
        for (int i = 0; i < Numbers / 10; i++)
        {
            double number = Math.Round((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(1, 14)), 2);
            string text = number.ToString("#,##0.##", CultureInfo.InvariantCulture);
            string group = groups[random.Next(groups.Length)];
            Value(text).ShouldBe(number, text);
            Value(text.Replace(",", group, StringComparison.Ordinal)).ShouldBe(number, text);
            Value(text.Replace(",", group, StringComparison.Ordinal).Replace('.', ','), decimalComma: true).ShouldBe(number, text);
            Value(text.Replace(',', '#').Replace('.', ',').Replace('#', '.'), decimalComma: true).ShouldBe(number, text);
        }
    }

    [TestCase("12.5%", false, 0.125)]
    [TestCase("12,5 %", true, 0.125)]
    [TestCase("$1,234.50", false, 1234.5)]
    [TestCase("-$3", false, -3)]
    [TestCase("$-3", false, -3)]
    [TestCase("1.234,50 €", true, 1234.5)]
    [TestCase("€ 5", false, 5)]
    [TestCase("−5", false, -5)]
    [TestCase(".5", false, 0.5)]
    [TestCase("5.", false, 5)]
    [TestCase("007", false, 7)]
    [TestCase("1e3", false, 1000)]
    [TestCase("1.5E-3", false, 0.0015)]
    [TestCase("inf", false, double.NaN)]
    [TestCase("-Infinity", false, double.NaN)]
    [TestCase("1e999", false, double.NaN)]
    public void These_are_numbers(string text, bool decimalComma, double expected) => Value(text, decimalComma).ShouldBe(expected);

    [TestCase("1,5", false)]
    [TestCase("1.5", true)]
    [TestCase("1,23,456", false)]
    [TestCase("0,123", false)]
    [TestCase("1234,567", false)]
    [TestCase("1,234 567", false)]
    [TestCase("1.2.3", false)]
    [TestCase("1e", false)]
    [TestCase("1e 3", false)]
    [TestCase("e3", false)]
    [TestCase("--1", false)]
    [TestCase("1-", false)]
    [TestCase("$5€", false)]
    [TestCase("$", false)]
    [TestCase("%", false)]
    [TestCase("0x1F", false)]
    [TestCase("1_000", false)]
    [TestCase("١٢", false)]
    [TestCase(".", false)]
    [TestCase("-", false)]
    [TestCase("", false)]
    public void These_are_none(string text, bool decimalComma) => NumberText.IsNumber(text, decimalComma).ShouldBeFalse();

    [Test]
    public void Dates_are_read_in_every_notation()
    {
        var random = new Random(4);
        string[] formats =
        [
            "yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm:ss.fffffff", "yyyy-MM-ddTHH:mm:ss'Z'", "dd.MM.yyyy", "d.M.yyyy H:mm",
            "yyyy/MM/dd", "dd/MM/yyyy", "d/M/yyyy h:mm tt", "dd-MM-yyyy HH:mm", "yyyy-MM-ddTHH:mm:ss'+00:00'",
        ];
        for (int i = 0; i < Numbers / 10; i++)
        {
            var date = new DateTime(random.NextInt64(DateTime.MaxValue.Ticks));
            foreach (string format in formats)
            {
                string text = date.ToString(format, CultureInfo.InvariantCulture);
                var expected = DateTime.ParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None);
                DateText.TryParse(text, [], DateOrder.DayFirst, out DateTime found).ShouldBeTrue(text);
                found.ShouldBe(expected, text);
            }
        }
    }

    [TestCase("2024-02-30")]
    [TestCase("2023-02-29")]
    [TestCase("31.12.24")]
    [TestCase("2024-1")]
    [TestCase("2024-13-01")]
    [TestCase("2024-01-01T25:00")]
    [TestCase("2024-01-01T10:60")]
    [TestCase("2024-01-01T10")]
    [TestCase("2024-01-01 13:00 PM")]
    [TestCase("2024-01-01T10:00+99:00")]
    [TestCase("2024-01-01x")]
    [TestCase("2024.01/01")]
    [TestCase("0000-01-01")]
    [TestCase("192.168.1.2024")]
    public void These_are_no_dates(string text) => DateText.Orders(text, []).ShouldBe(DateOrder.None);

    [Test]
    public void A_distance_from_Greenwich_is_taken_off()
    {
        DateText.TryParse("2024-01-01T01:30:00+02:00", [], DateOrder.DayFirst, out DateTime date).ShouldBeTrue();
        date.ShouldBe(new DateTime(2023, 12, 31, 23, 30, 0));
        date.Kind.ShouldBe(DateTimeKind.Unspecified);
    }

    private static double Value(string text, bool decimalComma = false)
    {
        NumberMarks marks = default;
        NumberText.TryParse(text, decimalComma, out double value, ref marks).ShouldBeTrue(text);
        return value;
    }
}
