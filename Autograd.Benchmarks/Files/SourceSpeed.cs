using System.Diagnostics;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Benchmarks;

/// <summary>
/// What a prediction of one sample takes: of a network, and of the C# source that it was exported as, which is
/// <see cref="ExportedNetwork"/>.
/// </summary>
internal static class SourceSpeed
{
    private const int Predictions = 2000;

    /// <summary>The network that was exported: fractions that are exact, so that it is the same on every machine.</summary>
    internal static Sequential Network()
    {
        Sequential model = ColdStart.Network();
        int next = 0;
        foreach (Parameter parameter in model.Parameters())
        {
            float[] weights = new float[parameter.Shape.Count];
            for (int i = 0; i < weights.Length; i++)
            {
                next = (next + 37) % 101;
                weights[i] = (next - 50) / 128f;
            }

            parameter.Assign(Tensor.From(weights, parameter.Shape));
        }

        model.Eval();
        return model;
    }

    /// <summary>The least microseconds of a prediction, of the network and of its source.</summary>
    internal static double[] Measure(int rounds)
    {
        Sequential model = Network();
        float[] sample = [.. Enumerable.Range(0, ExportedNetwork.InputLength).Select(i => (i - 10) / 8f)];
        float[] scores = new float[ExportedNetwork.OutputLength];
        Tensor input = Tensor.From(sample, [1, sample.Length]);
        double[] least = [double.MaxValue, double.MaxValue];
        for (int round = 0; round < rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Predictions; i++)
            {
                using var scope = new TensorScope();
                _ = model.Forward(input);
            }

            least[0] = Math.Min(least[0], Stopwatch.GetElapsedTime(start).TotalMicroseconds / Predictions);
            start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Predictions; i++)
            {
                ExportedNetwork.Predict(sample, scores);
            }

            least[1] = Math.Min(least[1], Stopwatch.GetElapsedTime(start).TotalMicroseconds / Predictions);
        }

        return least;
    }
}
