using System.Numerics;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// A tensor of the given elements, of the type that holds them: Float32, Float64, Int64 or Bool. The elements are copied.
    /// </summary>
    /// <param name="elements">The elements, row by row.</param>
    /// <param name="shape">The shape; one axis where not given.</param>
    /// <exception cref="ArgumentException">The shape does not hold as many elements.</exception>
    public static Tensor From(ReadOnlySpan<float> elements, Shape? shape = null) => Copy(elements, shape);

    /// <inheritdoc cref="From(ReadOnlySpan{float}, Shape?)"/>
    public static Tensor From(ReadOnlySpan<double> elements, Shape? shape = null) => Copy(elements, shape);

    /// <inheritdoc cref="From(ReadOnlySpan{float}, Shape?)"/>
    public static Tensor From(ReadOnlySpan<long> elements, Shape? shape = null) => Copy(elements, shape);

    /// <inheritdoc cref="From(ReadOnlySpan{float}, Shape?)"/>
    public static Tensor From(ReadOnlySpan<bool> elements, Shape? shape = null) => Copy(elements, shape);

    /// <summary>An Int64 tensor of the given elements, which are widened.</summary>
    /// <param name="elements">The elements, row by row.</param>
    /// <param name="shape">The shape; one axis where not given.</param>
    /// <exception cref="ArgumentException">The shape does not hold as many elements.</exception>
    public static Tensor From(ReadOnlySpan<int> elements, Shape? shape = null)
    {
        long[] wide = new long[elements.Length];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = elements[i];
        }

        return Copy<long>(wide, shape);
    }

    /// <summary>A tensor of one number and no axes.</summary>
    /// <param name="value">The number; in a Bool tensor all but 0 is true.</param>
    /// <param name="dtype">The type of the element.</param>
    /// <exception cref="ArgumentException">As for <see cref="Full(Shape, Number, DType)"/>.</exception>
    public static Tensor Scalar(Number value, DType dtype = DType.Float32) => Filled(Shape.Scalar, value, dtype, nameof(Scalar));

    /// <summary>A tensor of zeros.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="dtype">The type of the elements.</param>
    public static Tensor Zeros(Shape shape, DType dtype = DType.Float32)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Tensor zeros = Uninitialized(shape, dtype);
        zeros.Bytes.Clear();
        return zeros;
    }

    /// <summary>A tensor of ones.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="dtype">The type of the elements.</param>
    public static Tensor Ones(Shape shape, DType dtype = DType.Float32) => Full(shape, 1, dtype);

    /// <summary>A tensor that holds one number throughout; a Bool tensor is true where the number is not 0.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="value">The number.</param>
    /// <param name="dtype">The type of the elements.</param>
    /// <exception cref="ArgumentException">
    /// The type is Int64 and the number no integer; or the number is finite, and too large for the type.
    /// </exception>
    public static Tensor Full(Shape shape, Number value, DType dtype = DType.Float32) => Filled(shape, value, dtype, nameof(Full));

    private static Tensor Filled(Shape shape, Number value, DType dtype, string method)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Tensor full = Uninitialized(shape, dtype);
        full.Fill(value, method);
        return full;
    }

    /// <summary>Writes one number to all elements of a fresh tensor.</summary>
    internal void Fill(Number value, string method)
    {
        value = DType.IsFloat() ? value.Within(DType, method) : DType.IsInteger() ? value.Int64(method, nameof(value)) : value == 0 ? 0 : 1;
        DTypes.Run(new FillKernel(this, value), DType);
    }

    private readonly struct FillKernel(ArrayView elements, Number value) : INumberKernel
    {
        public void Run<T>() where T : unmanaged, INumber<T> => elements.Numbers<T>().Fill(value.As<T>());
    }

    private static Tensor Copy<T>(ReadOnlySpan<T> elements, Shape? shape) where T : unmanaged
    {
        shape ??= [elements.Length];
        if (shape.Count != elements.Length)
        {
            throw new ArgumentException($"From: {elements.Length} elements do not fill the shape {shape}, which takes {shape.Count}.",
                nameof(shape));
        }

        Tensor copy = Uninitialized(shape, DTypes.Of<T>());
        elements.CopyTo(copy.Elements<T>());
        return copy;
    }
}
