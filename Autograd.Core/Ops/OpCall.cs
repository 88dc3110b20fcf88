using System.Diagnostics.CodeAnalysis;

namespace Autograd.Core;

/// <summary>One call of an op on the way forward: what it is applied to, and where it leaves what its pullback will want.</summary>
public readonly ref struct OpCall
{
    private readonly Op? _op;
    private readonly ref Leavings _leavings;

    internal OpCall(Op op, ReadOnlySpan<Tensor> inputs, bool isRecorded, ref Leavings leavings)
    {
        _op = op;
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
        Expect(intermediates, nameof(Keep));
        if (IsRecorded)
        {
            _leavings.Keep(intermediates);
        }
    }

    /// <summary>States the results of an op that has several: <c>return call.Return(values, indices);</c>.</summary>
    /// <param name="outputs">The results, at least one.</param>
    /// <exception cref="ArgumentException">There is none, or one is null.</exception>
    /// <returns>The first of them, which is what <see cref="Op.Apply"/> returns; <see cref="Op.ApplyAll"/> returns all.</returns>
    public Tensor Return(params ReadOnlySpan<Tensor> outputs)
    {
        Expect(outputs, nameof(Return));
        _leavings.Outputs = outputs.ToArray();
        return !outputs.IsEmpty ? outputs[0] : throw new ArgumentException(
            $"{_op!.Name}: Return was given no outputs; expected at least one.", nameof(outputs));
    }

    private void Expect(ReadOnlySpan<Tensor> tensors, string method)
    {
        string op = _op?.Name ?? throw new InvalidOperationException(
            $"{method}: an OpCall made by 'default' is of no call; an op's Forward is given its own.");
        int missing = tensors.IndexOf((Tensor)null!);
        if (missing >= 0)
        {
            throw new ArgumentNullException(nameof(tensors), FormattableString.Invariant($"{op}: tensor {missing} of {method} is null."));
        }
    }

    /// <summary>What a call leaves besides its first output.</summary>
    internal struct Leavings
    {
        public Tensor[]? Outputs;
        private Tensor? _one;
        private Tensor[]? _many;

        // Most ops that keep anything keep one tensor: it needs no array.
        [UnscopedRef]
        public readonly ReadOnlySpan<Tensor> Kept => _one is not null ? new ReadOnlySpan<Tensor>(in _one) : _many;

        public void Keep(ReadOnlySpan<Tensor> more)
        {
            if (more.Length == 1 && Kept.IsEmpty)
            {
                _one = more[0];
                return;
            }

            _many = [.. Kept, .. more];
            _one = null;
        }
    }
}
