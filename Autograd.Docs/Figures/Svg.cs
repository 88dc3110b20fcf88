using System.Globalization;
using System.Xml.Linq;

namespace Autograd.Docs;

/// <summary>The shapes of a figure. The background is part of it, so it reads in light and dark surroundings.</summary>
internal static class Svg
{
    internal const string Ink = "#24292f", Faint = "#57606a", Grid = "#eaeef2", Axis = "#8c959f", Paper = "#ffffff", Blue = "#1f6feb",
        Orange = "#d9480f";

    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    /// <summary>An empty figure.</summary>
    internal static XElement Figure(int width, int height, string title, string description) => Shape(
        "svg", ("viewBox", $"0 0 {width} {height}"), ("width", width), ("height", height), ("role", "img"),
        ("font-family", "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"), ("font-size", 12),
        Shape("title", title),
        Shape("desc", description),
        Shape("rect", ("x", 0.5), ("y", 0.5), ("width", width - 1), ("height", height - 1), ("rx", 6), ("fill", Paper),
            ("stroke", "#d0d7de")));

    internal static XElement Text(string text, double x, double y, string color, params (string, object)[] more) =>
        Shape("text", [("x", Pixel(x)), ("y", Pixel(y)), ("fill", color), .. more, text]);

    internal static XElement Path(string d, string color, double width, string? dashes = null)
    {
        XElement path = Shape("path", ("d", d), ("fill", "none"), ("stroke", color), ("stroke-width", width));
        if (dashes is not null)
        {
            path.Add(new XAttribute("stroke-dasharray", dashes));
        }

        return path;
    }

    internal static XElement Dot(double x, double y, double radius, string fill, string stroke) =>
        Shape("circle", ("cx", Pixel(x)), ("cy", Pixel(y)), ("r", radius), ("fill", fill), ("stroke", stroke), ("stroke-width", 1.5));

    internal static XElement Shape(string name, params object[] parts) => new(
        s_svg + name,
        parts.Select(part => part is (string attribute, object value) ? new XAttribute(attribute, value) : part));

    internal static string Pixel(double pixel) => Math.Round(pixel, 2).ToString("0.##", CultureInfo.InvariantCulture);
}
