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

    private void Compute(int start, int count)
    {
        ChunkStep step = Step;
        try
        {
            Compute(step, start, count);
        }
        catch (ArgumentException error) when (count == 1 && step.Parallel.PerChunkStatistics)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"DataParallel: a batch of {step.Batch.Count} is cut into {step.Parallel.Chunked}, and one ") +
                $"of them has a single row: {error.Message} Leave so small a batch out (RandomBatchSampler has dropLast: true), or " +
                "state fewer chunks.", error);
        }
    }

    private void Compute(in ChunkStep step, int start, int count)
    {
        using var tape = new Tape(step.Guard);
        Batch part = step.Batch.Part(start, count);
        Tensor answer = step.Predict(part);
        Tensor error = step.Loss(answer, part, out double divisor);
        double value = error.Count == 1 ? error.Item() : throw new ArgumentException(
            $"DataParallel: the loss is {error.Shape}; expected one number, as Mean() of the samples' losses makes it.");
        if (divisor == 0 && value != 0 && double.IsFinite(value))
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"DataParallel: the loss of a chunk is {value}, a mean that is divided by 0; expected what it is divided by, such as ") +
                "the count of its samples (Loss.Divisor, or DataParallel.Divisor).");
        }

        double scale = step.Scale(divisor, count);
        _loss = new(HasSamples: true, value, divisor, scale);
        if (step.KeepsAnswers)
        {
            _answers = (Kept(ref _answer, answer), Kept(ref _targets, part.Targets));
        }

        // What is not finite spoils the sum, and the step is not made.
        if (double.IsFinite(value))
        {
            Tensor? upstream = divisor * scale == 1 ? null : Tensor.Full(error.Shape, divisor * scale, error.DType);
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
