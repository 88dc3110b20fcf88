using Autograd.Core;

namespace Autograd.Nn;

/// <summary>What is computed of each chunk of a batch.</summary>
/// <param name="Batch">The whole batch.</param>
/// <param name="Chunks">How many chunks it is cut into.</param>
/// <param name="Predict">What the model answers.</param>
/// <param name="LossModule">The loss, where it is a module.</param>
/// <param name="LossFunction">The loss, where it is a function.</param>
/// <param name="Divisor">What the mean of a part of a batch divides by, where the loss does not say it.</param>
/// <param name="Guard">Whether every number is watched.</param>
/// <param name="KeepsAnswers">Whether the answers are wanted.</param>
internal readonly record struct ChunkStep(
    Batch Batch,
    int Chunks,
    Func<Batch, Tensor> Predict,
    Loss? LossModule,
    Func<Tensor, Tensor, Tensor>? LossFunction,
    Func<Batch, double>? Divisor,
    bool Guard,
    bool KeepsAnswers)
{
    /// <summary>The first sample of a chunk, and the one behind its last: as many in each, give or take one.</summary>
    public (int Start, int End) Rows(int chunk) =>
        ((int)((long)Batch.Count * chunk / Chunks), (int)((long)Batch.Count * (chunk + 1) / Chunks));

    /// <summary>The loss of a part of the batch.</summary>
    public Tensor Loss(Tensor answer, Batch part, out double divisor)
    {
        double? own = null;
        Tensor loss = LossModule is { } module ? module.Forward(answer, part.Targets, out own) : LossFunction!(answer, part.Targets);
        divisor = own ?? Divisor?.Invoke(part) ?? throw new InvalidOperationException(
            $"DataParallel: the loss {LossModule?.GetType().Name ?? "is a function and"} does not say what its mean divides by, so that " +
            "the mean of a whole batch does not follow from those of its chunks. Override Divisor in the loss or let its Compute give " +
            "the losses of the samples; or state it, as in new DataParallel(model, optimizer) { Divisor = part => part.Count }.");
        return divisor is >= 0 and < double.PositiveInfinity ? loss : throw new InvalidOperationException(FormattableString.Invariant(
            $"DataParallel: the mean of the loss is divided by {divisor}; expected a finite number of 0 or more."));
    }
}
