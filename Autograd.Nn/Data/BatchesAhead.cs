using System.Runtime.ExceptionServices;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Assembles the batches of one enumeration on a thread of its own, some ahead of the loop. The thread draws from a copy of the sampler,
/// and the loop moves the sampler itself as it takes the batches; so the sampler's state is never ahead. The pool that the memory comes
/// from is lent to the thread.
/// </summary>
internal sealed class BatchesAhead : IDisposable
{
    private readonly object _gate = new();
    private readonly Queue<Assembled> _ready;
    private readonly Queue<TensorScope> _used;
    private readonly DataLoader _loader;
    private readonly BatchSampler _sampler;
    private readonly BufferPool _pool;
    private readonly long _first;
    private readonly Thread _thread;
    private TensorScope? _atHand;
    private bool _stops;

    public BatchesAhead(DataLoader loader, BatchSampler sampler, BufferPool pool)
    {
        (_loader, _sampler, _pool, _first) = (loader, sampler, pool, loader.BatchesGiven);
        _ready = new(loader.Ahead);
        _used = new(loader.Ahead + 2);
        _thread = new Thread(Work) { IsBackground = true, Name = nameof(DataLoader) };
        _thread.Start();
    }

    /// <summary>The next batch, once it is there.</summary>
    /// <param name="expected">Which samples it must hold, as the loop's own sampler says.</param>
    public Batch Next(long[] expected)
    {
        Assembled next;
        lock (_gate)
        {
            while (_ready.Count == 0)
            {
                Monitor.Wait(_gate);
            }

            next = _ready.Dequeue();
            Monitor.PulseAll(_gate);
        }

        next.Failure?.Throw();
        _atHand = next.Memory;
        return next.Batch is { } batch && next.Indices.AsSpan().SequenceEqual(expected) ? batch : throw new InvalidOperationException(
            "DataLoader: the sampler was moved by somebody else while another thread assembled its batches ahead, or its Copy gives " +
            "other batches. Give each loader a sampler of its own.");
    }

    /// <summary>Takes back the memory of the batch that the loop has had.</summary>
    public void TakeBack()
    {
        if (_atHand is { } memory)
        {
            memory.Revoke();
            lock (_gate)
            {
                _used.Enqueue(memory);
            }

            _atHand = null;
        }
    }

    /// <summary>Ends the thread, after the batch that it is at.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stops = true;
            Monitor.PulseAll(_gate);
        }

        _thread.Join();
        foreach (Assembled left in _ready)
        {
            left.Memory?.Revoke();
            left.Memory?.GiveBack(_pool);
        }

        GiveBackUsed();
        _loader.Keep(_sampler, _pool);
    }

    private void Work()
    {
        Core.ThreadState.Current.Pool = _pool;
        try
        {
            long number = _first;
            foreach (long[] indices in _sampler)
            {
                GiveBackUsed();
                Batch batch = _loader.Assemble(indices, number++, out TensorScope memory);
                if (!Put(new(batch, indices, memory, null)))
                {
                    return;
                }
            }

            Put(default);
        }
        catch (Exception failure)
        {
            Put(new(null, null, null, ExceptionDispatchInfo.Capture(failure)));
        }
    }

    // False where the loop has ended.
    private bool Put(Assembled assembled)
    {
        lock (_gate)
        {
            while (_ready.Count >= _loader.Ahead && !_stops)
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
                memory.GiveBack(_pool);
            }
        }
    }

    private readonly record struct Assembled(Batch? Batch, long[]? Indices, TensorScope? Memory, ExceptionDispatchInfo? Failure);
}
