using System.Diagnostics.CodeAnalysis;

namespace Autograd.Core;

/// <summary>
/// Tensors whose elements lie side by side in memory, and those of their gradients likewise, so that one pass changes them all: for a small
/// network a call for each parameter would cost more than the work. The tensors stay what they are and belong to whom they belonged.
/// </summary>
public sealed class TensorBlock
{
    private readonly Tensor[] _tensors;
    private readonly int[] _offsets;
    private readonly Tensor _values, _gradients;

    private TensorBlock(Tensor[] tensors, int[] offsets, Tensor values, Tensor gradients) =>
        (_tensors, _offsets, _values, _gradients) = (tensors, offsets, values, gradients);

    /// <summary>The number of elements, with those that only fill up cache lines.</summary>
    public int Length => _values.Count;

    /// <summary>
    /// Moves tensors, and the memory for their gradients, into a block. Tensors that share their elements move along; spans over the elements
    /// must be taken anew.
    /// </summary>
    /// <param name="tensors">The tensors, of one floating-point type and each with memory of its own.</param>
    /// <param name="block">The block; null where the tensors are not so, or are none, or are together larger than a tensor can be.</param>
    /// <returns>Whether there is a block.</returns>
    public static bool TryCreate(ReadOnlySpan<Tensor> tensors, [NotNullWhen(true)] out TensorBlock? block)
    {
        block = null;
        int[] offsets = new int[tensors.Length];
        long length = 0;
        for (int i = 0; i < tensors.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(tensors[i], nameof(tensors));
            if (tensors[i].DType != tensors[0].DType || !tensors[i].IsMovable)
            {
                return false;
            }

            offsets[i] = (int)length;
            length += tensors[i].Room;
            if (length * tensors[i].DType.Size() > TensorBuffer.Largest)
            {
                return false;
            }
        }

        if (length == 0)
        {
            return false;
        }

        Tensor values = Tensor.AlignedZeros([(int)length], tensors[0].DType), gradients = Tensor.AlignedZeros(values.Shape, values.DType);
        for (int i = 0; i < tensors.Length; i++)
        {
            if (!tensors[i].TryMoveInto(values, gradients, offsets[i]))
            {
                return false;
            }
        }

        block = new([.. tensors], offsets, values, gradients);
        return true;
    }

    /// <summary>Where a tensor's elements begin.</summary>
    /// <param name="tensor">The tensor's number.</param>
    public int Offset(int tensor) => _offsets[tensor];

    /// <summary>Zeros for what a rule keeps from step to step, a number for each element.</summary>
    public Tensor Zeros() => Tensor.AlignedZeros(_values.Shape, _values.DType);

    /// <summary>Changes neighbouring tensors along their gradients, as <see cref="Tensor.Update"/> changes one.</summary>
    /// <param name="formula">The rule.</param>
    /// <param name="start">The number of the first tensor.</param>
    /// <param name="count">How many tensors change.</param>
    /// <param name="first">The first numbers that are kept for each element, of the block's length, or null.</param>
    /// <param name="second">The second ones.</param>
    /// <param name="third">The third ones.</param>
    /// <returns>Whether they were changed: not if another block has meanwhile taken one of them.</returns>
    /// <exception cref="ArgumentException">What is kept is of another length or type.</exception>
    /// <exception cref="InvalidOperationException">A tensor has no gradient, or the open tape recorded how it was computed; none was changed.</exception>
    public bool TryUpdate<F>(F formula, int start, int count, Tensor? first = null, Tensor? second = null, Tensor? third = null) where F : struct, IUpdateFormula
    {
        ReadOnlySpan<Tensor> tensors = _tensors.AsSpan(start, count);
        foreach (Tensor tensor in tensors)
        {
            if (!tensor.IsIn(_values, _gradients))
            {
                return false;
            }
        }

        if (count > 0)
        {
            _values.ExpectUpdatable(first, nameof(first));
            _values.ExpectUpdatable(second, nameof(second));
            _values.ExpectUpdatable(third, nameof(third));
            int offset = _offsets[start];
            Elementwise.Update(formula, _gradients, _values, first, second, third, offset, _offsets[start + count - 1] + tensors[^1].Count - offset);
        }

        foreach (Tensor tensor in tensors)
        {
            tensor.Changed();
        }

        first?.Changed();
        second?.Changed();
        third?.Changed();
        return true;
    }
}
