namespace Autograd.Benchmarks;

internal static partial class LayerWorkloads
{
    private static IEnumerable<Workload> Attention() => [];
}
