using System.Globalization;

namespace Autograd.Benchmarks;

/// <summary>Maps positive numbers to pixels, equal ratios to equal distances.</summary>
/// <param name="Low">The number at the axis' start.</param>
/// <param name="High">The number at its end.</param>
/// <param name="Start">The pixel of the start.</param>
/// <param name="End">The pixel of the end.</param>
internal readonly record struct LogScale(double Low, double High, double Start, double End)
{
    /// <summary>The powers of ten in the range, and with them twice and five times each where there is room.</summary>
    internal IEnumerable<double> Ticks
    {
        get
        {
            double[] digits = Math.Log10(High / Low) > 3.5 ? [1] : [1, 2, 5];
            for (double power = Math.Pow(10, Math.Floor(Math.Log10(Low))); power <= High; power *= 10)
            {
                foreach (double digit in digits)
                {
                    if (digit * power >= Low * 0.999 && digit * power <= High * 1.001)
                    {
                        yield return digit * power;
                    }
                }
            }
        }
    }

    internal double Of(double number) => Start + ((End - Start) * Math.Log(number / Low) / Math.Log(High / Low));

    /// <summary>How a tick is written.</summary>
    internal static string Text(double tick) => tick.ToString("0.###", CultureInfo.InvariantCulture);
}
