using System.Globalization;
using System.Xml.Linq;
using Autograd.Docs;

namespace Autograd.Benchmarks;

/// <summary>Time against size, both axes logarithmic, one panel for each way to grow; beside it the time of the bare arithmetic.</summary>
internal static class GrowthFigure
{
    private const int Width = 900, Height = 356, Top = 84, Bottom = 320, Left = 64, PanelWidth = 240, Gap = 36;

    /// <summary>Draws the figure.</summary>
    internal static string Draw(IReadOnlyList<Growth.Series> all, double peak)
    {
        XElement svg = Svg.Figure(Width, Height, "Time of a training step", "Microseconds of a training step against the width, the " +
            "batch and the depth of the network, on logarithmic axes.");
        svg.Add(Svg.Text("Time of a training step, µs", 16, 30, Svg.Ink, ("font-size", 16), ("font-weight", 600)));
        svg.Add(Svg.Path("M520 26H548", Svg.Blue, 2.2), Svg.Text("measured", 556, 30, Svg.Ink));
        svg.Add(Svg.Path("M650 26H678", Svg.Orange, 1.8, "6 4"), Svg.Text("the arithmetic at the peak rate", 686, 30, Svg.Ink));
        double[] times =
            [.. all.SelectMany(series => series.Points).SelectMany(point => new[] { point.Time, AtPeak(point.Operations, peak) })];
        var y = new LogScale(Math.Min(1, times.Min()) * 0.8, times.Max() * 1.3, Bottom, Top);
        for (int i = 0; i < all.Count; i++)
        {
            double left = Left + (i * (PanelWidth + Gap));
            var x = new LogScale(all[i].Points[0].Size, all[i].Points[^1].Size, left, left + PanelWidth);
            svg.Add(Axes(x, y, all[i], i == 0));
            svg.Add(Svg.Path(Line(all[i].Points.Select(point => (x.Of(point.Size), y.Of(AtPeak(point.Operations, peak))))), Svg.Orange, 1.8,
                "6 4"));
            svg.Add(Svg.Path(Line(all[i].Points.Select(point => (x.Of(point.Size), y.Of(point.Time)))), Svg.Blue, 2.2));
            svg.Add(all[i].Points.Select(point => Svg.Dot(x.Of(point.Size), y.Of(point.Time), 2.6, Svg.Blue, Svg.Blue)));
        }

        return $"{svg}\n";
    }

    private static double AtPeak(double operations, double peak) => operations / peak * 1e6;

    private static IEnumerable<XElement> Axes(LogScale x, LogScale y, Growth.Series series, bool hasNumbers)
    {
        yield return Svg.Text(series.Name, x.Start, Top - 14, Svg.Ink, ("font-weight", 600));
        foreach (double tick in y.Ticks)
        {
            string at = Svg.Pixel(y.Of(tick));
            yield return Svg.Path($"M{Svg.Pixel(x.Start)} {at}H{Svg.Pixel(x.End)}", Svg.Grid, 1);
            if (hasNumbers)
            {
                yield return Svg.Text(tick.ToString("#,##0.###", CultureInfo.InvariantCulture), x.Start - 8, y.Of(tick) + 4, Svg.Faint,
                    ("text-anchor", "end"));
            }
        }

        // Sizes are powers of two: so are the ticks.
        int step = x.High / x.Low > 64 ? 4 : 2;
        for (double tick = x.Low; tick <= x.High; tick *= step)
        {
            yield return Svg.Path($"M{Svg.Pixel(x.Of(tick))} {Top}V{Bottom}", Svg.Grid, 1);
            yield return Svg.Text(LogScale.Text(tick), x.Of(tick), Bottom + 18, Svg.Faint, ("text-anchor", "middle"));
        }

        yield return Svg.Path($"M{Svg.Pixel(x.Start)} {Top}V{Bottom}H{Svg.Pixel(x.End)}", Svg.Axis, 1.2);
    }

    private static string Line(IEnumerable<(double X, double Y)> points) =>
        "M" + string.Join('L', points.Select(point => $"{Svg.Pixel(point.X)} {Svg.Pixel(point.Y)}"));
}
