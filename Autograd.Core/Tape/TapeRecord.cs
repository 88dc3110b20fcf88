using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// One computation: the op, what it was applied to and what came out. Up to three inputs and one output need no array. An op with several
/// outputs takes as many records: the first holds all, the others only their output, and no op.
/// </summary>
internal struct TapeRecord
{
    public Op? Op;
    public Tensor Output;
    public bool WasSeed;
    private int _count, _outputVersion;
    private Few<int> _fewVersions;
    private Few<Tensor> _few;
    private Many? _many;

    /// <summary>Fills an empty record where it stands: a copy of so many references would cost as much as all the rest.</summary>
    public void Fill(Op op, ReadOnlySpan<Tensor> inputs, Tensor output, in OpCall.Leavings leavings)
    {
        (Op, Output, _outputVersion) = (op, output, output.Version);
        if (inputs.Length > Few<Tensor>.Length || leavings.Kept is not null || leavings.Outputs is not null)
        {
            _many = new(inputs, leavings.Kept, leavings.Outputs);
            return;
        }

        _count = inputs.Length;
        for (int i = 0; i < inputs.Length; i++)
        {
            _few[i] = inputs[i];
            _fewVersions[i] = inputs[i].Version;
        }
    }

    /// <summary>What the op was applied to; the span lives as long as the record stays in place.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<Tensor> Inputs => _many is null ? ((ReadOnlySpan<Tensor>)_few)[.._count] : _many.Inputs;

    /// <summary>What came out.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<Tensor> Outputs => Length > 1 ? _many!.Outputs : new(in Output);

    /// <summary>What the op kept for its pullback.</summary>
    public readonly ReadOnlySpan<Tensor> Kept => _many is null ? [] : _many.Kept;

    /// <summary>How many records the op takes, one for each output; 0 where there is no op.</summary>
    public readonly int Length => Op is null ? 0 : Math.Max(1, _many?.Outputs.Length ?? 1);

    /// <summary>Throws if what the pullback may read was written to since it was recorded: the values are no longer there.</summary>
    public readonly void ExpectUnchanged()
    {
        for (int i = 0; i < _count; i++)
        {
            if (_few[i].Version != _fewVersions[i])
            {
                throw Changed(Op!, $"input {i}", _few[i]);
            }
        }

        if (Output.Version != _outputVersion)
        {
            throw Changed(Op!, "the result", Output);
        }

        _many?.ExpectUnchanged(Op!);
    }

    private static InvalidOperationException Changed(Op op, string what, Tensor tensor) => new(
        $"{op.Name}: {what} of shape {tensor.Shape} was changed in place after the tape recorded it, so its gradient cannot be computed. " +
        "Change tensors after Backward, or change a Detach()ed copy.");

    /// <summary>Room for one of each input, where they are as few as those of nearly all ops.</summary>
    [InlineArray(Length)]
    internal struct Few<T>
    {
        public const int Length = 3;
        private T _first;
    }

    /// <summary>Inputs, what was kept and outputs, where they have no room in a record.</summary>
    private sealed class Many
    {
        private readonly Tensor[] _all;
        private readonly int[] _versions;
        private readonly int _inputs, _outputs;

        public Many(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> kept, ReadOnlySpan<Tensor> outputs)
        {
            _all = [.. inputs, .. kept, .. outputs];
            _versions = Array.ConvertAll(_all, static tensor => tensor.Version);
            (_inputs, _outputs) = (inputs.Length, inputs.Length + kept.Length);
        }

        public ReadOnlySpan<Tensor> Inputs => _all.AsSpan(.._inputs);

        public ReadOnlySpan<Tensor> Kept => _all.AsSpan(_inputs.._outputs);

        public ReadOnlySpan<Tensor> Outputs => _all.AsSpan(_outputs..);

        public void ExpectUnchanged(Op op)
        {
            for (int i = 0; i < _all.Length; i++)
            {
                if (_all[i].Version != _versions[i])
                {
                    throw Changed(op, i < _inputs ? $"input {i}" : i < _outputs ? $"what it kept {i - _inputs}" : $"result {i - _outputs}",
                        _all[i]);
                }
            }
        }
    }
}
