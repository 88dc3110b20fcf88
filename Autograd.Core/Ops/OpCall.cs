namespace Autograd.Core;

/// <summary>One call of an op on the way forward: what it is applied to, and where it leaves what its pullback will want.</summary>
public readonly ref struct OpCall
{
    private readonly ref Leavings _leavings;

    internal OpCall(ReadOnlySpan<Tensor> inputs, bool isRecorded, ref Leavings leavings)
    {
        Inputs = inputs;
        IsRecorded = isRecorded;
        _leavings = ref leavings;
    }

    /// <summary>The arguments, in the op's order.</summary>
    public ReadOnlySpan<Tensor> Inputs { get; }

    /// <summary>Whether a tape records this call, so that what only the pullback wants is worth computing.</summary>
    public bool IsRecorded { get; }

    /// <summary>
    /// Keeps intermediate results for the pullback, which finds them as <see cref="Pullback.Kept"/>; they live as long as the tape. A call
    /// that is not recorded keeps nothing.
    /// </summary>
    /// <param name="intermediates">What the pullback will want, besides inputs and outputs; a second call adds to the first.</param>
    public void Keep(params ReadOnlySpan<Tensor> intermediates)
    {
        if (IsRecorded)
        {
            _leavings.Kept = _leavings.Kept is { } before ? [.. before, .. intermediates] : intermediates.ToArray();
        }
    }

    /// <summary>States the results of an op that has several: <c>return call.Return(values, indices);</c>.</summary>
    /// <param name="outputs">The results, at least one.</param>
    /// <returns>The first of them, which is what <see cref="Op.Apply"/> returns; <see cref="Op.ApplyAll"/> returns all.</returns>
    public Tensor Return(params ReadOnlySpan<Tensor> outputs)
    {
        _leavings.Outputs = outputs.ToArray();
        return outputs[0];
    }

    /// <summary>What a call leaves besides its first output.</summary>
    internal struct Leavings
    {
        public Tensor[]? Kept;
        public Tensor[]? Outputs;
    }
}
