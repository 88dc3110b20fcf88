using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Sample indices in a random order that is drawn to its end and then made anew. No sample is therefore ever drawn more than once oftener
/// than another, however many are drawn. One thread at a time may use it.
/// </summary>
public sealed class CircularBuffer : IStateful
{
    private readonly OneThread _use = new(nameof(CircularBuffer));
    private readonly long[] _order;
    private Generator _generator;

    /// <summary>A buffer over the samples, shuffled, at its start.</summary>
    /// <param name="samples">The sample indices, at least one. They are copied.</param>
    /// <param name="generator">
    /// What makes the orders. It belongs to the buffer from now on: its state is part of <see cref="StateDict"/>.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="samples"/> is empty.</exception>
    public CircularBuffer(ReadOnlySpan<long> samples, Generator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        if (samples.IsEmpty)
        {
            throw new ArgumentException("CircularBuffer: there is nothing to draw; give at least one sample.", nameof(samples));
        }

        _order = samples.ToArray();
        _generator = generator;
        _generator.Shuffle<long>(_order);
    }

    private CircularBuffer(long[] order) => (_order, _generator) = ([.. order], new Generator(0));

    /// <summary>How many samples the buffer holds.</summary>
    public int Count => _order.Length;

    /// <summary>How many samples have been drawn since the last wrap: 0 to Count - 1.</summary>
    public int Position { get; private set; }

    /// <summary>How often the buffer has been drawn to its end.</summary>
    public long Wraps { get; private set; }

    /// <summary>A copy of everything <see cref="LoadState"/> needs to go on from here to the bit, by name.</summary>
    /// <exception cref="InvalidOperationException">Another thread is drawing.</exception>
    public IReadOnlyDictionary<string, Tensor> StateDict()
    {
        using OneThread.Use use = _use.Begin();
        return new Dictionary<string, Tensor>
        {
            ["order"] = Tensor.From(_order),
            ["position"] = Tensor.From([(long)Position]),
            ["wraps"] = Tensor.From([Wraps]),
            ["generator"] = Tensor.From([(long)_generator.Seed, (long)_generator.Offset]),
        };
    }

    /// <summary>The next sample. Having given the last one, the buffer shuffles itself and starts over.</summary>
    /// <exception cref="InvalidOperationException">Another thread is drawing.</exception>
    public long Next()
    {
        long sample = 0;
        Draw(new Span<long>(ref sample));
        return sample;
    }

    /// <summary>Fills with the next samples, wrapping as often as that takes.</summary>
    /// <param name="destination">Where the samples go.</param>
    /// <exception cref="InvalidOperationException">Another thread is drawing.</exception>
    public void Draw(Span<long> destination)
    {
        using OneThread.Use use = _use.Begin();
        foreach (ref long sample in destination)
        {
            sample = _order[Position++];
            if (Position == _order.Length)
            {
                Position = 0;
                Wraps++;
                _generator.Shuffle<long>(_order);
            }
        }
    }

    /// <summary>Returns to a state taken earlier from this buffer or from another over the same samples.</summary>
    /// <param name="state">What <see cref="StateDict"/> gave.</param>
    /// <exception cref="ArgumentException">The state is of other samples or impossible. The buffer is then as it was.</exception>
    /// <exception cref="InvalidOperationException">Another thread is drawing.</exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state) => StateReader.Load(state, nameof(CircularBuffer), Read);

    /// <summary>A buffer of its own at the same place.</summary>
    internal CircularBuffer Copy()
    {
        using OneThread.Use use = _use.Begin();
        var copy = new CircularBuffer(_order);
        copy.Follow(this);
        return copy;
    }

    /// <summary>Goes to the place of another buffer over the same samples; false where that is of other ones.</summary>
    internal bool Follow(CircularBuffer other)
    {
        if (other.Count != Count)
        {
            return false;
        }

        using OneThread.Use use = _use.Begin(), others = other._use.Begin();
        other._order.CopyTo(_order, 0);
        (Position, Wraps) = (other.Position, other.Wraps);
        _generator = new Generator(other._generator.Seed, other._generator.Offset);
        return true;
    }

    /// <summary>Reads a state of this buffer.</summary>
    internal void Read(StateReader reader)
    {
        using OneThread.Use use = _use.Begin();
        long[]? order = reader.Numbers("order");
        if (order is not null && order.Length != Count)
        {
            reader.Unfit("order", $"is of {order.Length} samples; expected {Count}, as there are here");
        }
        else if (order is not null && !order.Order().SequenceEqual(_order.Order()))
        {
            reader.Unfit("order", $"is of {Count} samples as there are here, but not of the same ones");
        }

        (long position, long wraps) = (reader.Count("position", Count - 1), reader.Count("wraps"));
        Generator generator = reader.Generator("generator");
        reader.Then(() =>
        {
            using OneThread.Use use = _use.Begin();
            order!.CopyTo(_order, 0);
            (Position, Wraps, _generator) = ((int)position, wraps, generator);
        });
    }
}
