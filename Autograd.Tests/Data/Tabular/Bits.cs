using System.Text.Json;
using Autograd.Data;

namespace Autograd.Tests.Data.Tabular;

/// <summary>What must be the same to the bit.</summary>
internal static class Bits
{
    /// <summary>A prediction.</summary>
    public static string Of(TabularPrediction prediction) => string.Join(' ', prediction.Probabilities.Append(prediction.Value)
        .Append(prediction.Spread).Select(number => BitConverter.DoubleToInt64Bits(number).ToString("x", null))) + $" {prediction.Label}";

    /// <summary>Several of them.</summary>
    public static string[] Of(IEnumerable<TabularPrediction> predictions) => [.. predictions.Select(Of)];

    /// <summary>All that a predictor predicts with: its encoder and its weights.</summary>
    public static string Of(TabularPredictor predictor)
    {
        PredictorDescription description = predictor.Description with { Metrics = new Dictionary<string, double>(), Origin = "" };
        return JsonSerializer.Serialize(description, PredictorJson.Default.PredictorDescription) + string.Join(
            ' ', predictor.Networks.StateDict().Select(part => $"{part.Key} {Convert.ToHexString(Bytes(part.Value.ToArray<float>()))}"));
    }

    private static byte[] Bytes(float[] numbers)
    {
        byte[] bytes = new byte[sizeof(float) * numbers.Length];
        Buffer.BlockCopy(numbers, 0, bytes, 0, bytes.Length);
        return bytes;
    }
}
