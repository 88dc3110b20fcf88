using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// One computation: the op, what it was applied to, what it kept and what came out. Three inputs or kept tensors and one output need no
/// array. An op with several outputs takes as many records: the first holds all, the others only their output, and no op.
/// </summary>
internal struct TapeRecord
{
    public Op? Op;
    public Tensor Output;
    public bool WasSeed;
    private int _inputs, _count, _outputVersion;
    private Few<int> _fewVersions;
    private Few<Tensor> _few;
    private Tensor[]? _many;
    private int[]? _manyVersions;

    /// <summary>
    /// Fills a record that has its output where it stands: a copy of so many references would cost as much as all the rest.
    /// </summary>
    public void Fill(Op op, ReadOnlySpan<Tensor> inputs, in OpCall.Leavings leavings)
    {
        (Op, _outputVersion) = (op, Output.Version);
        ReadOnlySpan<Tensor> kept = leavings.Kept;
        (_inputs, _count) = (inputs.Length, inputs.Length + kept.Length);
        if (_count > Few<Tensor>.Length || leavings.Outputs is not null)
        {
            _many = [.. inputs, .. kept, .. leavings.Outputs ?? []];
            _manyVersions = Array.ConvertAll(_many, static tensor => tensor.Version);
            return;
        }

        for (int i = 0; i < _count; i++)
        {
            _few[i] = i < inputs.Length ? inputs[i] : kept[i - inputs.Length];
            _fewVersions[i] = _few[i].Version;
        }
    }

    /// <summary>What the op was applied to; the span lives as long as the record stays in place.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<Tensor> Inputs => All[.._inputs];

    /// <summary>What came out.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<Tensor> Outputs => Length > 1 ? All[_count..] : new(in Output);

    /// <summary>What the op kept for its pullback.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<Tensor> Kept => All[_inputs.._count];

    /// <summary>How many records the op takes, one for each output; 0 where there is no op.</summary>
    public readonly int Length => Op is null ? 0 : Math.Max(1, All.Length - _count);

    /// <summary>Whether what the pullback may read is as it was recorded, and is no memory that gradients are delivered to.</summary>
    public readonly bool IsAsRecorded
    {
        get
        {
            ReadOnlySpan<Tensor> all = All;
            ReadOnlySpan<int> versions = Versions;
            bool isSo = Op is null || Output.IsAsRecorded(_outputVersion);
            for (int i = 0; i < all.Length; i++)
            {
                isSo &= all[i].IsAsRecorded(versions[i]);
            }

            return isSo;
        }
    }

    /// <summary>Throws if what the pullback may read was written to since it was recorded: the values are no longer there.</summary>
    public readonly void ExpectUnchanged()
    {
        ReadOnlySpan<Tensor> all = All;
        ReadOnlySpan<int> versions = Versions;
        for (int i = 0; i < all.Length; i++)
        {
            if (all[i].Version != versions[i])
            {
                int kept = i - _inputs, output = i - _count;
                throw Changed(Op!, kept < 0 ? $"input {i}" : output < 0 ? $"what it kept {kept}" : $"result {output}", all[i]);
            }
        }

        if (Output.Version != _outputVersion)
        {
            throw Changed(Op!, "the result", Output);
        }
    }

    // Inputs, what was kept and, where they are several, outputs.
    [UnscopedRef]
    private readonly ReadOnlySpan<Tensor> All => _many is not null ? _many : ((ReadOnlySpan<Tensor>)_few)[.._count];

    [UnscopedRef]
    private readonly ReadOnlySpan<int> Versions => _many is not null ? _manyVersions : ((ReadOnlySpan<int>)_fewVersions)[.._count];

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
}
