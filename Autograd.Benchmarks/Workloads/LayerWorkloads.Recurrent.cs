using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Benchmarks;

internal static partial class LayerWorkloads
{
    // The sequences are as PyTorch has them, time first.
    private static IEnumerable<Workload> Recurrent() =>
    [
        new("layer/lstm-128-128-b32-l50", () => Through(new Lstm(128, 128, batchFirst: false), Data.Normal(50, 32, 128))),
        new("layer/gru-128-128-b32-l50", () => Through(new Gru(128, 128, batchFirst: false), Data.Normal(50, 32, 128))),
        new("layer/gru-8-16-b8-l20", () => Through(new Gru(8, 16, batchFirst: false), Data.Normal(20, 8, 8))),
        new("layer/embedding-50000x64-b256", () => Through(new Embedding(50_000, 64, hasSparseGrad: true), Rows(256, 50_000))),
    ];

    private static Tensor Rows(int count, int of)
    {
        var generator = new Generator(5);
        long[] rows = new long[count];
        for (int i = 0; i < count; i++)
        {
            rows[i] = (long)(generator.NextSingle() * of);
        }

        return Tensor.From(rows);
    }
}
