using Autograd.Core;

namespace Autograd.Nn;

public sealed partial class DataParallel
{
    /// <summary>The answers and targets of the chunks of the last step, in order, where they were wanted.</summary>
    internal List<(Tensor Answer, Tensor Targets)> Answers { get; } = [];

    /// <summary>Computes the loss of a batch, and its gradients, which <see cref="Deliver"/> brings to the parameters.</summary>
    internal double Compute(in ChunkStep step)
    {
        if (_exchange is not null)
        {
            _exchange.Begun++;
        }

        if (step.Batch.Count == 0)
        {
            throw new ArgumentException("DataParallel: the batch has no rows, whose mean is NaN. Skip it.");
        }

        _parts.Begin(step.LossModule);
        Run(step);
        foreach (Chunk chunk in _chunks)
        {
            chunk.Failure?.Throw();
        }

        _parts.End();
        ChunkReport[] reports = _exchange is null ? [] : ChunkReport.Exchanged(_exchange, _chunks, _parts);
        Answers.Clear();
        for (int i = 0; i < Chunks; i++)
        {
            ChunkReport report = _exchange is null ? _chunks[i].Report : reports[i];
            _losses[i] = report.Loss;
            foreach (SeenByNorm seen in report.Seen)
            {
                seen.Norm.Track(seen.Count, seen.Means, seen.Variances);
            }

            if (report.Answers is { } answers)
            {
                Answers.Add(answers);
            }
        }

        double total = Total(_losses, step.IsSum);
        return _parts.Holds(total) ? total : total * double.PositiveInfinity;
    }

    /// <summary>Adds the gradients of the chunks up, and their sum to the gradients of the parameters.</summary>
    /// <param name="times">What it is multiplied by, 1 for the loss that was returned.</param>
    internal void Deliver(double times)
    {
        // Once of each: it is zero where nothing has arrived in the chunk, and sums may lie there afterwards.
        for (int i = 0; i < _chunks.Length; i++)
        {
            _sums[i] = _chunks[i].Gradients.Values;
            if (_chunks[i].Loss is { Scale: > 0 } loss && loss.Scale != _scale)
            {
                Tensor.SumInto([_sums[i]], [_sums[i]], [], _scale / loss.Scale, adds: false);
            }
        }

        // The last two are added on the way to the parameters.
        int last = _exchange is null ? _chunks.Length / 2 : _chunks.Length;
        for (int half = 1; half < last; half *= 2)
        {
            for (int i = 0; i < _sums.Length; i += 2 * half)
            {
                Tensor.SumInto([_sums[i]], [_sums[i]], [_sums[i + half]], 1, adds: false);
            }
        }

        _exchange?.Sum(_sums[0]);
        _parts.Deliver(_chunks[0].Gradients, last > 0 && last < _chunks.Length ? _chunks[last].Gradients : null, times * _factor);
    }

    private void Run(in ChunkStep step)
    {
        foreach (Chunk chunk in _chunks)
        {
            chunk.Step = step;
        }

        // Who looks on sees the chunks in turn, on this thread.
        using ThreadLimit? limit = Watching.IsOn || _parts.HasHooks ? new(1) : null;
        var work = new Work(_chunks, ExecutionContext.Capture(), Environment.CurrentManagedThreadId);
        Workers.Run(in work, _chunks.Length);
    }

    // The sums in the order of the tree.
    private double Total(Span<ChunkLoss> losses, bool isSum)
    {
        (double sum, double divisor) = Added(losses);
        double times = isSum || divisor == 0 ? 1 : 1 / divisor;
        (_scale, _factor) = (Least(losses), times / Least(losses));
        return isSum || divisor != 0 ? sum * times : sum != 0 ? sum / divisor : Nothing(losses);

        static (double Sum, double Divisor) Added(Span<ChunkLoss> losses)
        {
            if (losses.Length == 1)
            {
                return (losses[0].Sum, losses[0].Divisor);
            }

            int half = losses.Length / 2;
            ((double a, double b), (double c, double d)) = (Added(losses[..half]), Added(losses[half..]));
            return (a + c, b + d);
        }

        // That of the chunks whose gradients were made smallest, which nearly always is that of all.
        static double Least(Span<ChunkLoss> losses)
        {
            double least = double.PositiveInfinity;
            foreach (ChunkLoss loss in losses)
            {
                least = loss.Scale > 0 ? Math.Min(least, loss.Scale) : least;
            }

            return double.IsFinite(least) ? least : 1;
        }

        // What the mean of nothing is, the loss says: one that is nothing in some chunks and undefined in another is undefined.
        static double Nothing(Span<ChunkLoss> losses)
        {
            double? mean = null;
            foreach (ChunkLoss loss in losses)
            {
                mean = loss.HasSamples && (mean is null || double.IsNaN(loss.Mean)) ? loss.Mean : mean;
            }

            return mean ?? double.NaN;
        }
    }

    private readonly struct Work(Chunk[] chunks, ExecutionContext? context, int caller) : IChunks
    {
        // On another thread the model is shown as to the caller.
        public void Run(int chunk)
        {
            if (context is null || Environment.CurrentManagedThreadId == caller)
            {
                chunks[chunk].Run();
            }
            else
            {
                ExecutionContext.Run(context, static chunk => ((Chunk)chunk!).Run(), chunks[chunk]);
            }
        }
    }
}
