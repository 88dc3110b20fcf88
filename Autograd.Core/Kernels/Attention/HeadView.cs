namespace Autograd.Core;

/// <summary>
/// A matrix for each head of each sequence of a batch, inside one array: the rows of a head may be a distance apart, with those of other
/// heads between them, as a projection of all heads leaves them.
/// </summary>
/// <param name="array">The array; none where the matrices are not there, or not wanted.</param>
/// <param name="start">Where the first matrix begins.</param>
/// <param name="sequence">How far a sequence is from the next.</param>
/// <param name="head">How far a head is from the next of the same sequence.</param>
/// <param name="row">How far a row is from the next of the same head.</param>
internal readonly struct HeadView(ArrayView array, int start, int sequence, int head, int row)
{
    public readonly ArrayView Array = array;

    /// <summary>How far a row is from the next.</summary>
    public readonly int Row = row;

    /// <summary>Whether there are no matrices at all.</summary>
    public bool IsNone => Array.IsNone;

    /// <summary>Matrices one behind the other.</summary>
    public static HeadView Of(in ArrayView array, int rows, int columns) => new(array, 0, rows * columns, 0, columns);

    /// <summary>One of the matrices, in the array's memory, which is held in place meanwhile; none where there are none.</summary>
    public unsafe MatrixView<T> Matrix<T>(T* first, int unit, int heads) where T : unmanaged =>
        IsNone ? default : new(first + start + (unit / heads * sequence) + (unit % heads * head), Row, 1);
}
