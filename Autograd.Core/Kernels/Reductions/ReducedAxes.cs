namespace Autograd.Core;

/// <summary>Which axes of a shape a reduction removes.</summary>
internal readonly struct ReducedAxes
{
    private readonly Shape _shape;
    private readonly bool[] _isReduced;

    /// <summary>Checks the axes; none means all.</summary>
    public ReducedAxes(Shape shape, ReadOnlySpan<int> axes, string op)
    {
        _shape = shape;
        _isReduced = new bool[shape.Rank];
        if (axes.IsEmpty)
        {
            Array.Fill(_isReduced, true);
        }

        foreach (int axis in axes)
        {
            ref bool isReduced = ref _isReduced[shape.Axis(axis, op)];
            if (isReduced)
            {
                throw new ArgumentException(FormattableString.Invariant($"{op}: axis {axis} is named twice in {Shape.List(axes)}."),
                    nameof(axes));
            }

            isReduced = true;
        }
    }

    /// <summary>How many elements become one.</summary>
    public int Count
    {
        get
        {
            int count = 1;
            for (int axis = 0; axis < _isReduced.Length; axis++)
            {
                count *= _isReduced[axis] ? _shape[axis] : 1;
            }

            return count;
        }
    }

    /// <summary>The axes that are removed, in order.</summary>
    public IEnumerable<int> Reduced
    {
        get
        {
            bool[] isReduced = _isReduced;
            return Enumerable.Range(0, isReduced.Length).Where(axis => isReduced[axis]);
        }
    }

    /// <summary>The shape that is left.</summary>
    public Shape Output(bool keepDims)
    {
        Span<int> sizes = stackalloc int[_shape.Rank];
        int rank = 0;
        for (int axis = 0; axis < _isReduced.Length; axis++)
        {
            if (!_isReduced[axis])
            {
                sizes[rank++] = _shape[axis];
            }
            else if (keepDims)
            {
                sizes[rank++] = 1;
            }
        }

        return Shape.Of(sizes[..rank]);
    }

    /// <summary>
    /// The shape as (outer, length, inner), where the reduced axes are the middle one, or false where kept axes lie between reduced ones.
    /// </summary>
    public bool IsContiguous(out int outer, out int length, out int inner)
    {
        outer = length = inner = 1;
        int axis = 0;
        for (; axis < _isReduced.Length && (!_isReduced[axis] || _shape[axis] == 1); axis++)
        {
            outer *= _shape[axis];
        }

        for (; axis < _isReduced.Length && (_isReduced[axis] || _shape[axis] == 1); axis++)
        {
            length *= _shape[axis];
        }

        for (; axis < _isReduced.Length && (!_isReduced[axis] || _shape[axis] == 1); axis++)
        {
            inner *= _shape[axis];
        }

        return axis == _isReduced.Length;
    }

    /// <summary>The axes in an order that puts the reduced ones last.</summary>
    public int[] ReducedLast()
    {
        bool[] isReduced = _isReduced;
        return [.. Enumerable.Range(0, isReduced.Length).OrderBy(axis => isReduced[axis])];
    }
}
