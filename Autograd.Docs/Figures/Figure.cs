using System.Globalization;
using System.Xml.Linq;

namespace Autograd.Docs;

/// <summary>
/// Draws a curve with its first and second derivative as SVG. At a jump the curve ends in a hollow dot and a full one shows the value that
/// the op takes; nothing connects the two sides. The background is part of the figure, so it reads in light and dark surroundings.
/// </summary>
internal sealed class Figure
{
    private const int Width = 480, Height = 340, Left = 46, Right = 464, Top = 50, Bottom = 296, Points = 600;
    private const string Ink = "#24292f", Faint = "#57606a", Grid = "#eaeef2", Axis = "#8c959f", Paper = "#ffffff";

    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    // The function lies below and broad, so that it is seen where a derivative coincides with it, as for exp.
    private static readonly (string Name, string Color, double Width, string? Dashes)[] s_orders =
    [
        ("f(x)", "#1f6feb", 3.2, null), ("f′(x)", "#d9480f", 2, null), ("f″(x)", "#2b8a3e", 1.8, "6 4"),
    ];

    private readonly Curve _curve;
    private readonly Jump[] _jumps;
    private readonly Scale _x;
    private readonly Scale _y;

    private Figure(Curve curve)
    {
        _curve = curve;
        _jumps = curve.Jumps(curve.Low, curve.High);
        _x = new(curve.Low, curve.High, Left, Right);
        double highest = Math.Max(4, (curve.High - curve.Low) / 2);
        double[] shown =
            [.. curve.WhereFinite([.. Enumerable.Range(0, Points + 1).Select(i => curve.Low + ((curve.High - curve.Low) * i / Points))])
            .SelectMany(values => values).Where(double.IsFinite).Select(value => Math.Clamp(Math.Round(value, 9), -highest, highest))];
        (double low, double high) = (Math.Min(shown.Min(), -0.2), Math.Max(shown.Max(), 1));
        double margin = 0.06 * (high - low);
        _y = new(low - margin, high + margin, Bottom, Top);
    }

    /// <summary>The figure of a curve.</summary>
    /// <param name="name">The op's name.</param>
    /// <param name="curve">The curve.</param>
    internal static string Draw(string name, Curve curve) => $"{new Figure(curve).Draw(name)}\n";

    private XElement Draw(string name)
    {
        string title = _curve.Fixed.Length == 0 ? name : $"{name}, {_curve.Fixed}";
        var svg = new XElement(
            s_svg + "svg",
            new XAttribute("viewBox", $"0 0 {Width} {Height}"), new XAttribute("width", Width), new XAttribute("height", Height),
                new XAttribute("role", "img"),
            new XAttribute("font-family", "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"),
                new XAttribute("font-size", 12),
            Shape("title", title),
            Shape("desc", $"{title}: the function, its first and its second derivative from {Tick(_curve.Low)} to {Tick(_curve.High)}."),
            Shape("clipPath", ("id", "plot"), Shape("rect", ("x", Left), ("y", Top), ("width", Right - Left), ("height", Bottom - Top))),
            Shape("rect", ("x", 0.5), ("y", 0.5), ("width", Width - 1), ("height", Height - 1), ("rx", 6), ("fill", Paper),
                ("stroke", "#d0d7de")));
        svg.Add(Heading(name), Axes());
        var curves = Shape("g", ("clip-path", "url(#plot)"), ("fill", "none"), ("stroke-linejoin", "round"));
        for (int order = 0; order < s_orders.Length; order++)
        {
            curves.Add(Pieces(order));
        }

        svg.Add(curves, Enumerable.Range(0, s_orders.Length).SelectMany(Dots));
        return svg;
    }

    private IEnumerable<XElement> Heading(string name)
    {
        // A long name must not reach into the legend.
        yield return Text(name, 16, 29, Ink, ("font-size", Scale.Pixel(Math.Min(16, 16.0 * 26 / name.Length))), ("font-weight", 600));
        for (int order = 0; order < s_orders.Length; order++)
        {
            int at = Right - 186 + (66 * order);
            yield return Path($"M{at} 25H{at + 22}", order);
            yield return Text(s_orders[order].Name, at + 28, 29, Ink);
        }

        yield return Text("x", Right, Height - 10, Faint, ("text-anchor", "end"), ("font-style", "italic"));
        if (_curve.Fixed.Length > 0)
        {
            yield return Text(_curve.Fixed, Left, Height - 10, Faint);
        }
    }

    private IEnumerable<XElement> Axes()
    {
        foreach (double tick in _x.Ticks)
        {
            string at = Scale.Pixel(_x.Of(tick));
            yield return Shape("path", ("d", $"M{at} {Top}V{Bottom}"), ("stroke", IsZero(tick) ? Axis : Grid),
                ("stroke-width", IsZero(tick) ? 1.2 : 1));
            yield return Text(Tick(tick), _x.Of(tick), Bottom + 16, Faint, ("text-anchor", "middle"));
        }

        foreach (double tick in _y.Ticks)
        {
            string at = Scale.Pixel(_y.Of(tick));
            yield return Shape("path", ("d", $"M{Left} {at}H{Right}"), ("stroke", IsZero(tick) ? Axis : Grid),
                ("stroke-width", IsZero(tick) ? 1.2 : 1));
            yield return Text(Tick(tick), Left - 7, _y.Of(tick) + 4, Faint, ("text-anchor", "end"));
        }
    }

    private IEnumerable<XElement> Pieces(int order)
    {
        double[] ends = [_curve.Low, .. _jumps.Where(jump => jump.Order == order).Select(jump => jump.At), _curve.High];
        for (int i = 0; i + 1 < ends.Length; i++)
        {
            (double from, double to) = (i == 0 ? ends[0] : ends[i] + Jump.Near, i + 2 == ends.Length ? ends[^1] : ends[i + 1] - Jump.Near);
            if (to <= from)
            {
                continue;
            }

            double[] points = [.. Enumerable.Range(0, Points + 1).Select(k => from + ((to - from) * k / Points))];
            (double X, double Y)[] line =
                [.. points.Zip(_curve.WhereFinite(points)[order]).Where(point => double.IsFinite(point.Second)).Select(point =>
                (_x.Of(point.First), _y.Of(point.Second)))];
            if (line.Length > 1)
            {
                yield return Path(Line.Path(line), order);
            }
        }
    }

    private IEnumerable<XElement> Dots(int order)
    {
        foreach (Jump jump in _jumps.Where(jump => jump.Order == order))
        {
            foreach (
                double end in new[] { jump.Before, jump.After }.Where(end =>
                Math.Abs(end - jump.Value) > 1e-4 || !double.IsFinite(jump.Value)))
            {
                if (IsShown(end))
                {
                    yield return Dot(jump.At, end, order, Paper);
                }
            }

            if (IsShown(jump.Value))
            {
                yield return Dot(jump.At, jump.Value, order, s_orders[order].Color);
            }
        }
    }

    private bool IsShown(double value) => value >= _y.Low && value <= _y.High;

    private XElement Dot(double x, double y, int order, string fill) => Shape(
        "circle", ("cx", Scale.Pixel(_x.Of(x))), ("cy", Scale.Pixel(_y.Of(y))), ("r", 3), ("fill", fill), ("stroke", s_orders[order].Color),
            ("stroke-width", 1.5));

    private static XElement Path(string d, int order)
    {
        XElement path =
            Shape("path", ("d", d), ("fill", "none"), ("stroke", s_orders[order].Color), ("stroke-width", s_orders[order].Width));
        if (s_orders[order].Dashes is { } dashes)
        {
            path.Add(new XAttribute("stroke-dasharray", dashes));
        }

        return path;
    }

    private static XElement Text(string text, double x, double y, string color, params (string, object)[] more) =>
        Shape("text", [("x", Scale.Pixel(x)), ("y", Scale.Pixel(y)), ("fill", color), .. more, text]);

    private static XElement Shape(string name, params object[] parts) => new(
        s_svg + name,
        parts.Select(part => part is (string attribute, object value) ? new XAttribute(attribute, value) : part));

    private static bool IsZero(double tick) => Math.Abs(tick) < 1e-12;

    private static string Tick(double tick) =>
        IsZero(tick) ? "0" : Math.Round(tick, 6).ToString(CultureInfo.InvariantCulture).Replace('-', '−');
}
