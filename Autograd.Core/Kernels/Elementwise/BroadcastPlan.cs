using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// How three operands of broadcast shapes are walked together: neighbouring axes that all operands treat alike are one, so that what is
/// left is an inner row, along which each operand either advances or repeats one element, blocks of such rows, and the offsets at which
/// they begin.
/// </summary>
internal struct BroadcastPlan
{
    // After neighbouring axes are joined. Clearing room for more would cost more than adding eight numbers.
    private const int MostAxes = 8;

    private InlineAxes _sizes;
    private InlineAxes _strides0, _strides1, _strides2;
    private int _axes;

    public BroadcastPlan(Shape shape, Shape a, Shape b, Shape c)
    {
        int total = shape.Count;
        int stepA = 1, stepB = 1, stepC = 1;
        for (int i = 1; i <= shape.Rank; i++)
        {
            int size = shape[^i];
            int strideA = Stride(a, i, size, ref stepA), strideB = Stride(b, i, size, ref stepB), strideC = Stride(c, i, size, ref stepC);
            if (size == 1)
            {
                continue;
            }

            if (_axes > 0 && Continues(_strides0, strideA) && Continues(_strides1, strideB) && Continues(_strides2, strideC))
            {
                _sizes[_axes - 1] *= size;
                continue;
            }

            if (_axes == MostAxes)
            {
                throw TooManyAxes(a, b, c);
            }

            _sizes[_axes] = size;
            _strides0[_axes] = strideA;
            _strides1[_axes] = strideB;
            _strides2[_axes] = strideC;
            _axes++;
        }

        if (_axes == 0)
        {
            _sizes[0] = 1;
            _strides0[0] = _strides1[0] = _strides2[0] = 1;
            _axes = 1;
        }

        Rows = total == 0 ? 0 : total / _sizes[0];
    }

    /// <summary>Whether operands, a third there or not, are walked in one row on one thread: each has one element or all of them.</summary>
    public static bool IsOneRow(int count, in ArrayView x, in ArrayView y, in ArrayView z) =>
        count > 0 && count < Workers.Serial && IsPlain(x.Shape, count) && IsPlain(y.Shape, count)
            && (z.IsNone || IsPlain(z.Shape, count));

    /// <summary>How many inner rows there are.</summary>
    public int Rows { get; }

    /// <summary>The length of an inner row.</summary>
    public readonly int RowLength => _sizes[0];

    public readonly bool Advances0 => _strides0[0] != 0;

    public readonly bool Advances1 => _strides1[0] != 0;

    public readonly bool Advances2 => _strides2[0] != 0;

    /// <summary>How far the operands' parts of a row are from those of the row before, inside a block.</summary>
    public readonly int RowStep0 => _strides0[1];

    public readonly int RowStep1 => _strides1[1];

    public readonly int RowStep2 => _strides2[1];

    /// <summary>Whether several rows go over the same elements of an operand.</summary>
    public readonly bool IsRepeated0 => _axes > 1 && IsRepeated(_strides0);

    public readonly bool IsRepeated1 => _axes > 1 && IsRepeated(_strides1);

    public readonly bool IsRepeated2 => _axes > 1 && IsRepeated(_strides2);

    /// <summary>How many rows there are from this one to the end of its block: they follow each other at the same steps.</summary>
    public readonly int RowsInBlock(int row) => _axes < 2 ? 1 : _sizes[1] - (row % _sizes[1]);

    /// <summary>Where the operands' parts of a row begin.</summary>
    public readonly void Offsets(int row, out int offset0, out int offset1, out int offset2)
    {
        offset0 = offset1 = offset2 = 0;
        for (int axis = 1; axis < _axes; axis++)
        {
            (row, int index) = Math.DivRem(row, _sizes[axis]);
            offset0 += index * _strides0[axis];
            offset1 += index * _strides1[axis];
            offset2 += index * _strides2[axis];
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ArgumentException TooManyAxes(Shape a, Shape b, Shape c) => new(
        $"The shapes {a}, {b} and {c} alternate too often between axes that repeat and axes that do not; {MostAxes} changes can be " +
            "broadcast " +
        "at once. Use BroadcastTo on one of them first.");

    private static bool IsPlain(Shape operand, int total) => operand.Count == total || operand.Count == 1;

    private static int Stride(Shape operand, int fromEnd, int size, ref int step)
    {
        if (fromEnd > operand.Rank || operand[^fromEnd] != size)
        {
            return 0;
        }

        int stride = step;
        step *= size;
        return stride;
    }

    // An operand goes on from the axis inside this one if it repeats in both or is dense across both.
    private readonly bool Continues(in InlineAxes strides, int stride) =>
        stride == (strides[_axes - 1] == 0 ? 0 : strides[_axes - 1] * _sizes[_axes - 1]);

    private readonly bool IsRepeated(in InlineAxes strides)
    {
        for (int axis = 1; axis < _axes; axis++)
        {
            if (strides[axis] == 0)
            {
                return true;
            }
        }

        return false;
    }

    [InlineArray(MostAxes)]
    private struct InlineAxes
    {
        private int _first;
    }
}
