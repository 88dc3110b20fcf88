namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// Whether the gradient is sparse by rows: of a table of which each step looks up a few rows along the first axis
    /// (<see cref="IndexSelect"/>, <see cref="Gather"/>), <see cref="Tape.Backward"/> adds to the gradient of these alone, and sets these
    /// alone to zero after <see cref="ZeroGrad"/>; a rule that leaves a weight without gradient as it is visits these alone
    /// (<see cref="IUpdateFormula.SkipsZeroGradients"/>). <see cref="Grad"/> is the same tensor, with the same bits, as without. Where
    /// anything else contributes to it, another op or whoever writes to it, all rows count until it starts from zero again.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// Set to true on a tensor without rows, of no axis, or whose elements are not floating point.
    /// </exception>
    public bool HasSparseGrad
    {
        get => _leaf?.Rows is not null;
        set => AsLeaf().Rows = !value ? null : Rank > 0 && DType.IsFloat()
            ? _leaf!.Rows ?? new(Shape[0])
            : throw new InvalidOperationException(
                $"A tensor of {DType} {Shape} has no gradient with rows; expected Float32 or Float64 and an axis at least.");
    }

    /// <summary>
    /// Where to note rows before something is added to their gradient alone; null where all rows count. A gradient that was forgotten is
    /// zero then, but for rows that are left over (<see cref="RowSet.ClearLeftOver"/>).
    /// </summary>
    internal RowSet? GradRows()
    {
        if (!_hasGrad && _leaf?.Rows is { } rows)
        {
            Tensor grad = GradMemory();
            if (HasFewGradRows)
            {
                rows.Retire();
            }
            else
            {
                rows.Clear(grad);
            }

            GradRowsChanged();
        }

        return HasFewGradRows ? _leaf!.Rows : null;
    }

    /// <summary>
    /// Adds to some rows of the gradient, which are noted: each different from the others. Where there is no gradient yet, nothing counts
    /// that the memory holds there.
    /// </summary>
    internal void AccumulateGrad(Tensor rows, Tensor addends)
    {
        Picks.AddDistinctRows(_leaf!.Grad!, rows, addends, isFirst: !_hasGrad);
        GradRowsChanged();
        _hasGrad = true;
    }

    // Nobody else has written to it.
    private bool HasFewGradRows => _leaf is { Rows: { } rows } && rows.Version == _leaf.Grad?.Version;

    private void GradRowsChanged()
    {
        _leaf!.Grad!.Changed();
        _leaf.Rows!.Version = _leaf.Grad.Version;
    }
}
