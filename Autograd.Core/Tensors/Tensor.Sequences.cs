namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The numbers start, start + step, start + 2·step, ... before <paramref name="stop"/>.</summary>
    /// <param name="start">The first number.</param>
    /// <param name="stop">Where the numbers end; it is not among them.</param>
    /// <param name="step">The distance between neighbours, negative to count down.</param>
    /// <param name="dtype">The type of the elements.</param>
    /// <returns>A tensor of one axis, empty where <paramref name="stop"/> lies the other way.</returns>
    /// <remarks>With a step that binary fractions cannot hold, such as 0.1, rounding decides whether a number near the end is in: use <see cref="Linspace"/>.</remarks>
    /// <exception cref="ArgumentException">The step is 0, a number is not finite, or not an integer for Int64, the type is Bool, or the numbers are too many.</exception>
    public static Tensor Arange(double start, double stop, double step = 1, DType dtype = DType.Float32)
    {
        ExpectFinite(start, nameof(Arange), nameof(start));
        ExpectFinite(stop, nameof(Arange), nameof(stop));
        ExpectFinite(step, nameof(Arange), nameof(step));
        if (step == 0)
        {
            throw new ArgumentException("Arange: the step is 0; expected a positive or a negative number.", nameof(step));
        }

        if (dtype == DType.Int64)
        {
            _ = Integer(start, nameof(Arange), nameof(start));
            _ = Integer(step, nameof(Arange), nameof(step));
        }
        else
        {
            ExpectFloat(dtype, nameof(Arange), "Float32, Float64 or Int64");
        }

        double count = Math.Max(0, Math.Ceiling((stop - start) / step));
        return count <= int.MaxValue
            ? Numbers((int)count, dtype, i => start + (i * step))
            : throw new ArgumentException(FormattableString.Invariant($"Arange: from {start} to {stop} by {step} there are more numbers than the {int.MaxValue} a tensor can hold."), nameof(step));
    }

    /// <summary>Numbers at equal distances, both ends among them.</summary>
    /// <param name="start">The first number.</param>
    /// <param name="stop">The last number; a single number is <paramref name="start"/>.</param>
    /// <param name="count">How many numbers.</param>
    /// <param name="dtype">Float32 or Float64.</param>
    /// <exception cref="ArgumentException">The count is negative, a number is not finite, or the type is not floating point.</exception>
    public static Tensor Linspace(double start, double stop, int count, DType dtype = DType.Float32)
    {
        ExpectFinite(start, nameof(Linspace), nameof(start));
        ExpectFinite(stop, nameof(Linspace), nameof(stop));
        ExpectFloat(dtype, nameof(Linspace), "Float32 or Float64");
        if (count < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, $"Linspace: the count is {count}; expected 0 or more.");
        }

        // Weighted from both ends, so that the last number is exact and a wide interval does not overflow.
        double last = Math.Max(count - 1, 1);
        return Numbers(count, dtype, i => (start * ((last - i) / last)) + (stop * (i / last)));
    }

    /// <summary>The identity matrix: 1 on the diagonal, 0 elsewhere.</summary>
    /// <param name="size">The number of rows and of columns.</param>
    /// <param name="dtype">The type of the elements.</param>
    /// <exception cref="ArgumentException">The size is negative.</exception>
    public static Tensor Eye(int size, DType dtype = DType.Float32)
    {
        if (size < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, $"Eye: the size is {size}; expected 0 or more.");
        }

        return size == 0 ? Zeros([0, 0], dtype) : OneHot(Arange(0, size, dtype: DType.Int64), size, dtype);
    }

    /// <summary>Class numbers as rows that hold 1 at the class and 0 elsewhere. The result is the caller's own, like that of <see cref="Zeros"/>.</summary>
    /// <param name="labels">Class numbers from 0, as Int64, of any shape.</param>
    /// <param name="classCount">The number of classes: the size of the new, innermost axis.</param>
    /// <param name="dtype">The type of the elements.</param>
    /// <exception cref="ArgumentException">The labels are not Int64, the number of classes is not positive, or a label is no class.</exception>
    public static Tensor OneHot(Tensor labels, int classCount, DType dtype = DType.Float32)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.DType != DType.Int64)
        {
            throw new ArgumentException($"OneHot: the labels are {labels.DType}; expected Int64. Convert them with To(DType.Int64) first.", nameof(labels));
        }

        if (classCount <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(classCount), classCount, $"OneHot: the number of classes is {classCount}; expected 1 or more.");
        }

        Tensor rows = Zeros([.. labels.Shape.Sizes, classCount], dtype);
        ReadOnlySpan<long> classes = labels.Elements<long>();
        Span<byte> bytes = rows.Bytes;
        ReadOnlySpan<byte> one = Scalar(1, dtype).Bytes;
        for (int i = 0; i < classes.Length; i++)
        {
            if (classes[i] < 0 || classes[i] >= classCount)
            {
                throw new ArgumentOutOfRangeException(nameof(labels), classes[i], $"OneHot: label {i} is {classes[i]}; expected 0 to {classCount - 1}, for {classCount} classes.");
            }

            one.CopyTo(bytes[(((i * classCount) + (int)classes[i]) * one.Length)..]);
        }

        return rows;
    }

    private static Tensor Numbers(int count, DType dtype, Func<int, double> number)
    {
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = number(i);
        }

        Tensor sequence = Uninitialized([count], dtype);
        Cast.Run(From(numbers), sequence);
        return sequence;
    }

    private static void ExpectFinite(double value, string method, string argument)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentException(FormattableString.Invariant($"{method}: {argument} is {value}; expected a finite number."), argument);
        }
    }

    private static void ExpectFloat(DType dtype, string method, string expected)
    {
        if (!dtype.IsFloat())
        {
            throw new ArgumentException($"{method}: the type of the elements is {dtype}; expected {expected}.", nameof(dtype));
        }
    }
}
