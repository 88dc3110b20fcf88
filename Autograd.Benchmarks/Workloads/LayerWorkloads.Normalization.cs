using Autograd.Nn;

namespace Autograd.Benchmarks;

internal static partial class LayerWorkloads
{
    private static IEnumerable<Workload> Normalization() =>
    [
        new("layer/batch_norm-256x1024", () => Through(new BatchNorm1d(1024), Data.Normal([256, 1024]))),
        new("layer/layer_norm-256x1024", () => Through(new LayerNorm(1024), Data.Normal([256, 1024]))),
    ];
}
