using System.Globalization;
using System.Xml.Linq;
using SampleTools;

namespace MeanOrMedian;

/// <summary>The answers as curves over the place, as an SVG file.</summary>
internal static class Picture
{
    private const int Width = 640, Height = 360, Left = 50, Right = 620, Top = 52, Bottom = 310;
    private const double Highest = 1.15, Lowest = -0.15;

    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    /// <summary>Finds out before training whether the file can be written.</summary>
    /// <exception cref="SampleException">It cannot.</exception>
    internal static void ExpectWritable(string file) => Try(file, () => File.Open(file, FileMode.OpenOrCreate, FileAccess.Write).Dispose());

    /// <summary>Writes the file.</summary>
    /// <exception cref="SampleException">It cannot be written.</exception>
    internal static void Write(string file, IReadOnlyList<double> places,
        params (string Name, string Color, string Dashes, double[] Values)[] curves)
    {
        var svg = new XElement(
            s_svg + "svg",
            new XAttribute("viewBox", $"0 0 {Width} {Height}"), new XAttribute("width", Width), new XAttribute("height", Height),
            new XAttribute("font-family", "system-ui, 'Segoe UI', Roboto, Arial, sans-serif"), new XAttribute("font-size", 13),
            Element("rect", ("width", Width), ("height", Height), ("rx", 6), ("fill", "#ffffff"), ("stroke", "#d0d7de")));
        foreach (double level in new[] { 0, 0.5, 1 })
        {
            svg.Add(Element("path", ("d", $"M{Left} {Y(level)}H{Right}"), ("stroke", "#eaeef2")));
            svg.Add(Element("text", ("x", Left - 10), ("y", Y(level)), ("dy", 4), ("text-anchor", "end"), ("fill", "#57606a"),
                Show(level)));
            svg.Add(Element("text", ("x", X(level)), ("y", Bottom + 20), ("text-anchor", "middle"), ("fill", "#57606a"), Show(level)));
        }

        int legend = Left;
        foreach ((string name, string color, string dashes, double[] values) in curves)
        {
            string path = string.Join('L', places.Zip(values, (place, value) => $"{X(place)} {Y(value)}"));
            svg.Add(Element("path", ("d", $"M{path}"), ("fill", "none"), ("stroke", color), ("stroke-width", 2.2),
                ("stroke-dasharray", dashes)));
            svg.Add(Element("path", ("d", $"M{legend} 26h24"), ("stroke", color), ("stroke-width", 2.2), ("stroke-dasharray", dashes)));
            svg.Add(Element("text", ("x", legend + 30), ("y", 30), ("fill", "#24292f"), name));
            legend += 145;
        }

        svg.Add(Element("text", ("x", Right), ("y", Height - 12), ("text-anchor", "end"), ("fill", "#57606a"), "place"));
        Try(file, () => File.WriteAllText(file, $"{svg}\n"));
    }

    private static void Try(string file, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new SampleException($"--svg: expected a file that can be written, found {SampleException.Quote(file)}: " +
                $"{e.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static string X(double place) => Show(Left + ((Right - Left) * place));

    private static string Y(double value) =>
        Show(Bottom - ((Bottom - Top) * (Math.Clamp(value, Lowest, Highest) - Lowest) / (Highest - Lowest)));

    private static string Show(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    private static XElement Element(string name, params object[] parts) => new(
        s_svg + name,
        parts.Select(part => part is (string attribute, object value) ? new XAttribute(attribute, value) : part));
}
