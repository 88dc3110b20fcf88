namespace Autograd.Benchmarks;

/// <summary>Everything that is compared, family by family.</summary>
internal static class AllWorkloads
{
    /// <summary>The workloads.</summary>
    /// <param name="patients">What the epoch of balanced batches is trained on.</param>
    internal static Workload[] For(Patients patients) =>
    [
        .. StepWorkloads.All(),
        EpochWorkload.For(patients),
        .. TrainerWorkloads.All(),
        .. ParallelWorkloads.All(),
        .. OpWorkloads.Overhead(),
        .. OpWorkloads.Activations(),
        .. OpWorkloads.Losses(),
        .. AdaptiveWorkloads.All(),
        .. LayerWorkloads.All(),
        .. MatrixWorkloads.Ops(),
        .. MatrixWorkloads.Kernels(),
    ];
}
