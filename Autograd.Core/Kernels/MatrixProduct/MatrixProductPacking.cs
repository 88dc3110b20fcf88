using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Autograd.Core;

/// <summary>Copies parts of a matrix to where the innermost loops of the matrix product read them in order.</summary>
internal static unsafe class MatrixProductPacking<T, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
{
    // What these rows have of two strips side by side stays in the first-level cache: lines that reach over both are fetched once.
    private const int Together = 16;

    /// <summary>
    /// Packs strips of columns, so far apart in their new place, with rows so long there; few rows at a time, so that each page is visited
    /// once.
    /// </summary>
    public static void PackStrips(MatrixView<T> from, T* to, nint distance, nint row, nint width, nint rows, nint columns)
    {
        nint together = from.Column == 1 ? Together : rows;
        for (nint i = 0; i < rows; i += together)
        {
            for (nint j = 0; j < columns; j += width)
            {
                MatrixView<T> strip = new(to + (j / width * distance) + (i * row), row, 1);
                Pack(from.From(i, j), strip, nint.Min(together, rows - i), nint.Min(width, columns - j));
            }
        }
    }

    /// <summary>
    /// Copies rows × columns elements to where whole lanes may be stored; what fills the last lane of a row does not matter.
    /// </summary>
    public static void Pack(MatrixView<T> from, MatrixView<T> to, nint rows, nint columns)
    {
        if (from.Column == 1)
        {
            PackRows(from, to, rows, columns);
        }
        else
        {
            PackColumns(from, to, rows, columns);
        }
    }

    /// <summary>
    /// Copies the transpose of a row-major matrix, rows × columns elements of it, and stores nothing beside them; few rows at a time, so
    /// that what is stored follows in few streams.
    /// </summary>
    [MethodImpl(Lanes.Hot)]
    public static void Transpose(MatrixView<T> from, MatrixView<T> to, nint rows, nint columns)
    {
        nint size = Vector128<T>.Count, whole = rows >= size && L.Count >= size ? columns / size * size : 0;
        for (nint i = 0, some; i < rows && whole > 0; i += some)
        {
            some = rows - i < Together + size ? rows - i : Together;
            nint j = 0;
            for (; Avx512F.IsSupported && j + (4 * size) <= whole; j += 4 * size)
            {
                PackSquares<Zip512<T>>(from.Transposed.From(i, j), to.From(i, j), some, size);
            }

            for (; j < whole; j += size)
            {
                PackSquares<Zip128<T>>(from.Transposed.From(i, j), to.From(i, j), some, size);
            }
        }

        for (nint j = whole; j < columns; j++)
        {
            T* source = from.First + (j * from.Row), copy = to.First + j;
            for (nint i = 0; i < rows; i++)
            {
                copy[i * to.Row] = source[i];
            }
        }
    }

    [MethodImpl(Lanes.Hot)]
    private static void PackRows(MatrixView<T> from, MatrixView<T> to, nint rows, nint columns)
    {
        T* source = from.First, copy = to.First;
        for (nint i = 0; i < rows; i++)
        {
            for (nint j = 0; j < columns; j += L.Count)
            {
                L.Store(L.Load(ref source[j], 0), ref copy[j], 0);
            }

            source += from.Row;
            copy += to.Row;
        }
    }

    // Columns of the source are contiguous: squares of them are transposed in registers.
    [MethodImpl(Lanes.Hot)]
    private static void PackColumns(MatrixView<T> from, MatrixView<T> to, nint rows, nint columns)
    {
        nint size = Vector128<T>.Count, last = columns - (columns % L.Count), j = 0;
        for (nint i = 0; last < columns && i < rows; i++)
        {
            L.Store(default, ref to.From(i, last).First[0], 0);
        }

        if (rows >= size && L.Count >= size)
        {
            for (; Avx512F.IsSupported && j + (4 * size) <= columns; j += 4 * size)
            {
                PackSquares<Zip512<T>>(from.From(0, j), to.From(0, j), rows, size);
            }

            for (; Avx.IsSupported && j + (2 * size) <= columns; j += 2 * size)
            {
                PackSquares<Zip256<T>>(from.From(0, j), to.From(0, j), rows, size);
            }

            for (; j < columns; j += size)
            {
                PackSquares<Zip128<T>>(from.From(0, j), to.From(0, j), rows, nint.Min(size, columns - j));
            }
        }

        for (; j < columns; j++)
        {
            for (nint i = 0; i < rows; i++)
            {
                *to.From(i, j).First = *from.From(i, j).First;
            }
        }
    }

    // Squares of four floats or two doubles, one in each quarter of a vector and one under the other; the last overlaps the one before
    // where it must. Columns that are not there coincide with the last.
    [MethodImpl(Lanes.Hot)]
    private static void PackSquares<V>(MatrixView<T> from, MatrixView<T> to, nint rows, nint columns) where V : struct, IZip<V, T>
    {
        nint size = Vector128<T>.Count, distance = from.Column, apart = size * distance, width = to.Row;
        nint second = nint.Min(columns - 1, 1) * distance, third = nint.Min(columns - 1, 2) * distance, fourth = (columns - 1) * distance;
        T* source = from.First, copy = to.First;
        for (nint left = rows; left > 0; left -= size, source += size, copy += size * width)
        {
            if (left < size)
            {
                source -= size - left;
                copy -= (size - left) * width;
            }

            V a = V.Load(source, apart), b = V.Load(source + second, apart);
            if (size == 2)
            {
                V.Store(V.Low(a, b), copy);
                V.Store(V.High(a, b), copy + width);
            }
            else
            {
                V c = V.Load(source + third, apart), d = V.Load(source + fourth, apart);
                V acLow = V.Low(a, c), acHigh = V.High(a, c), bdLow = V.Low(b, d), bdHigh = V.High(b, d);
                V.Store(V.Low(acLow, bdLow), copy);
                V.Store(V.High(acLow, bdLow), copy + width);
                V.Store(V.Low(acHigh, bdHigh), copy + (2 * width));
                V.Store(V.High(acHigh, bdHigh), copy + (3 * width));
            }
        }
    }
}
