using Autograd.Core;

namespace Autograd.Nn;

/// <summary>What is computed of each chunk of a batch.</summary>
/// <param name="Batch">The whole batch.</param>
/// <param name="Parallel">What cuts it into chunks.</param>
/// <param name="Predict">What the model answers.</param>
/// <param name="LossModule">The loss, where it is a module.</param>
/// <param name="LossFunction">The loss, where it is a function.</param>
/// <param name="Guard">Whether every number is watched.</param>
/// <param name="KeepsAnswers">Whether the answers are wanted.</param>
internal readonly record struct ChunkStep(
    Batch Batch,
    DataParallel Parallel,
    Func<Batch, Tensor> Predict,
    Loss? LossModule,
    Func<Tensor, Tensor, Tensor>? LossFunction,
    bool Guard,
    bool KeepsAnswers)
{
    /// <summary>Whether the loss is a sum, and no mean.</summary>
    public bool IsSum => LossModule?.Reduction == Reduction.Sum;

    /// <summary>The first sample of a chunk, and the one behind its last: as many in each, give or take one.</summary>
    public (int Start, int End) Rows(int chunk) =>
        ((int)((long)Batch.Count * chunk / Parallel.Chunks), (int)((long)Batch.Count * (chunk + 1) / Parallel.Chunks));

    /// <summary>The loss of a part of the batch: a number, and what makes the sum of it.</summary>
    /// <param name="answer">What the model answers to the part.</param>
    /// <param name="part">The part.</param>
    /// <param name="divisor">What the mean of the part divides by.</param>
    /// <param name="times">What the number is to be multiplied by to be the sum.</param>
    public Tensor Loss(Tensor answer, Batch part, out double divisor, out double times)
    {
        double? own = null, ownTimes = null;
        Tensor loss = LossModule is { } module
            ? module.Forward(answer, part.Targets, out own, out ownTimes) : LossFunction!(answer, part.Targets);
        divisor = own ?? Parallel.Divisor?.Invoke(part) ?? throw new InvalidOperationException(
            $"DataParallel: the loss {LossModule?.GetType().Name ?? "is a function and"} does not say what its mean divides by, so that " +
            "the mean of a whole batch does not follow from those of its chunks. Override Divisor in the loss or let its Compute give " +
            $"the losses of the samples; or state it, as in {Parallel.Stated(nameof(Parallel.Divisor), "part => part.Count")}.");
        times = ownTimes ?? divisor;
        return divisor == 0 || (divisor > 0 && double.IsNormal(divisor)) ? loss : throw new InvalidOperationException(
            FormattableString.Invariant(
                $"DataParallel: the mean of the loss is divided by {divisor}; expected a finite number of 2.3E-308 or more, or 0."));
    }

    /// <summary>
    /// A power of two that takes the gradients of a chunk's sum to the size of those of the batch's mean: the divisor of the batch is known
    /// only when all chunks are, but not its size. So gradients overflow no sooner than in a plain step.
    /// </summary>
    /// <param name="times">What the chunk's number is multiplied by to be its sum.</param>
    /// <param name="count">Its samples.</param>
    public double Scale(double times, int count)
    {
        double whole = Math.Min(times * Batch.Count / count, double.MaxValue);
        return IsSum ? 1 : times == 0 ? 0 : Math.ScaleB(1, -1 - Math.ILogB(Math.BitDecrement(whole)));
    }
}
