using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// A matrix inside somebody's memory, which is held in place meanwhile: element (i, j) stands at i · Row + j · Column. Its size is the
/// business of whoever uses it.
/// </summary>
internal readonly unsafe struct MatrixView<T>(T* first, nint row, nint column) where T : unmanaged
{
    public readonly T* First = first;
    public readonly nint Row = row;
    public readonly nint Column = column;

    /// <summary>Whether there is no matrix at all.</summary>
    public bool IsNull => First is null;

    public MatrixView<T> Transposed => new(First, Column, Row);

    /// <summary>A row-major matrix.</summary>
    public static MatrixView<T> Rows(T* first, nint length) => new(first, length, 1);

    /// <summary>The part that begins at (i, j).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MatrixView<T> From(nint i, nint j) => new(First + (i * Row) + (j * Column), Row, Column);
}
