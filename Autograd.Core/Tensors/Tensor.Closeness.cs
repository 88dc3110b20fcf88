using System.Globalization;
using System.Numerics;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// Whether every element x lies near its counterpart y: |x − y| ≤ absolute + relative · |y|, in double precision. Infinities are near
    /// to themselves only. The element types may differ, so that Float32 can be held against Float64.
    /// </summary>
    /// <param name="other">What is expected, of the same shape.</param>
    /// <param name="relative">The tolerance in proportion to the expected number.</param>
    /// <param name="absolute">The tolerance around an expected 0.</param>
    /// <param name="equalNan">Whether NaN is near to NaN.</param>
    /// <exception cref="ArgumentException">The shapes differ, or a tolerance is negative or NaN.</exception>
    public bool AllClose(Tensor other, double relative = 1e-5, double absolute = 1e-8, bool equalNan = false)
    {
        ArgumentNullException.ThrowIfNull(other);
        ExpectTolerance(relative, nameof(relative), nameof(AllClose));
        ExpectTolerance(absolute, nameof(absolute), nameof(AllClose));
        if (Shape != other.Shape)
        {
            throw new ArgumentException($"AllClose: the shapes {Shape} and {other.Shape} differ.", nameof(other));
        }

        return FirstFar(Doubles(this), Doubles(other), relative, absolute, equalNan) < 0;
    }

    /// <summary>
    /// How this tensor differs from what is expected, in words, or null where it is all close: what an assertion shows when it fails, as in
    /// <c>y.Difference(expected).ShouldBeNull()</c>. (Two tensors are equal, to == and to collections, where they are the same object.)
    /// </summary>
    /// <param name="expected">What is expected; another shape is a difference.</param>
    /// <param name="relative">The tolerance in proportion to the expected number.</param>
    /// <param name="absolute">The tolerance around an expected 0.</param>
    /// <param name="equalNan">Whether NaN is near to NaN.</param>
    /// <returns>The first element that is too far off, by how much, and how many there are.</returns>
    /// <exception cref="ArgumentException">A tolerance is negative or NaN.</exception>
    public string? Difference(Tensor expected, double relative = 1e-5, double absolute = 1e-8, bool equalNan = false)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ExpectTolerance(relative, nameof(relative), nameof(Difference));
        ExpectTolerance(absolute, nameof(absolute), nameof(Difference));
        if (Shape != expected.Shape)
        {
            return $"The shape is {Shape}; expected {expected.Shape}.";
        }

        ReadOnlySpan<double> xs = Doubles(this), ys = Doubles(expected);
        int first = FirstFar(xs, ys, relative, absolute, equalNan);
        if (first < 0)
        {
            return null;
        }

        int count = 0;
        for (int i = first, next = 0; next >= 0; i += next + 1)
        {
            count++;
            next = FirstFar(xs[(i + 1)..], ys[(i + 1)..], relative, absolute, equalNan);
        }

        double x = xs[first], y = ys[first];
        return string.Create(CultureInfo.InvariantCulture,
            $"The element at {Shape.Position(first)} is {x}; expected {y}, which is {Math.Abs(x - y):G3} away. Of {Count} elements " +
                $"{count} differ.");
    }

    /// <summary>
    /// Whether both tensors have the same shape, the same type and equal elements. NaN equals nothing and −0 equals 0, as in C#; for equal
    /// bits compare the spans of <see cref="AsSpan{T}"/> as bytes.
    /// </summary>
    /// <param name="other">The other tensor.</param>
    public bool ElementsEqual(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        bool areEqual = DType == other.DType && Shape == other.Shape;
        if (areEqual)
        {
            DTypes.Run(new EqualKernel(this, other, ref areEqual), DType);
        }

        return areEqual;
    }

    // Where the first element lies that is too far off, or -1.
    private static int FirstFar(ReadOnlySpan<double> xs, ReadOnlySpan<double> ys, double relative, double absolute, bool equalNan)
    {
        for (int i = 0; i < xs.Length; i++)
        {
            double x = xs[i], y = ys[i];
            bool isClose = x == y
                || (double.IsFinite(x) && double.IsFinite(y) && Math.Abs(x - y) <= absolute + (relative * Math.Abs(y)))
                || (equalNan && double.IsNaN(x) && double.IsNaN(y));
            if (!isClose)
            {
                return i;
            }
        }

        return -1;
    }

    private readonly ref struct EqualKernel(ArrayView x, ArrayView y, ref bool areEqual) : INumberKernel
    {
        private readonly ref bool _areEqual = ref areEqual;

        // Not SequenceEqual, to which NaN equals NaN.
        public void Run<T>() where T : unmanaged, INumber<T>
        {
            ReadOnlySpan<T> xs = x.Numbers<T>(), ys = y.Numbers<T>();
            for (int i = 0; i < xs.Length && _areEqual; i++)
            {
                _areEqual = xs[i] == ys[i];
            }
        }
    }

    private static ReadOnlySpan<double> Doubles(Tensor x)
    {
        if (x.DType == DType.Float64)
        {
            return x.Elements<double>();
        }

        Tensor doubles = Uninitialized(x.Shape, DType.Float64);
        Cast.Run(x, doubles);
        return doubles.Elements<double>();
    }

    private static void ExpectTolerance(double tolerance, string argument, string method)
    {
        if (!(tolerance >= 0))
        {
            throw new ArgumentOutOfRangeException(argument,
                FormattableString.Invariant($"{method}: the {argument} tolerance is {tolerance}; expected 0 or more."));
        }
    }
}
