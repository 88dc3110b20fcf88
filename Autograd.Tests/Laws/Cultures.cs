using System.Globalization;

namespace Autograd.Tests.Laws;

/// <summary>Cultures that write numbers in another way, made from the invariant one, so that they need nothing installed.</summary>
internal static class Cultures
{
    /// <summary>
    /// As in Germany, with a comma and points between thousands; and as in Sweden, with a true minus and spaces. What is no number is named
    /// too.
    /// </summary>
    public static IReadOnlyList<CultureInfo> All { get; } =
    [
        Of(new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "." }),
        Of(new()
        {
            NumberDecimalSeparator = ",",
            NumberGroupSeparator = "\u00a0",
            NegativeSign = "\u2212",
            NaNSymbol = "¤¤¤",
            PositiveInfinitySymbol = "∞",
            NegativeInfinitySymbol = "\u2212∞",
        }),
    ];

    /// <summary>What a computation gives under a culture.</summary>
    public static T Under<T>(CultureInfo culture, Func<T> compute)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = culture;
        try
        {
            return compute();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static CultureInfo Of(NumberFormatInfo format)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat = format;
        return culture;
    }
}
