namespace Autograd.Core;

public sealed partial class Tape
{
    /// <summary>
    /// Differentiates a recorded value and adds the gradients to the <see cref="Tensor.Grad"/> of every watched tensor and parameter it was
    /// computed from.
    /// </summary>
    /// <param name="value">What to differentiate, usually a loss: a tensor with one element, unless an upstream gradient is given.</param>
    /// <param name="upstream">The gradient of the final result by <paramref name="value"/>, of its shape; 1 where not given.</param>
    /// <param name="again">Whether it is meant that gradients of a value that was differentiated before are added once more.</param>
    /// <param name="into">Where the gradients go; to <see cref="Tensor.Grad"/> where not given.</param>
    /// <exception cref="ArgumentException">
    /// The value has more than one element and there is no upstream gradient, or the tape did not record it.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The value's gradients were added before; an input or a result of a recorded op was changed in place since; or the tape is used from
    /// another thread.
    /// </exception>
    public void Backward(Tensor value, Tensor? upstream = null, bool again = false, GradientSet? into = null)
    {
        ExpectUsable();
        Seed.Expect(this, value, upstream, nameof(Backward));
        if (_records[value.Node].WasSeed && !again)
        {
            throw new InvalidOperationException(
                "Backward: this value was differentiated before, its gradients are in Grad. Open a tape a step, add losses up, or say " +
                "'again: true' to add them once more. Where it was refused midway, Grad is partial: call ZeroGrad first.");
        }

        // Before anything is delivered: a pass that is refused midway is not repeated in silence.
        _records[value.Node].WasSeed = true;

        // What is written on the way may be a gradient that was forgotten, and is passed on as the upstream one.
        Walk(value, upstream is { HoldsGrad: true } ? upstream.Detach() : upstream, createGraph: false, targets: null, gradients: [], into);
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
    /// <exception cref="InvalidOperationException">As for <see cref="Backward"/>.</exception>
    public Tensor[] Gradient(Tensor value, IReadOnlyList<Tensor> by, Tensor? upstream = null, bool createGraph = false)
    {
        ArgumentNullException.ThrowIfNull(by);
        ExpectUsable();
        foreach (Tensor tensor in by)
        {
            ArgumentNullException.ThrowIfNull(tensor, nameof(by));
            if (!IsTracked(tensor))
            {
                throw new ArgumentException(
                    $"Gradient: a tensor of shape {tensor.Shape} in 'by' is not on this tape. Watch it before it is used.", nameof(by));
            }
        }

        Seed.Expect(this, value, upstream, nameof(Gradient));
        var gradients = new Tensor?[by.Count];
        Walk(value, upstream, createGraph, by, gradients, into: null);
        for (int i = 0; i < gradients.Length; i++)
        {
            gradients[i] ??= Tensor.Zeros(by[i].Shape, by[i].DType);
        }

        return gradients!;
    }

    private void Walk(Tensor value, Tensor? upstream, bool createGraph, IReadOnlyList<Tensor>? targets, Tensor?[] gradients,
        GradientSet? into)
    {
        Tape? current = _state.Tape;
        TensorScope? scope = _state.Scope;
        _state.Scope = _scope;
        _state.Tape = createGraph ? this : null;
        int end = value.Node + 1;
        while (end < _count && _records[end].Op is null)
        {
            end++;
        }

        Tensor?[] pending = TakePending(end);
        try
        {
            pending[value.Node] = upstream ?? Seed.Ones(value);
            TapeRecord.Few<Tensor?> few = default;
            for (int node = value.Node; node >= 0; node--)
            {
                // Records stay as they are, though a recorded pullback may move the list to a larger array.
                ref TapeRecord record = ref _records[node];
                ReadOnlySpan<Tensor?> upstreams = pending.AsSpan(node, record.Length);
                if (pending[node] is { } arrived)
                {
                    Deliver(record.Output, arrived, targets, gradients, into);
                }
                else if (upstreams.Length < 2 || !upstreams.ContainsAnyExcept((Tensor?)null))
                {
                    continue;
                }

                if (record.Op is not { } op)
                {
                    continue;
                }

                record.ExpectUnchanged();
                ReadOnlySpan<Tensor> inputs = record.Inputs;
                Span<Tensor?> byInputs = inputs.Length <= TapeRecord.Few<Tensor?>.Length ? few : new Tensor?[inputs.Length];
                op.PullBack(new(this, in record, upstreams, byInputs, createGraph, accumulates: targets is null, into));
                for (int i = 0; i < inputs.Length; i++)
                {
                    if (byInputs[i] is { } gradient && IsTracked(inputs[i]))
                    {
                        Route(inputs[i], Pullback.Undo(op, inputs[i], gradient), pending, targets, gradients, into);
                    }

                    byInputs[i] = null;
                }
            }

            OwnEach(gradients, value, upstream);
        }
        finally
        {
            Array.Clear(pending, 0, end);
            _state.SparePending = pending;
            _state.Scope = scope;
            _state.Tape = current;
        }
    }

    // Not two at a time: a pullback may differentiate another value meanwhile.
    private Tensor?[] TakePending(int count)
    {
        Tensor?[]? spare = _state.SparePending;
        _state.SparePending = null;
        return spare is not null && spare.Length >= count ? spare : new Tensor?[Math.Max(16, 2 * count)];
    }

    // To the record that made the tensor, which is still to come; or to the tensor itself, if none did.
    private void Route(Tensor tensor, Tensor gradient, Tensor?[] pending, IReadOnlyList<Tensor>? targets, Tensor?[] gradients,
        GradientSet? into)
    {
        if (tensor.Tape == this)
        {
            ref Tensor? slot = ref pending[tensor.Node];
            slot = slot is not null ? slot + gradient : gradient.HoldsGrad && targets is null ? gradient.Detach() : gradient;
        }
        else
        {
            Deliver(tensor, gradient, targets, gradients, into);
        }
    }

    // Whoever writes to a gradient that was returned changes nothing else: it shares its memory with no other, nor with what was passed in.
    private static void OwnEach(Tensor?[] gradients, Tensor value, Tensor? upstream)
    {
        for (int i = 0; i < gradients.Length; i++)
        {
            bool isShared = gradients[i] is { } own && (own.SharesBuffer(value) || (upstream is not null && own.SharesBuffer(upstream)));
            for (int j = 0; j < i && !isShared; j++)
            {
                isShared = gradients[i] is { } gradient && gradients[j] is { } other && gradient.SharesBuffer(other);
            }

            gradients[i] = isShared ? gradients[i]! * 1 : gradients[i];
        }
    }

    // A gradient has reached a tensor that somebody asked for: the targets of Gradient, or what Backward accumulates into.
    private void Deliver(Tensor tensor, Tensor gradient, IReadOnlyList<Tensor>? targets, Tensor?[] gradients, GradientSet? into)
    {
        if (targets is null)
        {
            if (tensor.Tape != this || tensor.RequiresGrad || IsWatched(tensor))
            {
                GradientSet.Owner(into, tensor)?.AccumulateGrad(gradient);
            }

            return;
        }

        for (int i = 0; i < targets.Count; i++)
        {
            if (targets[i] == tensor)
            {
                gradients[i] = gradients[i] is { } sum ? sum + gradient : gradient;
            }
        }
    }
}
