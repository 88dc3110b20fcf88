using Autograd.Docs;
using SampleTools;

namespace Autograd.Benchmarks;

/// <summary>
/// The page docs/performance.md. Each command writes its own section, between two marks; what stands in the sections of other commands, and
/// in the one written by hand, is kept.
/// </summary>
internal sealed class Page
{
    /// <summary>The sections, in their order.</summary>
    internal const string Comparison = "comparison", Growth = "growth", Many = "many", Memory = "memory", Start = "start",
        Files = "files", Notes = "notes";

    private static readonly (string Name, string Heading, string Empty)[] s_sections =
    [
        (Comparison, "", "Not measured yet: `dotnet run -c Release --project Autograd.Benchmarks -- compare`."),
        (Growth, "## How time grows with the work", "Not measured yet: `dotnet run -c Release --project Autograd.Benchmarks -- scaling`."),
        (Many, "## Many small networks", "Not measured yet: `dotnet run -c Release --project Autograd.Benchmarks -- many`."),
        (Memory, "## Memory", "Not measured yet: `dotnet run -c Release --project Autograd.Benchmarks -- memory`."),
        (Start, "## From the start of a program to its first training step",
            "Not measured yet: `dotnet run -c Release --project Autograd.Benchmarks -- cold-start`."),
        (Files, "## Saving and loading", "Not measured yet: `dotnet run -c Release --project Autograd.Benchmarks -- files`."),
        (Notes, "", ""),
    ];

    private readonly string _path;
    private readonly string _old;

    /// <summary>Finds out where the page goes, and whether it can be written.</summary>
    /// <param name="path">The path the user named; null for docs/performance.md of the repository.</param>
    internal Page(string? path)
    {
        _path = Path.GetFullPath(path ?? Path.Combine(Repository.Root(), "docs", "performance.md"));
        if (!Directory.Exists(Path.GetDirectoryName(_path)))
        {
            throw new SampleException($"--output: the folder {SampleException.Quote(Path.GetDirectoryName(_path) ?? "")} does not exist");
        }

        if (Directory.Exists(_path))
        {
            throw new SampleException($"--output: expected a file, but {SampleException.Quote(_path)} is a folder");
        }

        _old = File.Exists(_path) ? File.ReadAllText(_path) : "";
    }

    /// <summary>Writes one section, and the figure it shows.</summary>
    /// <param name="name">The section.</param>
    /// <param name="text">Its text.</param>
    /// <param name="figure">The figure's file name and content, if it has one.</param>
    internal void Write(string name, string text, (string File, string Svg)? figure = null)
    {
        if (figure is { } drawn)
        {
            string folder = Path.Combine(Path.GetDirectoryName(_path)!, "figures");
            Directory.CreateDirectory(folder);
            Replace(Path.Combine(folder, drawn.File), drawn.Svg);
        }

        var parts = new List<string> { "# Performance" };
        foreach ((string section, string heading, string empty) in s_sections)
        {
            if (heading.Length > 0)
            {
                parts.Add(heading);
            }

            parts.Add($"{Mark(section)}\n{(section == name ? text.Trim() : Kept(section) ?? empty)}\n{Mark($"end of {section}")}");
        }

        Replace(_path, string.Join("\n\n", parts) + "\n");
    }

    // A reader never finds half a file.
    private static void Replace(string path, string text)
    {
        string temporary = path + ".new";
        File.WriteAllText(temporary, text);
        File.Move(temporary, path, overwrite: true);
    }

    private string? Kept(string section)
    {
        int start = _old.IndexOf(Mark(section), StringComparison.Ordinal),
            end = _old.IndexOf(Mark($"end of {section}"), StringComparison.Ordinal);
        return start < 0 || end < start ? null : _old[(start + Mark(section).Length)..end].Trim();
    }

    private static string Mark(string section) => $"<!-- {section} -->";
}
