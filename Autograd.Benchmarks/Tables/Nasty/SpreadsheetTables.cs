using System.Globalization;

namespace Autograd.Benchmarks;

/// <summary>The same plants, as spreadsheets of other countries save them, and with what spreadsheets leave behind.</summary>
internal static class SpreadsheetTables
{
    private const char NarrowBlank = '\u202F', Mark = '\uFEFF';

    /// <summary>Semicolons, 1.234,5, ja and nein, 31.12.2024, CRLF.</summary>
    internal static NastyTable German => new(
        "german", Plants.Target, Written('.', "dd.MM.yyyy", "ja", "nein"), "the same as in English, with DecimalComma", DecimalComma: true);

    /// <summary>Semicolons, 1 234,5 with a narrow blank, oui and non, 31/12/2024, CRLF.</summary>
    internal static NastyTable French => new(
        "french", Plants.Target, Written(NarrowBlank, "dd/MM/yyyy", "oui", "non"), "the same as in English, with DecimalComma",
        DecimalComma: true);

    /// <summary>A byte order mark, CRLF, an empty column at the end of each row, and empty rows at the end.</summary>
    internal static NastyTable Leavings => new(
        "leavings", Plants.Target,
        Mark + Plants.Text(Plants.Rows(1, 300)).Replace("\n", ",\r\n", StringComparison.Ordinal) + ",,,,\r\n,,,,\r\n",
        "the same as without the empty column and rows, with notes");

    private static string Written(char groups, string dates, string yes, string no)
    {
        // The formats are stated, so that they are there where the machine knows no cultures.
        var format = new NumberFormatInfo { NumberDecimalSeparator = ",", NumberGroupSeparator = $"{groups}" };
        List<Dictionary<string, string>> rows = Plants.Rows(1, 300);
        for (int i = 0; i < rows.Count; i++)
        {
            foreach (string column in new[] { "height", "weight" })
            {
                rows[i][column] = double.Parse(rows[i][column], CultureInfo.InvariantCulture).ToString("#,##0.00", format);
            }

            rows[i]["watered"] = i % 3 == 0 ? yes : no;
            rows[i]["sown"] = new DateTime(2024, 1, 1).AddDays(i).ToString(dates, CultureInfo.InvariantCulture);
        }

        return Plants.Text(rows, ';', "\r\n");
    }
}
