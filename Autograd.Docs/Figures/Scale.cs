using System.Globalization;

namespace Autograd.Docs;

/// <summary>Maps numbers of an axis to pixels, and chooses its ticks.</summary>
/// <param name="Low">The number at the axis' start.</param>
/// <param name="High">The number at its end.</param>
/// <param name="Start">The pixel of the start.</param>
/// <param name="End">The pixel of the end.</param>
internal readonly record struct Scale(double Low, double High, double Start, double End)
{
    /// <summary>Round numbers in the axis' range.</summary>
    internal IEnumerable<double> Ticks
    {
        get
        {
            double step = Step(High - Low);
            for (double i = Math.Ceiling((Low / step) - 1e-9); i * step <= High + (step * 1e-9); i++)
            {
                yield return i * step;
            }
        }
    }

    /// <summary>
    /// A pixel with two decimals, which is the same on every machine: what differs in the last bits of the value is cut off first.
    /// </summary>
    internal static string Pixel(double pixel)
    {
        string text = Math.Round(pixel, 2).ToString("0.##", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text;
    }

    /// <summary>The pixel of a number, which may lie outside by as much as the axis is long.</summary>
    internal double Of(double number)
    {
        double share = (Math.Round(number, 9) - Low) / (High - Low);
        return Start + ((End - Start) * Math.Clamp(share, -1, 2));
    }

    private static double Step(double span)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(span / 6)));
        return (span / 6 / power) switch { < 1.5 => power, < 3.5 => 2 * power, < 7.5 => 5 * power, _ => 10 * power };
    }
}
