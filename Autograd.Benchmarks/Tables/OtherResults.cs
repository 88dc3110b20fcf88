using System.Text.Json;

namespace Autograd.Benchmarks;

/// <summary>The results on the other tables, in a file of the repository.</summary>
internal sealed record OtherResults(IReadOnlyList<OtherResult> All)
{
    private static readonly JsonSerializerOptions s_lines = new() { WriteIndented = false };

    private static string File => Path.Combine(Peers.Kept, "Other", "tables.json");

    internal static OtherResults Read() => new(System.IO.File.Exists(File)
        ? JsonSerializer.Deserialize<OtherResult[]>(System.IO.File.ReadAllText(File))! : []);

    /// <summary>With a new result, which takes the place of the one on the same table.</summary>
    internal OtherResults With(TableResult result)
    {
        var made = OtherResult.Of(result);
        return new([.. All.Where(each => each.Name != made.Name), made]);
    }

    // A line for each.
    internal void Write()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(
            File, $"[\n{string.Join(",\n", All.Select(each => JsonSerializer.Serialize(each, s_lines)))}\n]\n");
    }
}
