using System.Text.Json.Serialization;

namespace Autograd.Data;

/// <summary>How a file is read, as far as a later one must be read alike.</summary>
internal sealed record ReadingDescription(
    char Separator, bool HasHeader, bool DecimalComma, IReadOnlyList<string> MissingTokens, IReadOnlyList<string> DateFormats)
{
    [JsonIgnore]
    internal string? Problem => MissingTokens.Contains(null!) || DateFormats.Contains(null!)
        ? "it cannot be said how its file was read" : null;

    public static ReadingDescription Of(CsvOptions reading) => new(
        reading.Separator ?? ',', reading.HasHeader ?? true, reading.DecimalComma, reading.MissingTokens, reading.DateFormats);

    public CsvOptions ToOptions() => new()
    {
        Separator = Separator,
        HasHeader = HasHeader,
        DecimalComma = DecimalComma,
        MissingTokens = MissingTokens,
        DateFormats = DateFormats,
    };
}
