using System.Globalization;

namespace Autograd.Data;

/// <summary>Numbers as people write them: 29550 and 1000000, where a few digits that count would be 2.955E+04 and 1E+06.</summary>
internal static class PlainNumber
{
    private const double Longest = 1e15;

    /// <summary>A number with so many digits that count, and all of those before the point.</summary>
    public static string Of(double value, int digits = 6) => Math.Abs(value) >= Math.Pow(10, digits - 1) && Math.Abs(value) < Longest
        ? value.ToString("F0", CultureInfo.InvariantCulture)
        : value.ToString(FormattableString.Invariant($"G{digits}"), CultureInfo.InvariantCulture);
}
