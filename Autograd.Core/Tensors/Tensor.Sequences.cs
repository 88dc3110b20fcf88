using System.Numerics;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The numbers start, start + step, start + 2·step, ... before <paramref name="stop"/>.</summary>
    /// <param name="start">The first number.</param>
    /// <param name="stop">Where the numbers end; it is not among them.</param>
    /// <param name="step">The distance between neighbours, negative to count down; 1 where not given.</param>
    /// <param name="dtype">The type of the elements.</param>
    /// <returns>A tensor of one axis, empty where <paramref name="stop"/> lies the other way.</returns>
    /// <remarks>
    /// With a step that binary fractions cannot hold, such as 0.1, rounding decides whether a number near the end is in: use
    /// <see cref="Linspace"/>.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The step is 0, a number is not finite, or not an integer for Int64, the type is Bool, or the numbers are too many.
    /// </exception>
    public static Tensor Arange(Number start, Number stop, Number? step = null, DType dtype = DType.Float32)
    {
        Number by = step ?? 1;
        ExpectFinite(start, dtype, nameof(Arange), nameof(start));
        ExpectFinite(stop, DType.Float64, nameof(Arange), nameof(stop));
        ExpectFinite(by, dtype, nameof(Arange), nameof(step));
        if (by == 0)
        {
            throw new ArgumentException("Arange: the step is 0; expected a positive or a negative number.", nameof(step));
        }

        if (dtype.IsInteger())
        {
            return Integers(start.Int64(nameof(Arange), nameof(start)), stop, by.Int64(nameof(Arange), nameof(step)));
        }

        ExpectFloat(dtype, nameof(Arange), "Float32, Float64 or Int64");
        double first = start.Real, distance = by.Real, width = stop.Real - first;

        // Halves, where the distance between the ends is larger than any double.
        double steps = double.IsFinite(width) ? width / distance : ((stop.Real / 2) - (first / 2)) / (distance / 2);
        int count = CountOf(Math.Max(0, Math.Ceiling(steps)), start, stop, by, dtype);
        return Numbers(count, dtype, i => first + (i * distance));
    }

    // Int128 holds every difference and every sum.
    private static Tensor Integers(long start, Number stop, long step)
    {
        const double beyond = 1e20;
        Int128 end = stop.TryInt64(out long integer) ? integer
            : (Int128)Math.Clamp(step > 0 ? Math.Ceiling(stop.Real) : Math.Floor(stop.Real), -beyond, beyond);
        Int128 steps = (end - start + step - Math.Sign(step)) / step;
        int count = CountOf((double)Int128.Max(steps, 0), start, stop, step, DType.Int64);
        Int128 last = start + ((Int128)step * (count - 1));
        if (count > 0 && (last > long.MaxValue || last < long.MinValue))
        {
            throw new ArgumentException(
                $"Arange: from {start} to {stop} by {step} the numbers are no Int64; expected them from {long.MinValue} to " +
                $"{long.MaxValue}.", nameof(stop));
        }

        Tensor sequence = Uninitialized([count], DType.Int64);
        Span<long> numbers = sequence.Elements<long>();
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = start + (i * step);
        }

        return sequence;
    }

    private static int CountOf(double count, Number start, Number stop, Number step, DType dtype)
    {
        int most = TensorBuffer.Largest / dtype.Size();
        return count <= most
            ? (int)count
            : throw new ArgumentException(
                $"Arange: from {start} to {stop} by {step} there are more numbers than the {most} that a tensor of {dtype} can hold.",
                nameof(step));
    }

    /// <summary>Numbers at equal distances, both ends among them.</summary>
    /// <param name="start">The first number.</param>
    /// <param name="stop">The last number; a single number is <paramref name="start"/>.</param>
    /// <param name="count">How many numbers.</param>
    /// <param name="dtype">Float32 or Float64.</param>
    /// <exception cref="ArgumentException">The count is negative, a number is not finite, or the type is not floating point.</exception>
    public static Tensor Linspace(double start, double stop, int count, DType dtype = DType.Float32)
    {
        ExpectFloat(dtype, nameof(Linspace), "Float32 or Float64");
        ExpectFinite(start, dtype, nameof(Linspace), nameof(start));
        ExpectFinite(stop, dtype, nameof(Linspace), nameof(stop));
        if (count < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(count),
                FormattableString.Invariant($"Linspace: the count is {count}; expected 0 or more."));
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
            throw new ArgumentOutOfRangeException(nameof(size),
                FormattableString.Invariant($"Eye: the size is {size}; expected 0 or more."));
        }

        Shape shape = Shape.Of([size, size], nameof(Eye));
        return size == 0 ? Zeros(shape, dtype) : OneHot(Arange(0, size, dtype: DType.Int64), size, dtype);
    }

    /// <summary>
    /// Class numbers as rows that hold 1 at the class and 0 elsewhere. The result is the caller's own, like that of <see cref="Zeros"/>.
    /// </summary>
    /// <param name="labels">Class numbers from 0, as Int64, of any shape.</param>
    /// <param name="classCount">The number of classes: the size of the new, innermost axis.</param>
    /// <param name="dtype">The type of the elements.</param>
    /// <exception cref="ArgumentException">
    /// The labels are not Int64, the number of classes is not positive, or a label is no class.
    /// </exception>
    public static Tensor OneHot(Tensor labels, int classCount, DType dtype = DType.Float32)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.DType != DType.Int64)
        {
            throw new ArgumentException($"OneHot: the labels are {labels.DType}; expected Int64. Convert them with To(DType.Int64) first.",
                nameof(labels));
        }

        if (classCount <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(classCount),
                FormattableString.Invariant($"OneHot: the number of classes is {classCount}; expected 1 or more."));
        }

        Tensor rows = Zeros(Shape.Of([.. labels.Shape.Sizes, classCount], nameof(OneHot)), dtype);
        ReadOnlySpan<long> classes = labels.Elements<long>();
        Span<byte> bytes = rows.Bytes;
        ReadOnlySpan<byte> one = Scalar(1, dtype).Bytes;
        for (int i = 0; i < classes.Length; i++)
        {
            if (classes[i] < 0 || classes[i] >= classCount)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(labels),
                    FormattableString.Invariant(
                        $"OneHot: the label at [{i}] is {classes[i]}; expected 0 to {classCount - 1}, for {classCount} classes."));
            }

            one.CopyTo(bytes[(((i * classCount) + (int)classes[i]) * one.Length)..]);
        }

        return TracedCall.Of(nameof(OneHot), rows, [labels], new() { ["classCount"] = classCount, ["dtype"] = $"{dtype}" });
    }

    private static Tensor Numbers(int count, DType dtype, Func<int, double> number)
    {
        Tensor sequence = Uninitialized([count], dtype);
        DTypes.Run(new SequenceKernel(sequence, number), dtype);
        return sequence;
    }

    private readonly struct SequenceKernel(ArrayView sequence, Func<int, double> number) : INumberKernel
    {
        public void Run<T>() where T : unmanaged, INumber<T>
        {
            Span<T> numbers = sequence.Numbers<T>();
            for (int i = 0; i < numbers.Length; i++)
            {
                numbers[i] = T.CreateTruncating(number(i));
            }
        }
    }

    private static void ExpectFinite(Number value, DType dtype, string method, string argument)
    {
        if (!value.IsFinite)
        {
            throw new ArgumentException($"{method}: {argument} is {value}; expected a finite number.", argument);
        }

        if (!dtype.Holds(value.Real))
        {
            throw new ArgumentException($"{method}: {argument} is {value}, which no {dtype} holds; expected less, or ask for Float64.",
                argument);
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
