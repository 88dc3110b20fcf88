using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// What ops expect of their attributes, and others of their settings, with messages that name the op, the attribute, what came and what
/// would do.
/// </summary>
internal static partial class Expect
{
    public static double Finite(double value, string op, [CallerArgumentExpression(nameof(value))] string attribute = "") =>
        That(double.IsFinite(value), value, op, "a finite number", attribute);

    public static double Positive(double value, string op, [CallerArgumentExpression(nameof(value))] string attribute = "") =>
        That(double.IsFinite(value) && value > 0, value, op, "a positive number", attribute);

    public static double NotNegative(double value, string op, [CallerArgumentExpression(nameof(value))] string attribute = "") =>
        That(double.IsFinite(value) && value >= 0, value, op, "a number of 0 or more", attribute);

    public static int AtLeast(int least, int value, string op, [CallerArgumentExpression(nameof(value))] string attribute = "") =>
        value >= least ? value : throw new ArgumentOutOfRangeException(
            attribute, FormattableString.Invariant($"{op}: {attribute} is {value}; expected {least} or more."));

    public static double That(
        bool isAllowed, double value, string op, string expected, [CallerArgumentExpression(nameof(value))] string attribute = "") =>
        isAllowed ? value : throw new ArgumentOutOfRangeException(
            attribute, FormattableString.Invariant($"{op}: {attribute} is {value}; expected {expected}."));

    public static T Member<T>(T value, string op, [CallerArgumentExpression(nameof(value))] string attribute = "") where T : struct, Enum =>
        Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(
            attribute, $"{op}: {attribute} is {value}; expected {string.Join(", ", Enum.GetNames<T>())}.");

    public static void Ordered(double low, double high, string op, string lowName, string highName, bool mayBeEqual = true)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high) || low > high || (low == high && !mayBeEqual))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{op}: {lowName} is {low} and {highName} is {high}; expected finite numbers with {lowName} ") +
                    $"{(mayBeEqual ? '≤' : '<')} {highName}.",
                lowName);
        }
    }
}
