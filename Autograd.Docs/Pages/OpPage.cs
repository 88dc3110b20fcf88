using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Autograd.Core;

namespace Autograd.Docs;

/// <summary>The page of one op.</summary>
internal static class OpPage
{
    private static readonly double[] s_extremes = [double.NegativeInfinity, -1, 0, 1, double.PositiveInfinity, double.NaN];

    /// <summary>Writes the page.</summary>
    internal static string Write(Entry entry)
    {
        OpDefinition op = entry.Op;
        var page = new StringBuilder($"# {op.Name}\n\n");
        page.Append($"{Kind(entry)}. [All ops](README.md) · [{Path.GetFileName(entry.Source.Path)}](../../{entry.Source.Path})\n\n");
        string summary = Markdown.Text(entry.Source.Comment("summary"));
        if (summary.Length > 0)
        {
            page.Append($"{summary}\n\n");
        }

        page.Append($"```csharp\n{string.Join('\n', Signatures(entry))}\n```\n\n");
        if (entry.Curve is not null)
        {
            page.Append($"![{op.Name} with its first and second derivative](figures/{op.Name}.svg)\n\n");
        }

        page.Append($"## Formula\n\n```math\n{op.Formula}\n```\n\n");
        if (op.Derivative.Length > 0)
        {
            page.Append($"Derivative:\n\n```math\n{op.Derivative}\n```\n\n");
        }

        if (op.Usage.Length > 0)
        {
            page.Append($"## When to use it\n\n{op.Usage}\n\n");
        }

        Parameters(page, entry);
        Behaviour(page, entry);
        Example(page, op);
        page.Append($"## Source\n\n{op.Source}.\n");
        return page.ToString();
    }

    private static string Kind(Entry entry)
    {
        string category = IndexPage.Title(entry.Op.Category, isPlural: false);
        return entry.Op.Activation is { } facts
            ? $"{category}, {IndexPage.Title(facts.Smoothness)}, " +
                $"{(facts.IsScaleEquivariant ? "scale-equivariant: f(k·x) = k·f(x) for k > 0" : "with a scale of its own")}"
            : category;
    }

    private static IEnumerable<string> Signatures(Entry entry)
    {
        foreach ((string signature, _) in entry.Source.Methods)
        {
            yield return signature;
        }

        if (entry.Source.Methods.Count == 0)
        {
            yield return $"OpRegistry.Create(\"{entry.Op.Name}\")";
        }

        if (Modules.Of(entry.Op) is { } module)
        {
            yield return $"{module}   // the module";
        }
    }

    private static void Parameters(StringBuilder page, Entry entry)
    {
        var rows = new List<(string Name, string Default, string Meaning)>();
        if (entry.Source.Methods.Count > 0)
        {
            (string signature, XElement comment) = entry.Source.Methods[0];
            rows.AddRange(comment.Elements("param").Select(parameter => (
                parameter.Attribute("name")!.Value, Default(signature, parameter.Attribute("name")!.Value), Markdown.Text(parameter))));
        }

        if (rows.Count == 0)
        {
            rows.AddRange(entry.Op.Parameters.Select(parameter => (parameter.Name, $"`{parameter.Default}`", parameter.Meaning)));
        }

        if (rows.Count == 0)
        {
            return;
        }

        page.Append("## Parameters\n\n| name | default | meaning |\n|---|---|---|\n");
        foreach ((string name, string initially, string meaning) in rows)
        {
            page.Append($"| `{name}` | {Markdown.Cell(initially)} | {Markdown.Cell(meaning)} |\n");
        }

        page.Append('\n');
        if (entry.Op.Parameters.Count > 0)
        {
            IEnumerable<string> attributes = entry.Op.Parameters.Select(parameter => $"[\"{parameter.Name}\"] = {parameter.Default}");
            page.Append($"In the registry: `OpRegistry.Create(\"{entry.Op.Name}\", new() {{ {string.Join(", ", attributes)} }})`, where " +
                $"these are the defaults.\n\n");
        }
    }

    private static string Default(string signature, string parameter)
    {
        Match match = Regex.Match(signature, $@"\b{Regex.Escape(parameter)} = ([^,)\s]+)");
        return match.Success ? $"`{match.Groups[1].Value}`" : "";
    }

    private static void Behaviour(StringBuilder page, Entry entry)
    {
        string remarks = Markdown.Text(entry.Source.Comment("remarks"));
        if (remarks.Length == 0 && entry.Curve is null && entry.Op.Errors.Count == 0)
        {
            return;
        }

        page.Append("## Behaviour\n\n");
        if (remarks.Length > 0)
        {
            page.Append($"{remarks}\n\n");
        }

        if (entry.Curve is { } curve)
        {
            Values(page, curve);
        }

        page.Append("It refuses, with a message that begins so:\n\n");
        foreach (OpError error in entry.Op.Errors)
        {
            page.Append($"- {error.Message}\n");
        }

        page.Append('\n');
    }

    // What the op itself gives: at a kink also what it gives just below and just above.
    private static void Values(StringBuilder page, Curve curve)
    {
        double[] kinks = [.. curve.Jumps(curve.Low, curve.High).Where(jump => jump.Order < 2).Select(jump => jump.At).Distinct()];
        page.Append(curve.Fixed.Length > 0 ? $"With {curve.Fixed}:\n\n" : "");
        page.Append("| x | value | slope |\n|---|---|---|\n");
        IEnumerable<double> points = s_extremes[..^2].Concat(kinks).Distinct().Order().Concat(s_extremes[^2..]);
        foreach (double point in points)
        {
            (string Name, double At)[] rows = kinks.Contains(point)
                ? [($"just below {Markdown.Number(point)}", point - Jump.Near), (Markdown.Number(point), point),
                    ($"just above {Markdown.Number(point)}", point + Jump.Near)]
                : [(Markdown.Number(point), point)];
            foreach ((string name, double at) in rows)
            {
                string[] cells = curve.Refuses(at) ? ["refused", ""]
                    : [.. curve.At([at])[..2].Select(values => Markdown.Number(values[0]))];
                page.Append($"| {name} | {cells[0]} | {cells[1]} |\n");
            }
        }

        page.Append('\n');
    }

    private static void Example(StringBuilder page, OpDefinition op)
    {
        if (op.Example is not { } example)
        {
            return;
        }

        string[] lines = example.Text[(example.Text.IndexOf("=>", StringComparison.Ordinal) + 2)..].Trim().Split('\n');
        string code = string.Join("\n    ", lines.Select(line => line.Trim()));
        page.Append($"## Example\n\n```csharp\nTensor y = {code};\nConsole.WriteLine(y);\n```\n\n```text\n{example.Run()}\n```\n\n");
    }
}
