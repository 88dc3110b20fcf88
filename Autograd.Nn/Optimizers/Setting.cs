namespace Autograd.Nn;

/// <summary>Checks of the numbers that an optimizer and its groups are set to.</summary>
internal static class Setting
{
    /// <summary>A number that is finite and not negative.</summary>
    internal static double Finite(double value, string name) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(
            name, FormattableString.Invariant($"'{name}' is {value}; expected a finite number that is not negative."));

    /// <summary>A number from 0 to below 1.</summary>
    internal static double Fraction(double value, string name) => value is >= 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(name, FormattableString.Invariant($"'{name}' is {value}; expected a number from 0 to below 1."));
}
