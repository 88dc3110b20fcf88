using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Sample indices in a random order that is drawn to its end and then made anew. No sample is therefore ever drawn more than once oftener
/// than another, however many are drawn. One thread at a time may use it.
/// </summary>
public sealed class CircularBuffer
{
    private readonly OneThread _use = new(nameof(CircularBuffer));
    private readonly long[] _order;
    private Generator _generator;

    /// <summary>A buffer over the samples, shuffled, at its start.</summary>
    /// <param name="samples">The sample indices, at least one. They are copied.</param>
    /// <param name="generator">
    /// What makes the orders. It belongs to the buffer from now on: its state is part of <see cref="State"/>.
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

    /// <summary>A copy of everything <see cref="Restore"/> needs to go on from here to the bit.</summary>
    /// <exception cref="InvalidOperationException">Another thread is drawing.</exception>
    public CircularBufferState State
    {
        get
        {
            using OneThread.Use use = _use.Begin();
            return new([.. _order], Position, Wraps, _generator.Seed, _generator.Offset);
        }
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
    /// <param name="state">The state.</param>
    /// <exception cref="ArgumentException">The state is of other samples or impossible. The buffer is then as it was.</exception>
    /// <exception cref="InvalidOperationException">Another thread is drawing.</exception>
    public void Restore(CircularBufferState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        using OneThread.Use use = _use.Begin();
        if (Mismatch(state) is string mismatch)
        {
            throw new ArgumentException($"CircularBuffer.Restore: {mismatch}.", nameof(state));
        }

        state.Order.CopyTo(_order, 0);
        Position = state.Position;
        Wraps = state.Wraps;
        _generator = new Generator(state.Seed, state.Offset);
    }

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

    /// <summary>Adds the state to a dictionary.</summary>
    internal void SaveTo(Dictionary<string, Tensor> dictionary, string prefix = "")
    {
        CircularBufferState state = State;
        dictionary[$"{prefix}order"] = Tensor.From(state.Order);
        dictionary[$"{prefix}position"] = Tensor.From([(long)state.Position]);
        dictionary[$"{prefix}wraps"] = Tensor.From([state.Wraps]);
        dictionary[$"{prefix}generator"] = Tensor.From([(long)state.Seed, (long)state.Offset]);
    }

    /// <summary>What <see cref="SaveTo"/> has added, if it can be a state of this buffer.</summary>
    internal CircularBufferState StateFrom(SamplerState state, string prefix = "", string what = "")
    {
        (ulong seed, ulong offset) = state.Generator($"{prefix}generator");
        var read = new CircularBufferState(state.Numbers($"{prefix}order"), (int)state.Number($"{prefix}position", int.MaxValue),
            state.Number($"{prefix}wraps", long.MaxValue), seed, offset);
        return Mismatch(read) is { } mismatch ? throw state.Unfit($"{what}{mismatch}") : read;
    }

    /// <summary>Why a state cannot be one of this buffer; null where it can.</summary>
    internal string? Mismatch(CircularBufferState? state)
    {
        if (state?.Order is not { } order)
        {
            return "the state holds no order";
        }

        if (order.Length != Count)
        {
            return $"the state is of {order.Length} samples, the buffer holds {Count}; restore into a buffer over the same samples";
        }

        if (!order.Order().SequenceEqual(_order.Order()))
        {
            return $"the state holds {Count} samples like the buffer, but not the same ones; restore into a buffer over the same samples";
        }

        if (state.Position < 0 || state.Position >= Count || state.Wraps < 0)
        {
            return FormattableString.Invariant($"the state is at position {state.Position} after {state.Wraps} wraps; ") +
                $"expected a position from 0 to {Count - 1} and 0 wraps or more";
        }

        return null;
    }
}
