using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Benchmarks;

/// <summary>
/// The adaptive softmax over very many classes, with targets as a language has them, and with equally frequent ones. A batch is not drawn:
/// it has the quantiles of its distribution, so that both sides have as many rows in each cluster.
/// </summary>
internal static class AdaptiveWorkloads
{
    private const int Classes = 200_000, Features = 64, Batch = 256;

    internal static IEnumerable<Workload> All() =>
    [
        new("adaptive/zipf", () => Step(Quantiles(rank => 1.0 / rank))),
        new("adaptive/uniform", () => Step(Quantiles(_ => 1))),
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

    // The class where (i + ½) / n of the whole frequency is reached, for each i.
    private static Tensor Quantiles(Func<int, double> frequency)
    {
        double[] cumulative = new double[Classes];
        double total = 0;
        for (int i = 0; i < Classes; i++)
        {
            cumulative[i] = total += frequency(i + 1);
        }

        long[] targets = new long[Batch];
        for (int i = 0; i < Batch; i++)
        {
            int found = Array.BinarySearch(cumulative, (i + 0.5) / Batch * total);
            targets[i] = found < 0 ? ~found : found;
        }

        return Tensor.From(targets);
    }
}
