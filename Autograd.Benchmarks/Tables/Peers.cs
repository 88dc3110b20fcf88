using System.Text.Json;
using System.Text.Json.Nodes;
using Autograd.Docs;

namespace Autograd.Benchmarks;

/// <summary>
/// How scikit-learn does on a table. It takes long, so what it did is kept in the repository, and holds as long as the table and the folds
/// are the same to the last byte.
/// </summary>
internal static class Peers
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>The folder in the repository.</summary>
    internal static string Kept { get; } = Path.Combine(Repository.Root(), "Autograd.Benchmarks", "Tables", "Results");

    /// <summary>The scores of all peers by their names: those kept in a folder, else those of a run.</summary>
    internal static IReadOnlyDictionary<string, FoldScores> Of(
        TableFile table, string folder, string keptIn, Func<string> python, TextWriter output)
    {
        string kept = Path.Combine(keptIn, keptIn == folder ? $"{table.Name}.peers.json" : $"{table.Name}.json");
        JsonNode? results = File.Exists(kept) ? JsonNode.Parse(File.ReadAllText(kept)) : null;
        if ((string?)results?["digest"] != table.Digest)
        {
            output.WriteLine($"{table.Name}: scikit-learn trains");
            results = JsonNode.Parse(Sklearn.Run(python(), "peers", folder, table.Name))!;
            results["digest"] = table.Digest;
            results["machine"] = Machine.Processor;
            results["date"] = Machine.Date;
            Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
            File.WriteAllText(kept, results.ToJsonString(s_indented) + "\n");
        }

        return results!["peers"]!.AsObject().ToDictionary(
            peer => peer.Key,
            peer => new FoldScores((double)results["processor_seconds"]![peer.Key]!, [.. peer.Value!.AsArray().Select(fold =>
                fold!.AsObject().ToDictionary(score => score.Key, score => (double)score.Value!))]));
    }
}
