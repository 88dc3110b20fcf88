using System.Runtime.ExceptionServices;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Assembles the batches of one enumeration on a thread of its own, some ahead of the loop. The thread draws from a copy of the sampler,
/// and the loop moves the sampler itself as it takes the batches; so the sampler's state is never ahead. The pool that the memory comes
/// from is lent to the thread. The thread knows what it works at and not who asked for it: where a loop is forgotten and not ended, the
/// garbage collector ends the thread.
/// </summary>
internal sealed class BatchesAhead : IDisposable
{
    private readonly Assembly _assembly;
    private readonly Thread _thread;
    private TensorScope? _atHand;

    public BatchesAhead(DataLoader loader, BatchSampler sampler, int skipped, BufferPool pool)
    {
        _assembly = new(loader, sampler, skipped, pool);
        _thread = new Thread(_assembly.Work) { IsBackground = true, Name = nameof(DataLoader) };
        _thread.Start();
    }

    ~BatchesAhead() => _assembly?.Stop();

    /// <summary>The next batch, once it is there.</summary>
    /// <param name="expected">Which samples it must hold, as the loop's own sampler says.</param>
    /// <param name="number">Which number it must have been made by, as the loader's own count says.</param>
    public Batch Next(long[] expected, long number)
    {
        Assembled next = _assembly.Take();
        next.Failure?.Throw();
        _atHand = next.Memory;
        bool isRight = next.Indices.AsSpan().SequenceEqual(expected) && (next.Number ?? number) == number;
        return next.Batch is { } batch && isRight ? batch : throw new InvalidOperationException(
            "DataLoader: the sampler, or the loader itself, was moved by somebody else while another thread assembled its batches ahead, " +
            "or its Copy gives other batches. Give each loader a sampler of its own, and each loop a loader.");
    }

    /// <summary>Takes back the memory of the batch that the loop has had.</summary>
    public void TakeBack()
    {
        if (_atHand is { } memory)
        {
            memory.Revoke();
            _assembly.GiveUsed(memory);
            _atHand = null;
        }
    }

    /// <summary>Ends the thread, after the batch that it is at.</summary>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _assembly.Stop();
        _thread.Join();
        _assembly.GiveBackAll();
    }

    private readonly record struct Assembled(
        Batch? Batch, long[]? Indices, long? Number, TensorScope? Memory, ExceptionDispatchInfo? Failure);

    // What the loop and the thread share, and all that the thread holds.
    private sealed class Assembly(DataLoader loader, BatchSampler sampler, int skipped, BufferPool pool)
    {
        private readonly object _gate = new();
        private readonly Queue<Assembled> _ready = new(loader.Ahead);
        private readonly Queue<TensorScope> _used = new(loader.Ahead + 2);
        private readonly long _first = loader.BatchesGiven;
        private readonly int _threads = ThreadLimit.Current;
        private bool _stops;

        public void Work()
        {
            Core.ThreadState.Current.Pool = pool;
            using var limit = new ThreadLimit(_threads);
            try
            {
                long number = _first;
                foreach (long[] indices in sampler.Skip(skipped))
                {
                    GiveBackUsed();
                    Batch batch = loader.Assemble(indices, number, out TensorScope memory);
                    if (!Put(new(batch, indices, loader.Augment is null ? null : number, memory, null)))
                    {
                        return;
                    }

                    number++;
                }

                Put(default);
            }
            catch (Exception failure)
            {
                Put(new(null, null, null, null, ExceptionDispatchInfo.Capture(failure)));
            }
        }

        public Assembled Take()
        {
            lock (_gate)
            {
                while (_ready.Count == 0)
                {
                    Monitor.Wait(_gate);
                }

                Assembled next = _ready.Dequeue();
                Monitor.PulseAll(_gate);
                return next;
            }
        }

        public void GiveUsed(TensorScope memory)
        {
            lock (_gate)
            {
                _used.Enqueue(memory);
            }
        }

        public void Stop()
        {
            lock (_gate)
            {
                _stops = true;
                Monitor.PulseAll(_gate);
            }
        }

        // Once the thread has ended.
        public void GiveBackAll()
        {
            foreach (Assembled left in _ready)
            {
                left.Memory?.Revoke();
                left.Memory?.GiveBack(pool);
            }

            GiveBackUsed();
            loader.Keep(sampler, pool);
        }

        // False where the loop has ended.
        private bool Put(Assembled assembled)
        {
            lock (_gate)
            {
                while (_ready.Count >= loader.Ahead && !_stops)
                {
                    Monitor.Wait(_gate);
                }

                _ready.Enqueue(assembled);
                Monitor.PulseAll(_gate);
                return !_stops;
            }
        }

        private void GiveBackUsed()
        {
            lock (_gate)
            {
                while (_used.TryDequeue(out TensorScope? memory))
                {
                    memory.GiveBack(pool);
                }
            }
        }
    }
}
