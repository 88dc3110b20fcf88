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
    /// <summary>Writes the file, whole or not at all.</summary>
    /// <exception cref="SampleException">It cannot be written.</exception>
    internal void Write(string path) =>
        WholeFile.Write("--json", path, file => JsonSerializer.Serialize(file, this, JsonContext.Default.JsonResults));
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
