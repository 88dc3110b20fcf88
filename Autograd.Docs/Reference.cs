using Autograd.Core;

namespace Autograd.Docs;

/// <summary>The op reference: a page for every op of the registry, a figure where one says something, and an index.</summary>
internal static class Reference
{
    /// <summary>Where the reference lies in the repository.</summary>
    internal const string Folder = "docs/ops";

    /// <summary>What makes it anew.</summary>
    internal const string Command = "dotnet run -c Release --project Autograd.Docs";

    /// <summary>All files of the reference by their path in <see cref="Folder"/>, the same to the byte in every run.</summary>
    /// <param name="root">The repository, for the signatures and comments in the sources.</param>
    internal static Dictionary<string, string> Make(string root)
    {
        var sources = new OpSources(root);
        Entry[] entries = [.. OpRegistry.All.Select(op => new Entry(op, sources.Of(op), Curve.Of(op)))];
        var files = new Dictionary<string, string>(StringComparer.Ordinal) { ["README.md"] = IndexPage.Write(entries) };
        foreach (Entry entry in entries)
        {
            files[$"{entry.Op.Name}.md"] = OpPage.Write(entry);
            if (entry.Curve is { } curve)
            {
                files[$"figures/{entry.Op.Name}.svg"] = Figure.Draw(entry.Op.Name, curve);
            }
        }

        // The same to the byte wherever it is made.
        return files.ToDictionary(file => file.Key, file => file.Value.ReplaceLineEndings("\n"), StringComparer.Ordinal);
    }
}

/// <summary>What the reference tells of an op.</summary>
/// <param name="Op">Its definition.</param>
/// <param name="Source">The file that holds it.</param>
/// <param name="Curve">The op as a function of one number; null where it is none.</param>
internal sealed record Entry(OpDefinition Op, OpSource Source, Curve? Curve);
