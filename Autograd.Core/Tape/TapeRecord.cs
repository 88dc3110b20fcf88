using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// One computation: the op, what it was applied to and what came out. Up to three inputs and one output need no array. An op with several outputs
/// takes as many records: the first holds all, the others only their output, and no op.
/// </summary>
internal struct TapeRecord
{
    public Op? Op;
    public Tensor Output;
    public bool WasSeed;
    private int _count;
    private int _outputVersion;
    private Few<int> _fewVersions;
    private Few<Tensor> _few;
    private Further? _further;

    /// <summary>Fills an empty record where it stands: a copy of so many references would cost as much as all the rest.</summary>
    public void Fill(Op op, ReadOnlySpan<Tensor> inputs, Tensor output, in OpCall.Leavings leavings)
    {
        Op = op;
        Output = output;
        _count = inputs.Length;
        _outputVersion = output.Version;
        if (_count > Few<Tensor>.Length || leavings.Kept is not null || leavings.Outputs is not null)
        {
            _further = new(_count > Few<Tensor>.Length ? inputs.ToArray() : [], leavings.Kept ?? [], leavings.Outputs);
        }

        for (int i = 0; i < inputs.Length && _count <= Few<Tensor>.Length; i++)
        {
            _few[i] = inputs[i];
            _fewVersions[i] = inputs[i].Version;
        }
    }

    /// <summary>What the op was applied to; the span lives as long as the record stays in place.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<Tensor> Inputs => _count > Few<Tensor>.Length ? _further!.Inputs : ((ReadOnlySpan<Tensor>)_few)[.._count];

    /// <summary>What came out.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<Tensor> Outputs => _further?.Outputs ?? new ReadOnlySpan<Tensor>(in Output);

    /// <summary>What the op kept for its pullback.</summary>
    public readonly ReadOnlySpan<Tensor> Kept => _further is null ? [] : _further.Kept;

    /// <summary>How many records the op takes, one for each output; 0 where there is no op.</summary>
    public readonly int Length => Op is null ? 0 : _further?.Outputs?.Length ?? 1;

    /// <summary>Throws if what the pullback may read was written to since it was recorded: the values are no longer there.</summary>
    public readonly void ExpectUnchanged()
    {
        for (int i = 0; i < _count && _count <= Few<Tensor>.Length; i++)
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

        _further?.ExpectUnchanged(Op!);
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

    /// <summary>What has no room in a record.</summary>
    private sealed class Further(Tensor[] inputs, Tensor[] kept, Tensor[]? outputs)
    {
        private readonly int[] _versions = Versions(inputs, kept, outputs);

        public Tensor[] Inputs => inputs;

        public Tensor[] Kept => kept;

        public Tensor[]? Outputs => outputs;

        public void ExpectUnchanged(Op op)
        {
            Expect(op, "input", inputs, 0);
            Expect(op, "what it kept", kept, inputs.Length);
            Expect(op, "result", outputs, inputs.Length + kept.Length);
        }

        private static int[] Versions(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> kept, ReadOnlySpan<Tensor> outputs)
        {
            int[] versions = new int[inputs.Length + kept.Length + outputs.Length];
            for (int i = 0; i < versions.Length; i++)
            {
                int j = i - inputs.Length;
                versions[i] = (j < 0 ? inputs[i] : j < kept.Length ? kept[j] : outputs[j - kept.Length]).Version;
            }

            return versions;
        }

        private void Expect(Op op, string what, ReadOnlySpan<Tensor> tensors, int from)
        {
            for (int i = 0; i < tensors.Length; i++)
            {
                if (tensors[i].Version != _versions[from + i])
                {
                    throw Changed(op, $"{what} {i}", tensors[i]);
                }
            }
        }
    }
}
