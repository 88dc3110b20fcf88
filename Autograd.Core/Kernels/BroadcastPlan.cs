namespace Autograd.Core;

/// <summary>
/// How three operands of broadcast shapes are walked together: neighbouring axes that all operands treat alike are one, so that what is
/// left is an inner row, along which each operand either advances or repeats one element, and the offsets at which the rows begin.
/// </summary>
internal ref struct BroadcastPlan
{
    // After neighbouring axes are joined. Clearing room for more would cost more than adding eight numbers.
    private const int MostAxes = 8;

    private InlineAxes _sizes;
    private InlineAxes _strides0, _strides1, _strides2;
    private int _axes;

    public BroadcastPlan(Shape shape, Shape a, Shape b, Shape c)
    {
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
                throw new ArgumentException($"The shapes {a}, {b} and {c} alternate too often between axes that repeat and axes that do not; {MostAxes} changes can be broadcast at once. Use BroadcastTo on one of them first.");
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

        Rows = shape.Count == 0 ? 0 : shape.Count / _sizes[0];
    }

    /// <summary>How many inner rows there are.</summary>
    public int Rows { get; }

    /// <summary>The length of an inner row.</summary>
    public readonly int RowLength => _sizes[0];

    public readonly bool Advances0 => _strides0[0] != 0;

    public readonly bool Advances1 => _strides1[0] != 0;

    public readonly bool Advances2 => _strides2[0] != 0;

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

    [System.Runtime.CompilerServices.InlineArray(MostAxes)]
    private struct InlineAxes
    {
        private int _first;
    }
}
