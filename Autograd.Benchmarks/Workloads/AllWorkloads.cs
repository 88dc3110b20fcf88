namespace Autograd.Benchmarks;

/// <summary>Everything that is compared, family by family.</summary>
internal static class AllWorkloads
{
    /// <summary>The workloads.</summary>
    /// <param name="data">The folder of the thyroid data, if there is one.</param>
    internal static IEnumerable<Workload> For(string? data) => [.. StepWorkloads.All()];
}
