namespace Autograd.Core;

/// <summary>
/// Saves memory for time: what a part of a network computes is not kept for the way back but computed again when it is needed there (Chen
/// et al., 2016, arXiv:1604.06174). Gradients are the same to the last bit (those of gradients but for the order of sums); random
/// generators are wound back for it and then go on where they were.
/// </summary>
/// <example><code>
/// Tensor hidden = Checkpointing.Run(block.Forward, x);
/// </code></example>
public static class Checkpointing
{
    [ThreadStatic]
    private static bool s_isRecomputing;

    /// <summary>
    /// Whether a part is being computed once more on this thread, so that what counts or averages (a batch norm, say) leaves it out.
    /// </summary>
    public static bool IsRecomputing => s_isRecomputing;

    /// <summary>Computes a part of a network whose intermediate results are computed again on the way back.</summary>
    /// <param name="compute">
    /// The part, a <see cref="Tensor"/> function that gives the same each time: its randomness comes from <see cref="Generator"/>s.
    /// </param>
    /// <param name="input">What it is applied to.</param>
    /// <returns>Its result.</returns>
    /// <exception cref="InvalidOperationException">
    /// On the way back: the part gives another result than before, or a tensor that it used was changed in place.
    /// </exception>
    public static Tensor Run(Func<Tensor, Tensor> compute, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(compute);
        ArgumentNullException.ThrowIfNull(input);
        return Run(() => compute(input), input);
    }

    /// <summary>The same for a part that takes several tensors, or none.</summary>
    /// <param name="compute">The part.</param>
    /// <exception cref="InvalidOperationException">As for the other.</exception>
    public static Tensor Run(Func<Tensor> compute)
    {
        ArgumentNullException.ThrowIfNull(compute);
        return Run(compute, []);
    }

    private static Tensor Run(Func<Tensor> compute, params ReadOnlySpan<Tensor> inputs)
    {
        // Who traces wants to see what it is made of.
        ThreadState state = ThreadState.Current;
        if (state.Tape is not { IsInsideOp: false, Traces: false } whole)
        {
            return compute();
        }

        TensorScope? scope = state.Scope;
        CheckpointOp op;
        HashSet<Tensor> used = new(ReferenceEqualityComparer.Instance);
        using (var part = new Tape(guard: whole.Guard is not null) { Whole = whole, OnlyWatches = whole.OnlyWatches })
        using (var draws = Draws.Note())
        {
            Tensor output = compute() ?? throw new InvalidOperationException("Checkpointing: the part returned null; expected a tensor.");
            foreach (Tensor input in inputs)
            {
                used.Add(input);
            }

            foreach (ref readonly TapeRecord record in part.Records)
            {
                foreach (Tensor tensor in record.Inputs)
                {
                    if (tensor.Tape != part && whole.IsTracked(tensor))
                    {
                        used.Add(tensor);
                    }
                }
            }

            if (output.Tape != part)
            {
                // It was there before, or nothing on the way back asks how it came about.
                return used.Contains(output) || whole.IsTracked(output) ? output : In(scope, output);
            }

            op = new CheckpointOp(compute, In(scope, output), draws);
        }

        return op.Apply([.. used]);
    }

    // A copy that belongs to a scope around the part's, which outlives it.
    private static Tensor In(TensorScope? scope, Tensor tensor)
    {
        ThreadState state = ThreadState.Current;
        (TensorScope? own, state.Scope) = (state.Scope, scope);
        try
        {
            Tensor copy = Tensor.Result(tensor.Shape, tensor.DType);
            tensor.Bytes.CopyTo(copy.Bytes);
            return copy;
        }
        finally
        {
            state.Scope = own;
        }
    }

    /// <summary>One part of a computation: on the way back it computes itself again.</summary>
    private sealed class CheckpointOp(Func<Tensor> compute, Tensor output, Draws draws) : Op("checkpoint")
    {
        protected override Tensor Forward(OpCall call) => output;

        protected override void Differentiate(Pullback call)
        {
            // Parts of gradients go on one by one, in the order in which they would without a checkpoint: so sums round alike.
            foreach ((Tensor leaf, Tensor gradient) in call.IsRecording ? WalkBack(call.Tape, call) : WalkBackApart(call))
            {
                call.Route(leaf, gradient);
            }
        }

        private List<(Tensor Leaf, Tensor Gradient)> WalkBackApart(Pullback call)
        {
            TensorScope? scope = ThreadState.Current.Scope;
            using var part = new Tape(guard: call.Tape.Guard is not null) { Whole = call.Tape, OnlyWatches = call.Tape.OnlyWatches };
            List<(Tensor Leaf, Tensor Gradient)> arrivals = WalkBack(part, call);
            for (int i = 0; i < arrivals.Count; i++)
            {
                arrivals[i] = (arrivals[i].Leaf, In(scope, arrivals[i].Gradient));
            }

            return arrivals;
        }

        // Where gradients are differentiated again, the part stays, recorded on the tape of the whole.
        private List<(Tensor Leaf, Tensor Gradient)> WalkBack(Tape tape, Pullback call)
        {
            int first = tape.Count;
            Tensor again = Recompute();
            if (again.Tape != tape || again.Shape != output.Shape || !again.Bytes.SequenceEqual(output.Bytes))
            {
                throw new InvalidOperationException(
                    $"Checkpointing: computed again, a part gave another result than the {output.Shape} before. Take random numbers from " +
                    "generators that are not made anew for each call, leave Train and Eval alone between the way there and back, and " +
                    "count or average only where Checkpointing.IsRecomputing is false.");
            }

            List<(Tensor Leaf, Tensor Gradient)> arrivals = [];
            Tensor?[] pending = ThreadState.Current.TakePending(tape.Count);
            tape.Walk(again, call.Upstream, call.IsRecording, new Delivery(tape, pending, again, arrivals, first));
            return arrivals;
        }

        private Tensor Recompute()
        {
            bool was = s_isRecomputing;
            s_isRecomputing = true;
            Dictionary<Generator, ulong> ends = draws.Rewind();
            try
            {
                return compute();
            }
            finally
            {
                Draws.Restore(ends);
                s_isRecomputing = was;
            }
        }
    }
}
