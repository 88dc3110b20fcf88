namespace Autograd.Core;

/// <summary>
/// Where a pullback sums up the gradient of what was picked along an axis: in a tensor of the input's shape or, where that is a leaf whose
/// gradient is sparse, in one that has only the rows that were picked. Both give the same bits.
/// </summary>
internal readonly struct PickedRows
{
    private readonly Tensor? _leaf, _rows;
    private readonly Shape _shape;

    /// <summary>Prepares the gradient by the first input of an op, whose second is the index.</summary>
    public PickedRows(Pullback call, int axis)
    {
        Index = call.Inputs[1];
        _shape = call.Inputs[0].Shape;
        if (axis == 0 && call.SparseLeaf(0) is { } leaf && leaf.GradRows() is { } noted)
        {
            _leaf = leaf;
            Tensor numbers = Tensor.Result(Index.Shape, DType.Int64), rows = Tensor.Result([Index.Count], DType.Int64);
            int count = noted.Note(Index.Elements<long>(), numbers.Elements<long>(), rows.Elements<long>());
            noted.ClearLeftOver(leaf.GradMemory());
            (Index, _rows, _shape) = (numbers, rows.View([count]), _shape.With(0, count, "rows"));
        }
    }

    /// <summary>Where along the axis.</summary>
    public Tensor Index { get; }

    /// <summary>Zeros, to which the upstream gradient is to be added.</summary>
    public Tensor Zeros(DType dtype)
    {
        Tensor zeros = Tensor.Result(_shape, dtype);
        zeros.Bytes.Clear();
        return zeros;
    }

    /// <summary>States sums as the gradient by the first input.</summary>
    public void Set(Pullback call, Tensor sums)
    {
        if (_leaf is null)
        {
            call.Set(0, sums);
        }
        else
        {
            _leaf.AccumulateGrad(_rows!, sums);
        }
    }

    /// <summary>Sums up the rows of the upstream gradient, and states that.</summary>
    /// <param name="call">The call.</param>
    /// <param name="axis">The axis along which rows lie.</param>
    /// <param name="leftOut">The number of a row of the input whose gradient is zero.</param>
    public void SetRows(Pullback call, int axis, int? leftOut = null)
    {
        Tensor sums = call.Upstream;
        if (_leaf is not null && Index.Count - _shape[0] is > 0 and < LongSum.Terms)
        {
            // No row occurs more often than a plain sum of its occurrences is right.
            sums = Tensor.Result(_shape, sums.DType);
            Picks.SumNumberedRows(sums, Index, call.Upstream);
        }
        else if (_leaf is null || leftOut is not null || _shape[0] < Index.Count)
        {
            sums = Zeros(sums.DType);
            Picks.AddRows(sums, axis, Index, call.Upstream);
        }

        int at = leftOut is not int row ? -1 : _rows is null ? row : _rows.Elements<long>().IndexOf(row);
        if (at >= 0)
        {
            int length = _shape.CountOf(1..) * sums.DType.Size();
            sums.Bytes.Slice(at * length, length).Clear();
        }

        Set(call, sums);
    }
}
