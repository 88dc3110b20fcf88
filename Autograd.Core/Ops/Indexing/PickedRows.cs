namespace Autograd.Core;

/// <summary>
/// Where a pullback sums up the gradient of what was picked along an axis: in a tensor of the input's shape or, where that is a leaf whose
/// gradient is sparse, in one that has only the rows that were picked. Both give the same bits.
/// </summary>
internal readonly struct PickedRows
{
    private readonly Tensor? _leaf, _rows;

    /// <summary>Makes room for the gradient by the first input of an op, whose second is the index.</summary>
    public PickedRows(Pullback call, int axis)
    {
        Tensor x = call.Inputs[0];
        Index = call.Inputs[1];
        Shape shape = x.Shape;
        if (axis == 0 && call.SparseLeaf(0) is { } leaf && leaf.GradRows() is { } noted)
        {
            _leaf = leaf;
            Tensor numbers = Tensor.Result(Index.Shape, DType.Int64), rows = Tensor.Result([Index.Count], DType.Int64);
            int count = noted.Note(Index.Elements<long>(), numbers.Elements<long>(), rows.Elements<long>());
            (Index, _rows, shape) = (numbers, rows.View([count]), shape.With(0, count, "rows"));
        }

        Sums = Tensor.Result(shape, x.DType);
        Sums.Bytes.Clear();
    }

    /// <summary>Zeros, to which the upstream gradient is to be added.</summary>
    public Tensor Sums { get; }

    /// <summary>Where along the axis.</summary>
    public Tensor Index { get; }

    /// <summary>Leaves a row along the first axis out: its sum is zero.</summary>
    /// <param name="row">The row's number in the input.</param>
    public void Clear(int row)
    {
        int at = _rows is null ? row : _rows.Elements<long>().IndexOf(row);
        if (at >= 0)
        {
            int length = Sums.Shape.CountOf(1..) * Sums.DType.Size();
            Sums.Bytes.Slice(at * length, length).Clear();
        }
    }

    /// <summary>States the sums as the gradient by the first input.</summary>
    public void Set(Pullback call)
    {
        if (_leaf is null)
        {
            call.Set(0, Sums);
        }
        else
        {
            _leaf.AccumulateGrad(_rows!, Sums);
        }
    }
}
