using System.Runtime.ExceptionServices;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// A part of a batch as a thread computes it: on a tape of its own, into gradients of its own, by random numbers of its own.
/// </summary>
/// <param name="number">Which chunk of the batch it is.</param>
internal sealed class Chunk(int number)
{
    [ThreadStatic]
    private static Chunk? s_current;

    private readonly Dictionary<RandomStream, Generator> _generators = new(ReferenceEqualityComparer.Instance);
    private readonly List<SeenByNorm> _seen = [];
    private Tensor? _answer, _targets;
    private (Tensor Answer, Tensor Targets)? _answers;
    private ChunkLoss _loss;

    /// <summary>The chunk that this thread computes, or null.</summary>
    public static Chunk? Current => s_current;

    /// <summary>What is computed.</summary>
    public ChunkStep Step { get; set; }

    /// <summary>The gradients.</summary>
    public GradientSet Gradients { get; set; } = null!;

    /// <summary>Its loss.</summary>
    public ChunkLoss Loss => _loss;

    /// <summary>What is told of it.</summary>
    public ChunkReport Report => new(_loss, _seen, _answers);

    /// <summary>What went wrong.</summary>
    public ExceptionDispatchInfo? Failure { get; private set; }

    /// <summary>Computes the loss of the chunk and its gradients.</summary>
    public void Run()
    {
        Chunk? around = s_current;
        s_current = this;
        Gradients.Forget();
        _seen.Clear();
        _generators.Clear();
        (_answers, Failure, _loss) = (null, null, default);
        try
        {
            (int start, int end) = Step.Rows(number);
            if (start < end)
            {
                Compute(start, end - start);
            }
        }
        catch (Exception failure)
        {
            Failure = ExceptionDispatchInfo.Capture(failure);
        }
        finally
        {
            (s_current, Step) = (around, default);
        }
    }

    /// <summary>A stream's numbers for this chunk in this step, of which the stream's place in whole batches tells.</summary>
    public Generator GeneratorOf(RandomStream stream)
    {
        if (!_generators.TryGetValue(stream, out Generator? generator))
        {
            Generator whole = stream.Whole;
            generator = whole.Fork(whole.Offset).Fork((ulong)number);
            _generators.Add(stream, generator);
        }

        return generator;
    }

    /// <summary>A normalization saw the chunk.</summary>
    public void Remember(SeenByNorm seen) => _seen.Add(seen);

    /// <summary>The error of a norm over a batch, of which this chunk has a single row, or null where it has more.</summary>
    /// <param name="norm">The norm.</param>
    public ArgumentException? SingleRow(Module norm)
    {
        (int start, int end) = Step.Rows(number);
        return end - start > 1 ? null : new ArgumentException(
            FormattableString.Invariant($"DataParallel: a batch of {Step.Batch.Count} is cut into {Step.Parallel.Chunked}, and one ") +
            $"of them has a single row: {norm.GetType().Name} '{norm.Path}' has one value of each channel there, whose deviation from " +
            "itself says nothing. Leave so small a batch out (RandomBatchSampler has dropLast: true), or state fewer chunks.");
    }

    private void Compute(int start, int count)
    {
        ChunkStep step = Step;
        using var tape = new Tape(step.Guard);
        Batch part = step.Batch.Part(start, count);
        Tensor answer = step.Predict(part);
        Tensor error = step.Loss(answer, part, out double divisor, out double times);
        double value = error.Count == 1 ? error.Item() : throw new ArgumentException(
            $"DataParallel: the loss is {error.Shape}; expected one number, as Mean() of the samples' losses makes it.");
        if (times == 0 && value != 0 && !double.IsNaN(value))
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"DataParallel: the loss of a chunk is {value}, a mean that is divided by 0; expected what it is divided by, such as ") +
                "the count of its samples (Loss.Divisor, or DataParallel.Divisor). Where that is 0 indeed for a part of a batch, what is " +
                "lost there does not follow from it: let Compute of a Loss give the losses of the elements, which Divisor then divides.");
        }

        double scale = step.Scale(times, count);
        _loss = new(HasSamples: true, times == divisor ? value : value * times / divisor, times == 0 ? 0 : value * times, divisor, scale);
        if (step.KeepsAnswers)
        {
            _answers = (Kept(ref _answer, answer), Kept(ref _targets, part.Targets));
        }

        // What is not finite spoils the sum, and the step is not made.
        if (double.IsFinite(value))
        {
            Tensor? upstream = times * scale == 1 ? null : Tensor.Full(error.Shape, times * scale, error.DType);
            tape.Backward(error, upstream, into: Gradients);
        }
    }

    private static Tensor Kept(ref Tensor? kept, Tensor tensor)
    {
        if (kept is null || kept.Shape != tensor.Shape || kept.DType != tensor.DType)
        {
            kept = tensor.Detach();
        }
        else
        {
            tensor.CopyTo(kept);
        }

        return kept;
    }
}
