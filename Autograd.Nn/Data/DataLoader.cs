using System.Collections;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Batches of a data set, as a sampler chooses them; an enumeration is one epoch. Threads may share it as far as they may share its
/// sampler, and one that augments not at all; the data set they may.
/// </summary>
/// <remarks>
/// The memory of a batch comes from a pool and goes back to it: a batch is the loop's until the loop asks for the next one, after which
/// reading it is an <see cref="ObjectDisposedException"/>. The last batch of a loop that was broken off stays the loop's. Keep any
/// with <see cref="Batch.Detach"/>.
/// </remarks>
/// <example><code>
/// foreach ((Tensor inputs, Tensor targets) in new DataLoader(data, batchSize: 32, seed: 1))
/// </code></example>
public sealed class DataLoader : IEnumerable<Batch>, IStateful
{
    private const string Prefix = "sampler.";

    private readonly OneThread _augmenting = new(nameof(DataLoader));
    private BufferPool? _sparePool;
    private BatchSampler? _spareSampler;
    private long _batchesGiven;
    private int _place, _toSkip;

    /// <summary>Batches that a sampler chooses.</summary>
    /// <param name="dataset">The samples.</param>
    /// <param name="sampler">Which of them form which batch.</param>
    public DataLoader(TensorDataset dataset, BatchSampler sampler)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(sampler);
        (Dataset, Sampler) = (dataset, sampler);
    }

    /// <summary>Every sample once per epoch, in a new random order each epoch; or in order, as for evaluation.</summary>
    /// <param name="dataset">The samples.</param>
    /// <param name="batchSize">How many samples a batch holds; the last of an epoch may be smaller, and none is left out.</param>
    /// <param name="seed">The seed of the orders, and of what <see cref="Augment"/> draws. Default: the samples come in order.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is not positive.</exception>
    public DataLoader(TensorDataset dataset, int batchSize, ulong? seed = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        Expect.AtLeast(1, batchSize, nameof(DataLoader));
        Dataset = dataset;
        Seed = seed ?? 0;
        Sampler = seed is { } random ? new RandomBatchSampler(dataset.Count, batchSize, random)
            : new SequentialBatchSampler(dataset.Count, batchSize);
    }

    /// <summary>The samples.</summary>
    public TensorDataset Dataset { get; }

    /// <summary>What chooses the batches.</summary>
    public BatchSampler Sampler { get; }

    /// <summary>The number of batches of an epoch.</summary>
    public int BatchCount => Sampler.BatchCount;

    /// <summary>
    /// What is done to each batch before the loop gets it, such as noise, shifts or flips; nothing by default. What it draws it draws from
    /// the generator, which is made anew for each batch from <see cref="Seed"/> and <see cref="BatchesGiven"/>; then the batches are the
    /// same for a seed, ahead or not, stopped and resumed or not. With <see cref="Ahead"/> it runs on another thread. Where it throws the
    /// batch is used up, as one that was given: the next enumeration goes on behind it. Since its batches are numbered, a loader that
    /// augments is one thread's at a time, and refuses another.
    /// </summary>
    /// <example><code>Augment = (batch, generator) => batch with { Inputs = batch.Inputs + Tensor.Normal(batch.Inputs.Shape, generator) }
    /// </code></example>
    public Func<Batch, Generator, Batch>? Augment { get; init; }

    /// <summary>The seed of what <see cref="Augment"/> draws.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// How many batches another thread may assemble before the loop asks for them; by default none, and the loop's thread does it. The
    /// batches are the same to the bit, and what <see cref="StateDict"/> gives is the state of the last batch that the loop has got. The
    /// thread ends with the enumeration, and what fails on it is thrown in the loop, in its turn. Its ops may use as many threads as the
    /// <see cref="ThreadLimit"/> of the loop says.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public int Ahead { get; init => field = Expect.AtLeast(0, value, nameof(DataLoader), nameof(Ahead)); }

    /// <summary>How many batches loops have drawn from this loader, in all epochs: the number of the next one.</summary>
    public long BatchesGiven => Interlocked.Read(ref _batchesGiven);

    /// <inheritdoc/>
    public IEnumerator<Batch> GetEnumerator() => Ahead == 0 ? InTurn() : AheadOfTheLoop();

    /// <summary>
    /// A copy of everything <see cref="LoadState"/> needs to go on from here to the bit, also in the middle of an epoch: the state of the
    /// sampler, the number of batches given, and how many of the epoch that is being enumerated.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> StateDict()
    {
        Dictionary<string, Tensor> state = new()
        {
            ["batches"] = Tensor.From([BatchesGiven]),
            ["place"] = Tensor.From([Sampler.HasPlace ? 0L : _place]),
            ["samples"] = Tensor.From([Sampler.SampleCount]),
            ["batch_count"] = Tensor.From([(long)BatchCount]),
        };
        StateNames.Add(state, Prefix, Sampler.StateDict());
        return state;
    }

    /// <summary>Returns to a state taken earlier from this loader or from another with the same settings over the same samples.</summary>
    /// <param name="state">What <see cref="StateDict"/> gave.</param>
    /// <exception cref="ArgumentException">The state is of other samples or impossible. The loader is then as it was.</exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state) => StateReader.Load(state, nameof(DataLoader), Read);

    /// <summary>What it loads, and how.</summary>
    public override string ToString() => $"DataLoader({Dataset.Count} samples, {Sampler})";

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Reads a state.</summary>
    internal void Read(StateReader reader)
    {
        Sampler.Read(reader.Inside(Prefix));
        (long batches, long place) = (reader.Count("batches"), reader.Count("place", BatchCount));
        ExpectSame("samples", Sampler.SampleCount);
        ExpectSame("batch_count", BatchCount);
        reader.Then(() =>
        {
            Interlocked.Exchange(ref _batchesGiven, batches);
            _toSkip = (int)place;
        });

        void ExpectSame(string name, long here)
        {
            long there = reader.Count(name);
            if (there != here)
            {
                reader.Unfit(name, FormattableString.Invariant($"is {there}; expected {here}, as this loader has an epoch"));
            }
        }
    }

    /// <summary>
    /// The same batches for one that takes them apart: where nothing is done to a whole batch they have read none of their samples.
    /// </summary>
    internal IEnumerable<Batch> InParts()
    {
        return Augment is not null || Ahead > 0 ? this : Unread();

        IEnumerable<Batch> Unread()
        {
            foreach (long[] indices in Indices(out _))
            {
                NextNumber();
                yield return new(Dataset, indices);
            }
        }
    }

    /// <summary>The next enumeration is of a whole epoch, unless the sampler knows better.</summary>
    internal void BeginAnew() => _toSkip = 0;

    /// <summary>Assembles a batch in memory that is the batch's until it is taken back.</summary>
    internal Batch Assemble(long[] indices, long number, out TensorScope memory)
    {
        memory = new TensorScope();
        try
        {
            Batch batch = Dataset.Rows(indices, Tensor.Result);
            if (Augment is { } augment)
            {
                batch = augment(batch, new Generator(Seed).Fork((ulong)number))
                    ?? throw new InvalidOperationException("DataLoader: Augment returned null; expected a batch.");
            }

            memory.Leave();
            return batch.AsLent();
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    private IEnumerator<Batch> InTurn()
    {
        using OneThread.Use use = Numbering();
        TensorScope? memory = null;
        foreach (long[] indices in Indices(out _))
        {
            memory?.Revoke();
            memory?.GiveBack(BufferPool.Current);
            yield return Assemble(indices, NextNumber(), out memory);
        }

        memory?.Revoke();
        memory?.GiveBack(BufferPool.Current);
    }

    private IEnumerator<Batch> AheadOfTheLoop()
    {
        using OneThread.Use use = Numbering();
        BatchSampler? spare = Interlocked.Exchange(ref _spareSampler, null);
        BatchSampler sampler = spare is not null && spare.Follow(Sampler) ? spare : Sampler.Copy();
        IEnumerable<long[]> all = Indices(out int skipped);
        using (var ahead = new BatchesAhead(this, sampler, skipped, Interlocked.Exchange(ref _sparePool, null) ?? new()))
        {
            foreach (long[] indices in all)
            {
                ahead.TakeBack();
                yield return ahead.Next(indices, NextNumber());
            }

            ahead.TakeBack();
        }
    }

    // What is left of the epoch: all of it, but after a state was loaded that was taken within one, of a sampler that begins each
    // enumeration with the first batch.
    private IEnumerable<long[]> Indices(out int skipped)
    {
        int skip = skipped = Interlocked.Exchange(ref _toSkip, 0);
        return skip == 0 && Sampler.HasPlace ? Sampler : Placed();

        IEnumerable<long[]> Placed()
        {
            try
            {
                int place = 0;
                foreach (long[] indices in Sampler)
                {
                    _place = ++place;
                    if (place > skip)
                    {
                        yield return indices;
                    }
                }
            }
            finally
            {
                _place = 0;
            }
        }
    }

    // A batch's number is drawn with the batch. Where it decides what the batch becomes it is not left to which thread came first.
    private long NextNumber() => Interlocked.Increment(ref _batchesGiven) - 1;

    private OneThread.Use Numbering() => Augment is null ? default : _augmenting.Begin();

    /// <summary>Keeps what an enumeration with another thread used for the next one.</summary>
    internal void Keep(BatchSampler sampler, BufferPool pool) => (_spareSampler, _sparePool) = (sampler, pool);
}
