using System.Runtime.CompilerServices;

namespace Autograd.Nn;

/// <summary>Checks of the numbers that optimizers, modules and schedules are set to.</summary>
internal static class Setting
{
    /// <summary>A number that is finite and not negative.</summary>
    internal static double Finite(double value, string name) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(
            name, FormattableString.Invariant($"'{name}' is {value}; expected a finite number that is not negative."));

    /// <summary>A number that is not below another.</summary>
    internal static void AtLeast(int least, int value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value < least)
        {
            throw new ArgumentOutOfRangeException(name, FormattableString.Invariant($"'{name}' is {value}; expected {least} or more."));
        }
    }

    /// <summary>A number from 0 to 1.</summary>
    internal static double AtMostOne(double value, string name) => value is >= 0 and <= 1
        ? value
        : throw new ArgumentOutOfRangeException(name, FormattableString.Invariant($"'{name}' is {value}; expected a number from 0 to 1."));

    /// <summary>A number from 0 to below 1.</summary>
    internal static double Fraction(double value, string name) => value is >= 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(
            name, FormattableString.Invariant($"'{name}' is {value}; expected a number from 0 to below 1."));
}
