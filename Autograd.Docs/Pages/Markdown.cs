using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Autograd.Docs;

/// <summary>Turns comments and numbers into Markdown.</summary>
internal static partial class Markdown
{
    /// <summary>A comment's element as text; empty where there is none.</summary>
    internal static string Text(XElement? element) =>
        element is null ? "" : Spaces().Replace(string.Concat(element.Nodes().Select(Text)), " ").Trim();

    /// <summary>A number as a table shows it.</summary>
    internal static string Number(double number) => number switch
    {
        double.PositiveInfinity => "∞",
        double.NegativeInfinity => "−∞",
        _ when double.IsNaN(number) => "NaN",
        _ => Rounded(number).Replace('-', '−'),
    };

    /// <summary>Text for a table's cell.</summary>
    internal static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    // Six digits, and nothing of what a limit taken at a small distance leaves behind.
    private static string Rounded(double number)
    {
        string text = Math.Abs(number) < 2e-7 ? "0" : number.ToString("G6", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text;
    }

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" or "paramref" } link => $"`{Name(link)}`",
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement inner => Text(inner),
        _ => "",
    };

    private static string Name(XElement link)
    {
        string name = link.Attribute("cref")?.Value ?? link.Attribute("name")?.Value ?? link.Attribute("langword")?.Value ?? link.Value;
        return name.Split('(')[0];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
