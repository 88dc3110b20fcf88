using System.Globalization;
using System.Xml.Linq;
using Autograd.Nn;

namespace Autograd.Docs;

/// <summary>How often predictions are right against how sure of them is who makes them, for one network and an ensemble.</summary>
internal static class CalibrationFigure
{
    private const int Width = 480, Height = 396, Left = 56, Right = 456, Top = 100, Bottom = 346;

    /// <summary>Where the figure lies in the repository.</summary>
    internal const string Path = "docs/figures/calibration.svg";

    /// <summary>What makes it anew.</summary>
    internal const string Command = "calibration";

    private static readonly Scale s_x = new(0.5, 1, Left, Right), s_y = new(0.4, 1, Bottom, Top);

    /// <summary>Draws the figure.</summary>
    internal static string Draw(ReliabilityDiagram one, ReliabilityDiagram all)
    {
        XElement svg = Svg.Figure(Width, Height, "Confidence of one network and of an ensemble", "The share of predictions that are " +
            "right against the confidence in them, from 0.5 to 1: an ensemble is nearer to the diagonal than one network.");
        svg.Add(Svg.Text("How sure, how often right", 16, 28, Svg.Ink, ("font-size", 16), ("font-weight", 600)));
        svg.Add(Legend(0, "one network", one, Svg.Orange), Legend(1, $"{CalibrationStudy.Members} together", all, Svg.Blue));
        svg.Add(Axes());
        svg.Add(Svg.Path(Line([(0.5, 0.5), (1, 1)]), Svg.Axis, 1.6, "6 4"));
        svg.Add(Svg.Text("calibrated", s_x.Of(0.9) - 8, s_y.Of(0.9) - 10, Svg.Faint, ("text-anchor", "end")));
        svg.Add(Curve(one, Svg.Orange), Curve(all, Svg.Blue));
        return $"{svg}\n".ReplaceLineEndings("\n");
    }

    private static IEnumerable<XElement> Legend(int place, string name, ReliabilityDiagram diagram, string color)
    {
        int at = 48 + (place * 18);
        yield return Svg.Path($"M16 {at}H38", color, 2.2);
        yield return Svg.Text(
            string.Create(CultureInfo.InvariantCulture, $"{name}: calibration error {diagram.CalibrationError:F2}"), 46, at + 4, Svg.Ink);
    }

    private static IEnumerable<XElement> Axes()
    {
        foreach (double tick in s_y.Ticks)
        {
            string at = Svg.Pixel(s_y.Of(tick));
            yield return Svg.Path($"M{Left} {at}H{Right}", Svg.Grid, 1);
            yield return Svg.Text(Tick(tick), Left - 8, s_y.Of(tick) + 4, Svg.Faint, ("text-anchor", "end"));
        }

        foreach (double tick in s_x.Ticks)
        {
            yield return Svg.Path($"M{Svg.Pixel(s_x.Of(tick))} {Top}V{Bottom}", Svg.Grid, 1);
            yield return Svg.Text(Tick(tick), s_x.Of(tick), Bottom + 18, Svg.Faint, ("text-anchor", "middle"));
        }

        yield return Svg.Path($"M{Left} {Top}V{Bottom}H{Right}", Svg.Axis, 1.2);
        yield return Svg.Text("confidence in the predicted class", (Left + Right) / 2.0, Bottom + 38, Svg.Faint, ("text-anchor", "middle"));
        yield return Svg.Text("share right", Left - 8, Top - 12, Svg.Faint);
    }

    private static IEnumerable<XElement> Curve(ReliabilityDiagram diagram, string color)
    {
        (double X, double Y)[] points =
            [.. diagram.Bins.Where(bin => bin.Count > 0).Select(bin => (bin.Confidence, bin.Accuracy))];
        yield return Svg.Path(Line(points), color, 2.2);
        foreach ((double x, double y) in points)
        {
            yield return Svg.Dot(s_x.Of(x), s_y.Of(y), 3, color, color);
        }
    }

    private static string Line(IEnumerable<(double X, double Y)> points) =>
        "M" + string.Join('L', points.Select(point => $"{Svg.Pixel(s_x.Of(point.X))} {Svg.Pixel(s_y.Of(point.Y))}"));

    private static string Tick(double tick) => tick.ToString("0.##", CultureInfo.InvariantCulture);
}
