using System.CommandLine;
using Autograd.Data;
using SampleTools;

namespace TabularClassifier;

/// <summary>The options that say how a table is read, where looking at it is not enough.</summary>
internal sealed class ReadingOptions
{
    private static readonly (string Word, char Separator)[] s_separators =
        [("comma", ','), ("semicolon", ';'), ("tab", '\t'), ("bar", '|'), ("blank", ' ')];

    private readonly Setting<char?> _separator = Setting.Of<char?>(
        "--separator", "what", "What separates fields: comma, semicolon, tab, bar or blank [default: found by looking]",
        "comma, semicolon, tab, bar or blank", Separator, null);

    private readonly Option<bool> _decimalComma = new("--decimal-comma") { Description = "Numbers are written as 1.234,5 or 1 234,5" };
    private readonly Option<bool> _noHeader = new("--no-header") { Description = "The first line is a row, and holds no names" };

    private readonly Option<string[]> _missing = new("--missing")
    {
        HelpName = "text",
        Description = "Another text that stands for a missing value, beside NA, null, ? and the like; as often as needed",
    };

    private readonly Option<string[]> _kinds = new("--kind")
    {
        HelpName = "column=kind",
        Description = "What a column is: number, category, boolean, date or text; as often as needed",
    };

    private readonly Option<string[]> _dates = new("--date-format")
    {
        HelpName = "format",
        Description = "How dates are written, such as M/d/yyyy; as often as needed",
    };

    internal void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _separator, _decimalComma, _noHeader, _missing, _kinds, _dates })
        {
            command.Add(option);
        }
    }

    internal CsvOptions In(ParseResult result) => new()
    {
        Separator = _separator.In(result),
        DecimalComma = result.GetValue(_decimalComma),
        HasHeader = result.GetValue(_noHeader) ? false : null,
        MissingTokens = [.. CsvOptions.DefaultMissingTokens, .. result.GetValue(_missing) ?? []],
        Kinds = Kinds(result.GetValue(_kinds) ?? []),
        DateFormats = result.GetValue(_dates) ?? [],
    };

    private static Dictionary<string, ColumnKind> Kinds(string[] texts)
    {
        Dictionary<string, ColumnKind> kinds = [];
        foreach (string text in texts)
        {
            // The name of a column may have such a sign itself.
            int sign = text.LastIndexOf('=');
            if (sign <= 0 || !Enum.TryParse(text[(sign + 1)..], ignoreCase: true, out ColumnKind kind) || !Enum.IsDefined(kind)
                || char.IsAsciiDigit(text[^1]))
            {
                throw new SampleException("--kind: expected a column and number, category, boolean, date or text, such as shop=category, "
                    + $"found {SampleException.Quote(text)}");
            }

            kinds[text[..sign]] = kind;
        }

        return kinds;
    }

    private static bool Separator(string text, out char? separator)
    {
        int found = Array.FindIndex(s_separators, each => each.Word == text || (text.Length == 1 && each.Separator == text[0]));
        separator = found < 0 ? null : s_separators[found].Separator;
        return found >= 0;
    }
}
