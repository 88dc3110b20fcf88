using System.Text;
using Autograd.Core;

namespace Autograd.Docs;

/// <summary>The index: every op by category, and all figures side by side.</summary>
internal static class IndexPage
{
    private const int Columns = 3;

    /// <summary>Writes the index.</summary>
    internal static string Write(IReadOnlyList<Entry> entries)
    {
        var page = new StringBuilder(
            $"""
            # The ops

            Every differentiable op of the registry, with what it computes, how it behaves at its edges and when to use it. In the figures
            the function is blue, its derivative orange and its second derivative green and dashed, all computed by the engine; a hollow dot
            ends a piece at a jump, a full one is the value the op takes there. These pages are generated: `{Reference.Command}` writes them
            anew.


            """);
        foreach (OpCategory category in Enum.GetValues<OpCategory>())
        {
            Entry[] ops = [.. entries.Where(entry => entry.Op.Category == category)];
            if (ops.Length > 0)
            {
                page.Append($"- [{Title(category)}](#{Title(category).ToLowerInvariant().Replace(' ', '-')}): {Links(ops)}\n");
            }
        }

        page.Append('\n');
        foreach (OpCategory category in Enum.GetValues<OpCategory>())
        {
            Entry[] ops = [.. entries.Where(entry => entry.Op.Category == category)];
            if (ops.Length > 0)
            {
                page.Append($"## {Title(category)}\n\n");
                if (category == OpCategory.Activation)
                {
                    Families(page, ops);
                }

                Figures(page, [.. ops.Where(entry => entry.Curve is not null)]);
                List(page, [.. ops.Where(entry => entry.Curve is null)]);
            }
        }

        return page.ToString().TrimEnd() + "\n";
    }

    /// <summary>What a category is called.</summary>
    internal static string Title(OpCategory category, bool isPlural = true) => category switch
    {
        OpCategory.LinearAlgebra => "Linear algebra",
        OpCategory.Elementwise or OpCategory.Shaping or OpCategory.Indexing or OpCategory.Normalization => $"{category}",
        OpCategory.Windows or OpCategory.Sequences => isPlural ? $"{category}" : $"{category}"[..^1],
        OpCategory.Loss => isPlural ? "Losses" : "Loss",
        _ => isPlural ? $"{category}s" : $"{category}",
    };

    /// <summary>What a function of this smoothness is called.</summary>
    internal static string Title(Smoothness smoothness) => smoothness switch
    {
        Smoothness.OneKink => "one kink",
        Smoothness.TwoKinks => "two kinks",
        Smoothness.ManyKinks => "many kinks",
        _ => "smooth",
    };

    private static void Families(StringBuilder page, Entry[] ops)
    {
        page.Append("| | scale-equivariant: f(k·x) = k·f(x) for k > 0 | with a scale of its own |\n|---|---|---|\n");
        foreach (Smoothness smoothness in new[] { Smoothness.OneKink, Smoothness.TwoKinks, Smoothness.ManyKinks, Smoothness.Smooth })
        {
            string[] cells =
                [.. new[] { true, false }.Select(isEquivariant =>
                Links(ops.Where(entry => entry.Op.Activation == new ActivationFacts(isEquivariant, smoothness))))];
            page.Append($"| {Title(smoothness)} | {cells[0]} | {cells[1]} |\n");
        }

        page.Append(
            """

            A kink is where the function, its slope or a higher derivative jumps. A network of linear layers and scale-equivariant
            activations only answers twice as much when its input is twice as large, so nothing depends on the unit of the data; the others
            work at the scale that is built into them, and the layers before them have to bring their inputs there.


            """);
    }

    private static void Figures(StringBuilder page, Entry[] ops)
    {
        if (ops.Length == 0)
        {
            return;
        }

        page.Append($"|{string.Concat(Enumerable.Repeat(" |", Columns))}\n|{string.Concat(Enumerable.Repeat("---|", Columns))}\n");
        foreach (Entry[] row in ops.Chunk(Columns))
        {
            IEnumerable<string> cells =
                row.Select(entry => $"[![{entry.Op.Name}](figures/{entry.Op.Name}.svg)<br>{entry.Op.Name}]({entry.Op.Name}.md)");
            page.Append($"| {string.Join(" | ", cells.Concat(Enumerable.Repeat("", Columns - row.Length)))} |\n");
        }

        page.Append('\n');
    }

    private static void List(StringBuilder page, Entry[] ops)
    {
        foreach (Entry entry in ops)
        {
            string summary = Markdown.Text(entry.Source.Comment("summary"));
            page.Append($"- [{entry.Op.Name}]({entry.Op.Name}.md): {summary}\n");
        }

        page.Append(ops.Length > 0 ? "\n" : "");
    }

    private static string Links(IEnumerable<Entry> ops) => string.Join(", ", ops.Select(entry => $"[{entry.Op.Name}]({entry.Op.Name}.md)"));
}
