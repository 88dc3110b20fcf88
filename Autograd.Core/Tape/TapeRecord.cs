using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>One computation: the op, what it was applied to and what came out. Up to three inputs need no array.</summary>
internal struct TapeRecord
{
    public Op Op;
    public Tensor Output;
    private int _count;
    private Few<Tensor> _few;
    private Few<int> _fewVersions;
    private Tensor[]? _many;
    private int[]? _manyVersions;

    /// <summary>Fills an empty record where it stands: a copy of so many references would cost as much as all the rest.</summary>
    public void Fill(Op op, ReadOnlySpan<Tensor> inputs, Tensor output)
    {
        Op = op;
        Output = output;
        _count = inputs.Length;
        if (_count > Few<Tensor>.Length)
        {
            _many = inputs.ToArray();
            _manyVersions = new int[_count];
        }

        Span<int> versions = Versions;
        for (int i = 0; i < versions.Length; i++)
        {
            versions[i] = inputs[i].Version;
            if (_many is null)
            {
                _few[i] = inputs[i];
            }
        }
    }

    /// <summary>What the op was applied to; the span lives as long as the record stays in place.</summary>
    [UnscopedRef]
    public ReadOnlySpan<Tensor> Inputs => _many ?? ((ReadOnlySpan<Tensor>)_few)[.._count];

    [UnscopedRef]
    private Span<int> Versions => _manyVersions ?? ((Span<int>)_fewVersions)[.._count];

    /// <summary>Throws if an input was written to since it was recorded: the pullback would use values that are no longer there.</summary>
    public void ExpectUnchanged()
    {
        ReadOnlySpan<Tensor> inputs = Inputs;
        Span<int> versions = Versions;
        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].Version != versions[i])
            {
                throw new InvalidOperationException(
                    $"{Op.Name}: input {i} of shape {inputs[i].Shape} was changed in place after the tape recorded it, so its gradient cannot be computed. Change tensors after Backward, or change a Detach()ed copy.");
            }
        }
    }

    /// <summary>Room for one of each input, where they are as few as those of nearly all ops.</summary>
    [InlineArray(Length)]
    internal struct Few<T>
    {
        public const int Length = 3;
        private T _first;
    }
}
