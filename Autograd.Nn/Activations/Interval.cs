namespace Autograd.Nn;

/// <summary>The interval that a learned nonlinearity is defined on.</summary>
internal static class Interval
{
    public static double Expect(double low, double high, string module) => double.IsFinite(low) && double.IsFinite(high) && low < high
        ? low
        : throw new ArgumentException(
            FormattableString.Invariant($"{module}: low is {low} and high is {high}; expected finite numbers with low < high."),
            nameof(low));
}
