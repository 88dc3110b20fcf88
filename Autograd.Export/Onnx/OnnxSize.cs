namespace Autograd.Export;

/// <summary>The size of an axis: a number, or so many for each sample of the batch.</summary>
internal readonly record struct OnnxSize(int Number, bool IsPerSample)
{
    /// <summary>The size for what it was for two numbers of samples, or null where it is neither.</summary>
    public static OnnxSize? Of(int first, int firstBatch, int second, int secondBatch) =>
        first == second ? new(first, false)
        : first % firstBatch == 0 && (long)first / firstBatch * secondBatch == second ? new(first / firstBatch, true)
        : null;
}
