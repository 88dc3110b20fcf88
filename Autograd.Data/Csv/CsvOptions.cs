using System.Text;

namespace Autograd.Data;

/// <summary>How a CSV file is to be read. What is not given is found by looking at the file.</summary>
public sealed record CsvOptions
{
    /// <summary>
    /// The texts that stand for a missing value, whatever their case: none, NA, N/A, &lt;NA&gt;, NaN, null, None, ?, and a
    /// spreadsheet's errors such as #N/A and #DIV/0!. A single - or . is none of them: some files have classes of these names.
    /// </summary>
    public static IReadOnlyList<string> DefaultMissingTokens { get; } =
    [
        "", "NA", "N/A", "<NA>", "NaN", "null", "None", "?", "#N/A", "#NA", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!",
    ];

    /// <summary>
    /// What separates fields. Null: found by looking, among the comma, the semicolon, the tab and the bar. A blank: any number of
    /// blanks are one separator.
    /// </summary>
    public char? Separator { get; init; }

    /// <summary>
    /// Whether the first line holds the columns' names. Null: found by looking; without it they are called <c>column1</c>,
    /// <c>column2</c> and so on.
    /// </summary>
    public bool? HasHeader { get; init; }

    /// <summary>
    /// Whether numbers are written as in German or French, 1.234,5 or 1 234,5. Where it is not said and a column looks so, a note
    /// suggests it.
    /// </summary>
    public bool DecimalComma { get; init; }

    /// <summary>
    /// The texts that stand for a missing value, whatever their case; <see cref="DefaultMissingTokens"/> where not given. An empty
    /// field is one in any case.
    /// </summary>
    public IReadOnlyList<string> MissingTokens { get; init; } = DefaultMissingTokens;

    /// <summary>
    /// What the values of some columns are, by their names; those of the others are found by looking at the first rows.
    /// </summary>
    public IReadOnlyDictionary<string, ColumnKind> Kinds { get; init; } = new Dictionary<string, ColumnKind>();

    /// <summary>
    /// How dates are written, by .NET's letters, such as <c>M/d/yyyy</c> or <c>d-MMM-yy</c> with English names: these are tried first.
    /// Without any, ISO 8601 and 31.12.2025 are dates, with or without a time, and 31/12/2025 where the values show which number is
    /// the month.
    /// </summary>
    public IReadOnlyList<string> DateFormats { get; init; } = [];

    /// <summary>
    /// The encoding of a file without a byte order mark. Null: UTF-8, in which a byte that is none is taken as Windows-1252, as older
    /// spreadsheets write, with a note.
    /// </summary>
    public Encoding? Encoding { get; init; }

    /// <summary>
    /// From how many of the first rows is found what columns are, 10,000 where not given (or the first 16 million characters).
    /// </summary>
    public int InferenceRows { get; init; } = 10_000;

    /// <summary>What reads a column, by its name and about how many rows there are; what is not given is found by looking.</summary>
    internal Func<string, int, ColumnBuilder>? Builders { get; init; }

    /// <summary>Whether the text of every field is kept beside its value, to be written again.</summary>
    internal bool KeepsText { get; init; }

    internal void Check()
    {
        if (Separator is { } separator
            && (char.IsLetterOrDigit(separator) || separator is '"' or '\r' or '\n' or '\0' or '.' or '-' or '+'))
        {
            throw new ArgumentException(
                $"CsvOptions.Separator: {Quoted.Text([separator])} separates no fields; take a comma, a semicolon or a tab.");
        }

        ArgumentNullException.ThrowIfNull(MissingTokens, "CsvOptions.MissingTokens");
        ArgumentNullException.ThrowIfNull(Kinds, "CsvOptions.Kinds");
        ArgumentNullException.ThrowIfNull(DateFormats, "CsvOptions.DateFormats");
        if (InferenceRows < 1)
        {
            throw new ArgumentException($"CsvOptions.InferenceRows is {InferenceRows}; at least one row is looked at.");
        }

        foreach (string format in DateFormats)
        {
            if (!DateText.IsFormat(format))
            {
                throw new ArgumentException($"CsvOptions.DateFormats: {Quoted.Text(format)} does not say how a date is written; expected "
                    + "letters for a year, a month and a day, such as d/M/yyyy.");
            }
        }

        foreach ((string name, ColumnKind kind) in Kinds)
        {
            if (!Enum.IsDefined(kind))
            {
                throw new ArgumentException($"CsvOptions.Kinds: column {Quoted.Text(name)} is to be of kind {kind:D}, which there is not.");
            }
        }
    }
}
