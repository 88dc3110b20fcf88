using Autograd.Nn;

namespace Autograd.Benchmarks;

internal static partial class LayerWorkloads
{
    private static IEnumerable<Workload> Convolution() =>
    [
        new("layer/conv2d-3x3-32-64-28x28-b32", () => Through(new Conv2d(32, 64, 3), Data.Normal([32, 32, 28, 28]))),
    ];
}
