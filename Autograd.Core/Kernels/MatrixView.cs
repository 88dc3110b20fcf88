using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>A matrix inside somebody's memory: element (i, j) stands at i · Row + j · Column. Its size is the business of whoever uses it.</summary>
internal readonly ref struct MatrixView<T>(ref T first, nuint row, nuint column) where T : unmanaged
{
    public readonly ref T First = ref first;
    public readonly nuint Row = row;
    public readonly nuint Column = column;

    /// <summary>Whether there is no matrix at all.</summary>
    public bool IsNull => Unsafe.IsNullRef(ref First);

    public MatrixView<T> Transposed => new(ref First, Column, Row);

    /// <summary>A row-major matrix.</summary>
    public static MatrixView<T> Rows(ref T first, nuint length) => new(ref first, length, 1);

    /// <summary>The part that begins at (i, j).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MatrixView<T> From(nuint i, nuint j) => new(ref Unsafe.Add(ref First, (i * Row) + (j * Column)), Row, Column);
}
