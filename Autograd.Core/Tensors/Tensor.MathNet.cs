using MathNet.Numerics.LinearAlgebra;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>A Float32 tensor of two axes with the rows and columns of a matrix. The elements are copied.</summary>
    /// <param name="matrix">The matrix, dense or sparse.</param>
    public static Tensor From(Matrix<float> matrix) => RowMajor(matrix);

    /// <summary>A Float64 tensor of two axes with the rows and columns of a matrix. The elements are copied.</summary>
    /// <param name="matrix">The matrix, dense or sparse.</param>
    public static Tensor From(Matrix<double> matrix) => RowMajor(matrix);

    /// <summary>A Float32 tensor of one axis with the elements of a vector, which are copied.</summary>
    /// <param name="vector">The vector, dense or sparse.</param>
    public static Tensor From(Vector<float> vector)
    {
        ArgumentNullException.ThrowIfNull(vector);
        return From(vector.ToArray());
    }

    /// <summary>A Float64 tensor of one axis with the elements of a vector, which are copied.</summary>
    /// <param name="vector">The vector, dense or sparse.</param>
    public static Tensor From(Vector<double> vector)
    {
        ArgumentNullException.ThrowIfNull(vector);
        return From(vector.ToArray());
    }

    /// <summary>A dense matrix with the rows and columns of a tensor of two axes. The elements are copied.</summary>
    /// <typeparam name="T">float or double, as the tensor's type has it.</typeparam>
    /// <exception cref="InvalidOperationException">The tensor has not exactly two axes.</exception>
    /// <exception cref="ArgumentException">The tensor's elements are of another type.</exception>
    public Matrix<T> ToMatrix<T>() where T : unmanaged, IEquatable<T>, IFormattable
    {
        ReadOnlySpan<T> elements = Exchanged<T>(2, nameof(ToMatrix), "reshape it, or take a part of it by index");
        int rows = Shape[0], columns = Shape[1];
        var columnMajor = new T[elements.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                columnMajor[(column * rows) + row] = elements[(row * columns) + column];
            }
        }

        return Matrix<T>.Build.Dense(rows, columns, columnMajor);
    }

    /// <summary>A dense vector with the elements of a tensor of one axis, which are copied.</summary>
    /// <typeparam name="T">float or double, as the tensor's type has it.</typeparam>
    /// <exception cref="InvalidOperationException">The tensor has not exactly one axis.</exception>
    /// <exception cref="ArgumentException">The tensor's elements are of another type.</exception>
    public Vector<T> ToVector<T>() where T : unmanaged, IEquatable<T>, IFormattable
    {
        T[] elements = Exchanged<T>(1, nameof(ToVector), "flatten it with Reshape(-1), or take a part of it by index").ToArray();
        return Vector<T>.Build.Dense(elements);
    }

    private static Tensor RowMajor<T>(Matrix<T> matrix) where T : unmanaged, IEquatable<T>, IFormattable
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return Copy<T>(matrix.ToRowMajorArray(), [matrix.RowCount, matrix.ColumnCount]);
    }

    private ReadOnlySpan<T> Exchanged<T>(int rank, string method, string remedy) where T : unmanaged
    {
        if (!DTypes.Of<T>().IsFloat())
        {
            throw new ArgumentException($"{method}: Math.NET has no linear algebra over {typeof(T).Name}; expected float or double.",
                nameof(T));
        }

        return Rank == rank
            ? Elements<T>()
            : throw new InvalidOperationException(
                $"{method}: the tensor has the shape {Shape}; expected {rank} {(rank == 1 ? "axis" : "axes")}: {remedy}.");
    }
}
