using System.Globalization;
using System.Text;
using Autograd.Core;
using Autograd.Nn;

namespace Digits;

/// <summary>Digits drawn with shades, and what was said of them.</summary>
internal static class Report
{
    private const int Side = 8, Across = 4;
    private const string Shades = " ░▒▓█", Gap = "   ";

    /// <summary>Some digits side by side, a line of text below each.</summary>
    /// <param name="pictures">All pictures, of shape [pictures, 1, height, width].</param>
    /// <param name="which">Which of them.</param>
    /// <param name="caption">The line below one, at most 16 characters.</param>
    internal static string Pictures(Tensor pictures, IReadOnlyList<int> which, Func<int, string> caption)
    {
        var text = new StringBuilder();
        for (int start = 0; start < which.Count; start += Across)
        {
            int[] row = [.. which.Skip(start).Take(Across)];
            string[][] drawn = Array.ConvertAll(row, picture => Draw(pictures.Slice(0, picture..(picture + 1))));
            for (int line = 0; line < Side; line++)
            {
                text.Append(string.Join(Gap, drawn.Select(lines => lines[line])).TrimEnd()).Append('\n');
            }

            text.Append(string.Join(Gap, row.Select(picture => caption(picture).PadRight(2 * Side))).TrimEnd()).Append("\n\n");
        }

        return text.ToString();
    }

    /// <summary>A row for each digit: how often it was taken for which, nothing where never, and the share that was recognized.</summary>
    internal static string Matrix(ConfusionMatrix matrix)
    {
        var text = new StringBuilder("is \\ said");
        for (int said = 0; said < matrix.ClassCount; said++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{said,5}");
        }

        text.Append("   recognized\n");
        for (int actual = 0; actual < matrix.ClassCount; actual++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{actual,9}");
            for (int said = 0; said < matrix.ClassCount; said++)
            {
                string count = matrix[actual, said] == 0 ? "·" : matrix[actual, said].ToString(CultureInfo.InvariantCulture);
                text.Append(count.PadLeft(5));
            }

            text.Append(CultureInfo.InvariantCulture, $"{Percent(matrix.Recall(actual)),13}\n");
        }

        return text.ToString();
    }

    /// <summary>A share as a percentage; of none, a dash.</summary>
    internal static string Percent(double share) =>
        double.IsNaN(share) ? "-" : (100 * share).ToString("F1", CultureInfo.InvariantCulture) + " %";

    // Two characters for each square, for a character is twice as high as wide. Large pictures are made small, and each as dark as can be.
    private static string[] Draw(Tensor picture)
    {
        float[] ink = picture.AdaptiveAvgPool2d(Side).ToArray<float>();
        float most = Math.Max(ink.Max(), float.Epsilon);
        return [.. Enumerable.Range(0, Side).Select(y => string.Concat(Enumerable.Range(0, Side).Select(x =>
            new string(Shades[(int)Math.Round(Math.Clamp(ink[(y * Side) + x] / most, 0, 1) * (Shades.Length - 1))], 2))))];
    }
}
