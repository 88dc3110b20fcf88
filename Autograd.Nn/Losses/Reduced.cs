using Autograd.Core;

namespace Autograd.Nn;

/// <summary>What a loss returns, as the number that was asked for.</summary>
internal static class Reduced
{
    /// <summary>
    /// The losses as one number, which a loss that reduces by itself has returned already; as they are where none is asked for.
    /// </summary>
    public static Tensor Of(Module loss, Reduction reduction, Tensor? losses) =>
        losses is null ? throw ModuleError.NoValue(loss)
        : losses.Rank == 0 || reduction == Reduction.None ? losses
        : reduction == Reduction.BatchMean ? losses.Sum() / losses.Shape[0]
        : Reductions.Reduce(losses, reduction);
}
