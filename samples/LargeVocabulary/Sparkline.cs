namespace LargeVocabulary;

/// <summary>A curve in a line of text.</summary>
internal static class Sparkline
{
    private const string Levels = "▁▂▃▄▅▆▇█";

    /// <summary>Draws values from left to right, as many together as share a character.</summary>
    /// <param name="values">The values.</param>
    /// <param name="low">What the lowest character stands for.</param>
    /// <param name="high">What the highest does.</param>
    /// <param name="width">The most characters.</param>
    internal static string Draw(double[] values, double low, double high, int width)
    {
        int length = Math.Min(width, values.Length);
        char[] line = new char[length];
        for (int i = 0; i < length; i++)
        {
            int start = (int)((long)i * values.Length / length), end = (int)((i + 1L) * values.Length / length);
            double height = high > low ? (values[start..end].Average() - low) / (high - low) : 0;
            line[i] = Levels[Math.Clamp((int)(height * Levels.Length), 0, Levels.Length - 1)];
        }

        return new(line);
    }
}
