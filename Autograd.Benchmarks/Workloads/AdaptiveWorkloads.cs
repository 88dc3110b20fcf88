using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Benchmarks;

/// <summary>The adaptive softmax over very many classes, with targets as a language has them, and with equally frequent ones.</summary>
internal static class AdaptiveWorkloads
{
    private const int Classes = 200_000, Features = 64, Batch = 256;

    internal static IEnumerable<Workload> All() =>
    [
        new("adaptive/zipf", () => Step(ZipfTargets())),
        new("adaptive/uniform", () => Step(Data.Labels(Batch, Classes))),
    ];

    private static Action Step(Tensor targets)
    {
        var layer = new AdaptiveLogSoftmaxWithLoss(Features, Classes, [2000, 20000], divValue: 4);
        IReadOnlyList<Parameter> parameters = layer.Parameters();
        Tensor x = Data.Normal(Batch, Features);
        return () =>
        {
            using var tape = new Tape();
            tape.Watch(x);
            tape.Backward(layer.Forward(x, targets).Loss);
            x.ZeroGrad();
            foreach (Parameter parameter in parameters)
            {
                parameter.Value.ZeroGrad();
            }
        };
    }

    // The class of rank r is drawn as often as 1 / r.
    private static Tensor ZipfTargets()
    {
        double[] cumulative = new double[Classes];
        double total = 0;
        for (int rank = 0; rank < Classes; rank++)
        {
            cumulative[rank] = total += 1.0 / (rank + 1);
        }

        var generator = new Generator(2);
        long[] targets = new long[Batch];
        foreach (ref long target in targets.AsSpan())
        {
            int found = Array.BinarySearch(cumulative, generator.NextDouble() * total);
            target = Math.Min(found < 0 ? ~found : found, Classes - 1);
        }

        return Tensor.From(targets);
    }
}
