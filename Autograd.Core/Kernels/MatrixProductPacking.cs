using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Autograd.Core;

/// <summary>Copies parts of a matrix to where the innermost loops of the matrix product read them in order.</summary>
internal static unsafe class MatrixProductPacking<T, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
{
    private const MethodImplOptions Hot = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;

    private const int Together = 64;

    /// <summary>
    /// Packs strips of columns, so far apart in their new place, with rows so long there; few rows at a time, so that each page is visited once.
    /// </summary>
    public static void PackStrips(MatrixView<T> from, T* to, nint distance, nint row, nint width, nint rows, nint columns)
    {
        for (nint i = 0; i < rows; i += Together)
        {
            for (nint j = 0; j < columns; j += width)
            {
                MatrixView<T> strip = new(to + (j / width * distance) + (i * row), row, 1);
                Pack(from.From(i, j), strip, nint.Min(Together, rows - i), nint.Min(width, columns - j));
            }
        }
    }

    /// <summary>Copies rows × columns elements to where whole lanes may be stored; what fills the last lane of a row does not matter.</summary>
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

    /// <summary>Copies the transpose of a row-major matrix, rows × columns elements of it, and stores nothing beside them.</summary>
    [MethodImpl(Hot)]
    public static void Transpose(MatrixView<T> from, MatrixView<T> to, nint rows, nint columns)
    {
        if (columns % Vector128<T>.Count == 0 && rows >= Vector128<T>.Count)
        {
            for (nint j = 0; j < columns; j += Vector128<T>.Count)
            {
                PackSquares(from.Transposed.From(0, j), to.From(0, j), rows, Vector128<T>.Count);
            }

            return;
        }

        for (nint j = 0; j < columns; j++)
        {
            T* source = from.First + (j * from.Row), copy = to.First + j;
            for (nint i = 0; i < rows; i++)
            {
                copy[i * to.Row] = source[i];
            }
        }
    }

    [MethodImpl(Hot)]
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
    [MethodImpl(Hot)]
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
                PackFourSquares(from.From(0, j), to.From(0, j), rows);
            }

            for (; j < columns; j += size)
            {
                PackSquares(from.From(0, j), to.From(0, j), rows, nint.Min(size, columns - j));
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

    // Squares of four floats or two doubles, one under the other; the last overlaps the one before where it must. Columns that are not
    // there coincide with the last.
    [MethodImpl(Hot)]
    private static void PackSquares(MatrixView<T> from, MatrixView<T> to, nint rows, nint columns)
    {
        nint size = Vector128<T>.Count, width = to.Row;
        nint second = nint.Min(columns - 1, 1) * from.Column, third = nint.Min(columns - 1, 2) * from.Column, fourth = (columns - 1) * from.Column;
        for (nint i = 0; i < rows; i += size)
        {
            i = nint.Min(i, rows - size);
            T* source = from.First + i, copy = to.First + (i * width);
            Vector128<T> a = Vector128.Load(source), b = Vector128.Load(source + second);
            if (size == 2)
            {
                ZipLow(a, b).Store(copy);
                ZipHigh(a, b).Store(copy + width);
            }
            else
            {
                Vector128<T> c = Vector128.Load(source + third), d = Vector128.Load(source + fourth);
                Vector128<T> acLow = ZipLow(a, c), acHigh = ZipHigh(a, c), bdLow = ZipLow(b, d), bdHigh = ZipHigh(b, d);
                ZipLow(acLow, bdLow).Store(copy);
                ZipHigh(acLow, bdLow).Store(copy + width);
                ZipLow(acHigh, bdHigh).Store(copy + (2 * width));
                ZipHigh(acHigh, bdHigh).Store(copy + (3 * width));
            }
        }
    }

    // The same for four squares side by side, one in each quarter of a vector.
    [MethodImpl(Hot)]
    private static void PackFourSquares(MatrixView<T> from, MatrixView<T> to, nint rows)
    {
        nint size = Vector128<T>.Count, distance = from.Column, apart = size * distance, width = to.Row;
        for (nint i = 0; i < rows; i += size)
        {
            i = nint.Min(i, rows - size);
            T* source = from.First + i, copy = to.First + (i * width);
            Vector512<T> a = LoadQuarters(source, apart), b = LoadQuarters(source + distance, apart);
            if (size == 2)
            {
                ZipLow(a, b).Store(copy);
                ZipHigh(a, b).Store(copy + width);
            }
            else
            {
                Vector512<T> c = LoadQuarters(source + (2 * distance), apart), d = LoadQuarters(source + (3 * distance), apart);
                Vector512<T> acLow = ZipLow(a, c), acHigh = ZipHigh(a, c), bdLow = ZipLow(b, d), bdHigh = ZipHigh(b, d);
                ZipLow(acLow, bdLow).Store(copy);
                ZipHigh(acLow, bdLow).Store(copy + width);
                ZipLow(acHigh, bdHigh).Store(copy + (2 * width));
                ZipHigh(acHigh, bdHigh).Store(copy + (3 * width));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> LoadQuarters(T* from, nint apart) => Vector512.Create(
        Vector256.Create(Vector128.Load(from), Vector128.Load(from + apart)),
        Vector256.Create(Vector128.Load(from + (2 * apart)), Vector128.Load(from + (3 * apart))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> ZipLow(Vector512<T> a, Vector512<T> b) => typeof(T) == typeof(float)
        ? Avx512F.UnpackLow(a.AsSingle(), b.AsSingle()).As<float, T>()
        : Avx512F.UnpackLow(a.AsDouble(), b.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> ZipHigh(Vector512<T> a, Vector512<T> b) => typeof(T) == typeof(float)
        ? Avx512F.UnpackHigh(a.AsSingle(), b.AsSingle()).As<float, T>()
        : Avx512F.UnpackHigh(a.AsDouble(), b.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> ZipLow(Vector128<T> a, Vector128<T> b)
    {
        if (typeof(T) == typeof(double))
        {
            return Sse2.IsSupported ? Sse2.UnpackLow(a.AsDouble(), b.AsDouble()).As<double, T>()
                : Vector128.Create(a.AsDouble()[0], b.AsDouble()[0]).As<double, T>();
        }

        return Sse.IsSupported ? Sse.UnpackLow(a.AsSingle(), b.AsSingle()).As<float, T>()
            : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a.AsSingle(), b.AsSingle()).As<float, T>()
            : Vector128.Create(a.AsSingle()[0], b.AsSingle()[0], a.AsSingle()[1], b.AsSingle()[1]).As<float, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> ZipHigh(Vector128<T> a, Vector128<T> b)
    {
        if (typeof(T) == typeof(double))
        {
            return Sse2.IsSupported ? Sse2.UnpackHigh(a.AsDouble(), b.AsDouble()).As<double, T>()
                : Vector128.Create(a.AsDouble()[1], b.AsDouble()[1]).As<double, T>();
        }

        return Sse.IsSupported ? Sse.UnpackHigh(a.AsSingle(), b.AsSingle()).As<float, T>()
            : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a.AsSingle(), b.AsSingle()).As<float, T>()
            : Vector128.Create(a.AsSingle()[2], b.AsSingle()[2], a.AsSingle()[3], b.AsSingle()[3]).As<float, T>();
    }
}
