using System.Globalization;
using System.Text;

namespace Autograd.Core;

/// <summary>A derivative that differs from its numeric counterpart.</summary>
/// <param name="Op">The op or function.</param>
/// <param name="Sample">What it was applied to.</param>
/// <param name="Order">The order of the derivative: 1 for the gradient, 2 for the gradient of the gradient.</param>
/// <param name="Input">
/// Which input it is by. From the second order on, the number after the last input stands for the upstream gradient.
/// </param>
/// <param name="Element">Which element of the input, row by row.</param>
/// <param name="Output">Which element of the output is differentiated, or null for an irregular combination of all.</param>
/// <param name="Analytic">The value from the tape.</param>
/// <param name="Numeric">The value from differences.</param>
public sealed record GradCheckFailure(string Op, string Sample, int Order, int Input, int Element, int? Output, double Analytic,
    double Numeric)
{
    /// <summary>The failure in a sentence.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Op} on {Sample}: the derivative of order {Order} of {(Output is { } o ? $"output element {o}" : "the weighted output")} by " +
            $"input {Input}, element {Element}, is {Analytic:R}; differences give {Numeric:R}.");
}

/// <summary>What a gradient check found.</summary>
/// <param name="Op">The op or function.</param>
/// <param name="Failures">The derivatives that differ from their numeric counterparts.</param>
/// <param name="Checked">The number of derivatives compared, all orders together.</param>
/// <param name="Skipped">The number of derivatives left out because they lie at a kink.</param>
/// <param name="Reason">Why the check proves nothing, or null if it does: nothing to differentiate, or every element skipped.</param>
public sealed record GradCheckReport(string Op, IReadOnlyList<GradCheckFailure> Failures, int Checked, int Skipped, string? Reason = null)
{
    private const int Listed = 10;

    /// <summary>Whether derivatives were compared and none differs.</summary>
    public bool Passed => Failures.Count == 0 && Reason is null;

    /// <summary>The result in a line, followed by the first failures.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(
            $"{Op}: {(Passed ? "passed" : "failed")}, {Checked} derivatives checked, {Skipped} skipped at kinks, {Failures.Count} differ.");
        if (Reason is not null)
        {
            text.Append(' ').Append(Reason);
        }

        foreach (GradCheckFailure failure in Failures.Take(Listed))
        {
            text.AppendLine().Append(failure);
        }

        if (Failures.Count > Listed)
        {
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"... and {Failures.Count - Listed} more.");
        }

        return text.ToString();
    }
}
