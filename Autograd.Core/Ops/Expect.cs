using System.Globalization;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>What ops expect of their attributes, with messages that name the op, the attribute, what came and what would do.</summary>
internal static class Expect
{
    public static double Finite(double value, string op, [CallerArgumentExpression(nameof(value))] string attribute = "") =>
        double.IsFinite(value) ? value : throw Refused(value, op, attribute, "a finite number");

    public static double Positive(double value, string op, [CallerArgumentExpression(nameof(value))] string attribute = "") =>
        double.IsFinite(value) && value > 0 ? value : throw Refused(value, op, attribute, "a positive number");

    public static double NotNegative(double value, string op, [CallerArgumentExpression(nameof(value))] string attribute = "") =>
        double.IsFinite(value) && value >= 0 ? value : throw Refused(value, op, attribute, "a number of 0 or more");

    public static void Ordered(double low, double high, string op, string lowName, string highName, bool mayBeEqual = true)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high) || low > high || (low == high && !mayBeEqual))
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture,
                    $"{op}: {lowName} is {low} and {highName} is {high}; expected finite numbers with {lowName} " +
                    $"{(mayBeEqual ? '≤' : '<')} {highName}."),
                lowName);
        }
    }

    private static ArgumentOutOfRangeException Refused(double value, string op, string attribute, string expected) =>
        new(attribute, FormattableString.Invariant($"{op}: {attribute} is {value}; expected {expected}."));
}
