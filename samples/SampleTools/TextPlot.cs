using System.Globalization;
using System.Text;

namespace SampleTools;

/// <summary>Curves drawn with characters, between numbers of both axes. What is drawn later lies on top.</summary>
public sealed class TextPlot
{
    private readonly (double Low, double High) _x;
    private readonly (double Low, double High) _y;
    private readonly char[][] _rows;

    /// <summary>An empty plot.</summary>
    /// <param name="x">The range of the horizontal axis.</param>
    /// <param name="y">The range of the vertical axis.</param>
    /// <param name="width">The number of columns.</param>
    /// <param name="height">The number of rows.</param>
    public TextPlot((double Low, double High) x, (double Low, double High) y, int width = 72, int height = 17)
    {
        (_x, _y) = (x, y);
        _rows = [.. Enumerable.Range(0, height).Select(_ => Enumerable.Repeat(' ', width).ToArray())];
    }

    /// <summary>Draws a horizontal line.</summary>
    /// <param name="y">Where.</param>
    /// <param name="mark">Of which characters.</param>
    public void Level(double y, char mark = '·')
    {
        if (Row(y) is int row)
        {
            Array.Fill(_rows[row], mark);
        }
    }

    /// <summary>Draws points; those outside are left out.</summary>
    /// <param name="points">The points.</param>
    /// <param name="mark">The character for each.</param>
    public void Points(IEnumerable<(double X, double Y)> points, char mark)
    {
        ArgumentNullException.ThrowIfNull(points);
        foreach ((double x, double y) in points)
        {
            int column = (int)Math.Round((x - _x.Low) / (_x.High - _x.Low) * (_rows[0].Length - 1));
            if (Row(y) is int row && column >= 0 && column < _rows[0].Length)
            {
                _rows[row][column] = mark;
            }
        }
    }

    /// <summary>The plot with its axes.</summary>
    /// <param name="xName">What the horizontal axis counts.</param>
    public string Print(string xName)
    {
        var text = new StringBuilder();
        for (int row = 0; row < _rows.Length; row++)
        {
            double y = _y.High - ((_y.High - _y.Low) * row / (_rows.Length - 1));
            string number = row % 4 == 0 ? y.ToString("0.0#", CultureInfo.InvariantCulture) : "";
            text.Append(CultureInfo.InvariantCulture, $"{number,6} │{new string(_rows[row]).TrimEnd()}\n");
        }

        string low = _x.Low.ToString("0.##", CultureInfo.InvariantCulture), high = _x.High.ToString("0.##", CultureInfo.InvariantCulture);
        text.Append($"       └{new string('─', _rows[0].Length)}\n");
        string name = xName.PadLeft((_rows[0].Length + xName.Length) / 2 - low.Length).PadRight(_rows[0].Length - low.Length - high.Length);
        text.Append($"        {low}{name}{high}\n");
        return text.ToString();
    }

    private int? Row(double y)
    {
        double row = Math.Round((_y.High - y) / (_y.High - _y.Low) * (_rows.Length - 1));
        return row >= 0 && row < _rows.Length ? (int)row : null;
    }
}
