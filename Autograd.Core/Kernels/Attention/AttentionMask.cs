namespace Autograd.Core;

/// <summary>
/// A mask that broadcasts to the scores: truth values, of which true may be attended to, or numbers that are added to the scores, of which
/// −∞ may not.
/// </summary>
internal readonly struct AttentionMask(ArrayView array)
{
    public readonly ArrayView Array = array;

    /// <summary>Whether there is no mask.</summary>
    public bool IsNone => Array.IsNone;

    /// <summary>How far a row is from the next, and an element from the next of its row: nothing where the mask repeats.</summary>
    public int Row => Array.Rank > 1 && Array.Shape[^2] != 1 ? Array.Shape[^1] : 0;

    /// <inheritdoc cref="Row"/>
    public int Column => Array.Rank > 0 && Array.Shape[^1] != 1 ? 1 : 0;

    /// <summary>Where the matrix of a head begins.</summary>
    public int Start(in AttentionTask task, int unit)
    {
        Shape shape = Array.Shape;
        int start = 0, step = (shape.Rank > 0 ? shape[^1] : 1) * (shape.Rank > 1 ? shape[^2] : 1);
        for (int axis = 3; axis <= shape.Rank; axis++)
        {
            (unit, int index) = Math.DivRem(unit, task.Size(axis));
            start += shape[^axis] == 1 ? 0 : index * step;
            step *= shape[^axis];
        }

        return start;
    }
}
