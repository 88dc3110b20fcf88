using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Autograd.Core;

/// <summary>Copies parts of a matrix to where the innermost loops of the matrix product read them in order.</summary>
internal static class MatrixProductPacking<T, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
{
    private const MethodImplOptions Hot = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;

    /// <summary>Copies rows × columns elements to where whole lanes may be stored; what fills the last lane of a row is zero.</summary>
    public static void Pack(MatrixView<T> from, MatrixView<T> to, nuint rows, nuint columns)
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

    /// <summary>Copies rows × columns elements from where whole lanes may be loaded to where nothing else may be touched.</summary>
    [MethodImpl(Hot)]
    public static void Unpack(MatrixView<T> from, MatrixView<T> to, nuint rows, nuint columns)
    {
        nuint count = (nuint)L.Count, whole = columns - (columns % count);
        for (nuint i = 0; i < rows; i++)
        {
            ref T source = ref from.From(i, 0).First, copy = ref to.From(i, 0).First;
            for (nuint j = 0; j < whole; j += count)
            {
                L.Store(L.Load(ref source, j), ref copy, j);
            }

            if (whole < columns)
            {
                Tail.StoreInline(L.Load(ref source, whole), ref copy, whole, columns - whole);
            }
        }
    }

    [MethodImpl(Hot)]
    private static void PackRows(MatrixView<T> from, MatrixView<T> to, nuint rows, nuint columns)
    {
        nuint count = (nuint)L.Count, whole = columns - (columns % count);
        for (nuint i = 0; i < rows; i++)
        {
            ref T source = ref from.From(i, 0).First, copy = ref to.From(i, 0).First;
            for (nuint j = 0; j < whole; j += count)
            {
                L.Store(L.Load(ref source, j), ref copy, j);
            }

            if (whole < columns)
            {
                L.Store(Tail.LoadInline<T, L>(ref source, whole, columns - whole), ref copy, whole);
            }
        }
    }

    // Columns of the source are contiguous: squares of them are transposed in registers.
    [MethodImpl(Hot)]
    private static void PackColumns(MatrixView<T> from, MatrixView<T> to, nuint rows, nuint columns)
    {
        nuint size = (nuint)Vector128<T>.Count, wholeRows = rows - (rows % size), j = 0;
        if (columns % (nuint)L.Count != 0)
        {
            for (nuint i = 0; i < rows; i++)
            {
                L.Store(default, ref to.From(i, 0).First, columns - (columns % (nuint)L.Count));
            }
        }

        for (nuint many = 4 * size; Avx512F.IsSupported && wholeRows > 0 && j + many <= columns; j += many)
        {
            PackFourSquares(from.From(0, j), to.From(0, j), wholeRows);
            PackSingly(from.From(wholeRows, j), to.From(wholeRows, j), rows - wholeRows, many);
        }

        for (; wholeRows > 0 && j + size <= columns; j += size)
        {
            PackSquares(from.From(0, j), to.From(0, j), wholeRows);
            PackSingly(from.From(wholeRows, j), to.From(wholeRows, j), rows - wholeRows, size);
        }

        PackSingly(from.From(0, j), to.From(0, j), rows, columns - j);
    }

    [MethodImpl(Hot)]
    private static void PackSingly(MatrixView<T> from, MatrixView<T> to, nuint rows, nuint columns)
    {
        for (nuint j = 0; j < columns; j++)
        {
            for (nuint i = 0; i < rows; i++)
            {
                to.From(i, j).First = from.From(i, j).First;
            }
        }
    }

    // Squares of four floats or two doubles, one under the other.
    [MethodImpl(Hot)]
    private static void PackSquares(MatrixView<T> source, MatrixView<T> copy, nuint rows)
    {
        nuint size = (nuint)Vector128<T>.Count, distance = source.Column, width = copy.Row;
        ref T from = ref source.First, to = ref copy.First;
        while (true)
        {
            Vector128<T> a = Vector128.LoadUnsafe(ref from), b = Vector128.LoadUnsafe(ref from, distance);
            if (size == 2)
            {
                ZipLow(a, b).StoreUnsafe(ref to);
                ZipHigh(a, b).StoreUnsafe(ref to, width);
            }
            else
            {
                Vector128<T> c = Vector128.LoadUnsafe(ref from, 2 * distance), d = Vector128.LoadUnsafe(ref from, 3 * distance);
                Vector128<T> acLow = ZipLow(a, c), acHigh = ZipHigh(a, c), bdLow = ZipLow(b, d), bdHigh = ZipHigh(b, d);
                ZipLow(acLow, bdLow).StoreUnsafe(ref to);
                ZipHigh(acLow, bdLow).StoreUnsafe(ref to, width);
                ZipLow(acHigh, bdHigh).StoreUnsafe(ref to, 2 * width);
                ZipHigh(acHigh, bdHigh).StoreUnsafe(ref to, 3 * width);
            }

            rows -= size;
            if (rows == 0)
            {
                return;
            }

            from = ref Unsafe.Add(ref from, size);
            to = ref Unsafe.Add(ref to, size * width);
        }
    }

    // The same for four squares side by side, one in each quarter of a vector.
    [MethodImpl(Hot)]
    private static void PackFourSquares(MatrixView<T> source, MatrixView<T> copy, nuint rows)
    {
        nuint size = (nuint)Vector128<T>.Count, distance = source.Column, apart = size * distance, width = copy.Row;
        ref T from = ref source.First, to = ref copy.First;
        while (true)
        {
            Vector512<T> a = LoadQuarters(ref from, apart), b = LoadQuarters(ref Unsafe.Add(ref from, distance), apart);
            if (size == 2)
            {
                ZipLow(a, b).StoreUnsafe(ref to);
                ZipHigh(a, b).StoreUnsafe(ref to, width);
            }
            else
            {
                Vector512<T> c = LoadQuarters(ref Unsafe.Add(ref from, 2 * distance), apart), d = LoadQuarters(ref Unsafe.Add(ref from, 3 * distance), apart);
                Vector512<T> acLow = ZipLow(a, c), acHigh = ZipHigh(a, c), bdLow = ZipLow(b, d), bdHigh = ZipHigh(b, d);
                ZipLow(acLow, bdLow).StoreUnsafe(ref to);
                ZipHigh(acLow, bdLow).StoreUnsafe(ref to, width);
                ZipLow(acHigh, bdHigh).StoreUnsafe(ref to, 2 * width);
                ZipHigh(acHigh, bdHigh).StoreUnsafe(ref to, 3 * width);
            }

            rows -= size;
            if (rows == 0)
            {
                return;
            }

            from = ref Unsafe.Add(ref from, size);
            to = ref Unsafe.Add(ref to, size * width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> LoadQuarters(ref T from, nuint apart) => Vector512.Create(
        Vector256.Create(Vector128.LoadUnsafe(ref from), Vector128.LoadUnsafe(ref from, apart)),
        Vector256.Create(Vector128.LoadUnsafe(ref from, 2 * apart), Vector128.LoadUnsafe(ref from, 3 * apart)));

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
