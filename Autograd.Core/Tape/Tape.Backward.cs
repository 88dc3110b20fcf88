namespace Autograd.Core;

public sealed partial class Tape
{
    /// <summary>
    /// Differentiates a recorded value and adds the gradients to the <see cref="Tensor.Grad"/> of every watched tensor and parameter it was
    /// computed from; a watched tensor or a parameter is its own derivative. Where it is refused before a pullback runs, none was added.
    /// </summary>
    /// <param name="value">What to differentiate, usually a loss: a tensor with one element, unless an upstream gradient is given.</param>
    /// <param name="upstream">The gradient of the final result by <paramref name="value"/>, of its shape; 1 where not given.</param>
    /// <param name="again">Whether it is meant that gradients of a value that was differentiated before are added once more.</param>
    /// <param name="into">Where the gradients go; to <see cref="Tensor.Grad"/> where not given.</param>
    /// <exception cref="ArgumentException">
    /// The value has more than one element and there is no upstream gradient, or the tape did not record it.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The value's gradients were added before; an input or a result of a recorded op was changed in place since; the tape is used from
    /// another thread; or the value depends on none of the tensors of <paramref name="into"/>.
    /// </exception>
    public void Backward(Tensor value, Tensor? upstream = null, bool again = false, GradientSet? into = null)
    {
        ExpectUsable();
        Seed.Expect(this, value, upstream, nameof(Backward));
        if (!again && (value.Tape == this ? _records[value.Node].WasSeed : _leafSeeds?.Contains(value) == true))
        {
            throw Seed.WasThere();
        }

        int arrived = into?.Arrivals ?? 0;
        var delivery = new Delivery(this, _state.TakePending(_count), value, into, waits: Guard is not null || !IsAsRecorded(value));
        Walk(value, upstream is null ? null : delivery.Apart(upstream), createGraph: false, delivery);
        into?.ExpectMore(arrived);
    }

    /// <summary>
    /// Differentiates a recorded value by the given tensors and returns the gradients, touching no <see cref="Tensor.Grad"/>.
    /// </summary>
    /// <param name="value">What to differentiate; a tensor with one element, unless an upstream gradient is given.</param>
    /// <param name="by">Watched tensors, parameters, or intermediate results of this tape.</param>
    /// <param name="upstream">The gradient of the final result by <paramref name="value"/>; 1 where not given.</param>
    /// <param name="createGraph">
    /// Whether the computation of the gradients is itself recorded, so that they can be differentiated again.
    /// </param>
    /// <returns>A gradient for each tensor, zeros where the value does not depend on it. They belong to the tape.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Backward"/>, or a tensor to differentiate by is not watched.</exception>
    /// <exception cref="InvalidOperationException">
    /// As for <see cref="Backward"/>; or the tape is paused and there is <paramref name="createGraph"/> to record.
    /// </exception>
    public Tensor[] Gradient(Tensor value, IReadOnlyList<Tensor> by, Tensor? upstream = null, bool createGraph = false)
    {
        ExpectUsable();
        Seed.ExpectTargets(this, by, createGraph);
        Seed.Expect(this, value, upstream, nameof(Gradient));
        HasPlainGradients |= !createGraph;
        return Walk(value, upstream, createGraph, new(this, _state.TakePending(_count), value, by));
    }

    /// <summary>The same for a while: what is returned, and what computes it, belongs to a scope inside the tape.</summary>
    internal Tensor[] GradientInside(TensorScope scope, Tensor value, IReadOnlyList<Tensor> by, Tensor upstream) =>
        Walk(value, upstream, createGraph: false, new(this, _state.TakePending(_count), value, by), scope);

    /// <summary>Something of a value's gradients was delivered: they are not added once more in silence.</summary>
    internal void NoteDelivered(Tensor value)
    {
        if (value.Tape == this)
        {
            _records[value.Node].WasSeed = true;
        }
        else
        {
            (_leafSeeds ??= []).Add(value);
        }
    }

    // Whether all that pullbacks may read is as it was, and stays so when gradients are delivered. Where it does not, they wait: a way back
    // that is refused has changed nothing.
    private bool IsAsRecorded(Tensor value)
    {
        bool isSo = true;
        for (int node = value.Tape == this ? value.Node : -1; node >= 0; node--)
        {
            isSo &= _records[node].IsAsRecorded;
        }

        return isSo;
    }

    /// <summary>Walks from a value back to the first record that the delivery says, and returns what was asked for.</summary>
    internal Tensor[] Walk(Tensor value, Tensor? upstream, bool createGraph, in Delivery delivery, TensorScope? inside = null)
    {
        (Tape? current, TensorScope? scope) = (_state.Tape, _state.Scope);
        Tensor?[] pending = delivery.Pending;
        try
        {
            (_state.Tape, _state.Scope, _walks) = (createGraph ? this : null, inside ?? _scope, _walks + 1);
            delivery.Route(value, upstream ?? Seed.Ones(value));
            TapeRecord.Few<Tensor?> few = default;
            for (int node = value.Tape == this ? value.Node : -1; node >= delivery.First; node--)
            {
                // Records stay as they are, though a recorded pullback may move the list to a larger array.
                ref TapeRecord record = ref _records[node];
                ReadOnlySpan<Tensor?> upstreams = pending.AsSpan(node, record.Length);
                if (pending[node] is { } arrived)
                {
                    delivery.Add(record.Output, record.Output.HasHooks ? pending[node] = record.Output.Hooked(arrived) : arrived);
                }
                else if (upstreams.Length < 2 || !upstreams.ContainsAnyExcept((Tensor?)null))
                {
                    continue;
                }

                if (record.Op is not { } op)
                {
                    continue;
                }

                // A pullback may have changed it, even where all was as recorded before the first of them.
                record.ExpectUnchanged();
                int version = Seed.Version(upstreams);
                ReadOnlySpan<Tensor> inputs = record.Inputs;
                Span<Tensor?> byInputs = inputs.Length <= TapeRecord.Few<Tensor?>.Length ? few : new Tensor?[inputs.Length];
                op.PullBack(new(this, in record, upstreams, byInputs, createGraph, in delivery));
                Seed.ExpectUnchanged(op, upstreams, version);
                Guard?.Expect(node, in record, upstreams, byInputs);
                for (int i = 0; i < inputs.Length; i++)
                {
                    if (byInputs[i] is { } gradient && IsTracked(inputs[i]))
                    {
                        delivery.Route(inputs[i], Pullback.Undo(op, inputs[i], gradient));
                    }

                    byInputs[i] = null;
                }
            }

            return delivery.End(upstream);
        }
        finally
        {
            delivery.Close();
            _state.SparePending = pending;
            (_state.Tape, _state.Scope, _walks) = (current, scope, _walks - 1);
        }
    }
}
