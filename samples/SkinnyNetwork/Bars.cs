using System.Globalization;
using System.Text;

namespace SkinnyNetwork;

/// <summary>Bars on a logarithmic scale, two pictures side by side.</summary>
internal static class Bars
{
    private const int Width = 24;
    private const int Column = 40;

    // From the left end of the scale to the right one.
    private const double Least = -12;
    private const double Most = 0;

    /// <summary>The gradient of every layer of each kind.</summary>
    /// <param name="outcomes">The kinds.</param>
    internal static string Draw(IReadOnlyList<Outcome> outcomes)
    {
        var text = new StringBuilder();
        for (int i = 0; i < outcomes.Count; i += 2)
        {
            string[] left = Picture(outcomes[i]), right = i + 1 < outcomes.Count ? Picture(outcomes[i + 1]) : [];
            for (int line = 0; line < left.Length; line++)
            {
                text.Append((left[line].PadRight(Column) + (line < right.Length ? right[line] : "")).TrimEnd()).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>A bar, as long as the logarithm says; none for 0.</summary>
    internal static string Bar(double number)
    {
        double share = number > 0 ? (Math.Log10(number) - Least) / (Most - Least) : 0;
        return new('█', (int)Math.Round(Math.Clamp(share, 0, 1) * Width));
    }

    private static string[] Picture(Outcome of) =>
    [
        of.Kind.Name,
        .. of.GradientNorms.Select((norm, layer) =>
            string.Create(CultureInfo.InvariantCulture, $"{layer + 1,3} │{Bar(norm)} {(norm == 0 ? "0" : $"{norm:0e-0}")}")),
        "",
    ];
}
