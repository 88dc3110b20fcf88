using System.Text.Json;
using System.Text.Json.Serialization;
using SampleTools;

namespace RareDisease;

/// <summary>The results as a file.</summary>
/// <param name="Data">What was trained on.</param>
/// <param name="Classes">The names of the classes, in the order of every list by class.</param>
/// <param name="Runs">The trainings.</param>
internal sealed record JsonResults(string Data, string[] Classes, JsonRun[] Runs)
{
    /// <summary>Finds out, before anything is computed, whether the file can be written.</summary>
    /// <exception cref="SampleException">It cannot.</exception>
    internal static void ExpectWritable(string path) => Attempt(path, () =>
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
        {
            throw new IOException($"the folder {SampleException.Quote(folder)} does not exist");
        }

        // Moving a file there would replace a device by it, as far as the user may do so.
        if (Directory.Exists(path) || Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal))
        {
            throw new IOException("it is not an ordinary file");
        }

        File.Create(Beside(path), 1, FileOptions.DeleteOnClose).Dispose();
    });

    /// <summary>Writes the file: to a temporary one beside it first, so that it is there whole or not at all.</summary>
    /// <exception cref="SampleException">It cannot be written.</exception>
    internal void Write(string path) => Attempt(path, () =>
    {
        string temporary = Beside(path);
        try
        {
            File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(this, JsonContext.Default.JsonResults));
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    });

    private static string Beside(string path) => $"{path}.{Environment.ProcessId}.tmp";

    private static void Attempt(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new SampleException(
                $"--json: expected a file that can be written, found {SampleException.Quote(path)}: {e.Message.ReplaceLineEndings(" ")}");
        }
    }
}

/// <summary>One training as it stands in the file.</summary>
internal sealed record JsonRun(
    string Strategy, int Seed, double Accuracy, double BalancedAccuracy, double[] Recalls, double[] PredictedFrequencies,
    double[] ActualFrequencies, long Updates, double Seconds, string Digest)
{
    internal static JsonRun Of(Outcome result)
    {
        Recognition e = result.Recognition;
        return new(
            result.Strategy.Word(), result.Seed, e.Accuracy, e.BalancedAccuracy, e.Recalls, e.PredictedFrequencies, e.ActualFrequencies,
            result.Updates, result.Seconds, result.Digest);
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(JsonResults))]
internal sealed partial class JsonContext : JsonSerializerContext;
