using System.Text;

namespace Autograd.Docs;

/// <summary>The points of a curve's piece in pixels, and what of them a path needs.</summary>
internal static class Line
{
    private const double Tolerance = 0.04;

    /// <summary>A path through the points, without those that lie on the straight line between others.</summary>
    internal static string Path(IReadOnlyList<(double X, double Y)> points)
    {
        var isKept = new bool[points.Count];
        isKept[0] = isKept[^1] = true;
        var open = new Stack<(int First, int Last)>([(0, points.Count - 1)]);
        while (open.TryPop(out (int First, int Last) piece))
        {
            int farthest = Farthest(points, piece.First, piece.Last);
            if (farthest >= 0)
            {
                isKept[farthest] = true;
                open.Push((piece.First, farthest));
                open.Push((farthest, piece.Last));
            }
        }

        var path = new StringBuilder();
        for (int i = 0; i < points.Count; i++)
        {
            if (isKept[i])
            {
                path.Append(i == 0 ? 'M' : 'L').Append(Scale.Pixel(points[i].X)).Append(' ').Append(Scale.Pixel(points[i].Y));
            }
        }

        return path.ToString();
    }

    // The point farthest from the line between two others, or -1 where none is far enough to be seen.
    private static int Farthest(IReadOnlyList<(double X, double Y)> points, int first, int last)
    {
        ((double x, double y), (double dx, double dy)) =
            (points[first], (points[last].X - points[first].X, points[last].Y - points[first].Y));
        double length = Math.Sqrt((dx * dx) + (dy * dy)), most = Tolerance;
        int farthest = -1;
        for (int i = first + 1; i < last; i++)
        {
            double distance = Math.Abs((dx * (points[i].Y - y)) - (dy * (points[i].X - x))) / length;
            (farthest, most) = distance > most ? (i, distance) : (farthest, most);
        }

        return farthest;
    }
}
