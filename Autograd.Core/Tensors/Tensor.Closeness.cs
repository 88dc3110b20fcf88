using System.Globalization;
using System.Numerics;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// Whether every element x lies near its counterpart y: |x − y| ≤ absolute + relative · |y|, in double precision. Infinities are near
    /// to themselves only. The element types may differ, so that Float32 can be held against Float64; the difference of two Int64
    /// tensors is exact.
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

        return Far(other, relative, absolute, equalNan).First < 0;
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

        (int first, int count) = Far(expected, relative, absolute, equalNan);
        return first < 0 ? null : $"The element at {Shape.Position(first)} is {Pair(expected, first)}. Of {Count} elements {count} differ.";
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

    // Where the first element lies that is too far off, or -1, and how many there are.
    private (int First, int Count) Far(Tensor other, double relative, double absolute, bool equalNan)
    {
        bool areIntegers = DType == DType.Int64 && other.DType == DType.Int64;
        ReadOnlySpan<long> ms = areIntegers ? Elements<long>() : [], ns = areIntegers ? other.Elements<long>() : [];
        ReadOnlySpan<double> xs = areIntegers ? [] : Doubles(this), ys = areIntegers ? [] : Doubles(other);
        int first = -1, count = 0;
        for (int i = 0; i < Count; i++)
        {
            bool isClose = areIntegers ? ms[i] == ns[i] || Distance(ms[i], ns[i]) <= absolute + (relative * Math.Abs((double)ns[i]))
                : xs[i] == ys[i]
                || (double.IsFinite(xs[i]) && double.IsFinite(ys[i])
                    && Math.Abs(xs[i] - ys[i]) <= absolute + (relative * Math.Abs(ys[i])))
                || (equalNan && double.IsNaN(xs[i]) && double.IsNaN(ys[i]));
            if (!isClose)
            {
                first = first < 0 ? i : first;
                count++;
            }
        }

        return (first, count);
    }

    private string Pair(Tensor expected, int at)
    {
        if (DType == DType.Int64 && expected.DType == DType.Int64)
        {
            long m = Elements<long>()[at], n = expected.Elements<long>()[at];
            return string.Create(CultureInfo.InvariantCulture, $"{m}; expected {n}, which is {Distance(m, n)} away");
        }

        double x = Doubles(this)[at], y = Doubles(expected)[at];
        return string.Create(CultureInfo.InvariantCulture, $"{x}; expected {y}, which is {Math.Abs(x - y):G3} away");
    }

    // As far apart as Int64 can be.
    private static ulong Distance(long m, long n) => m > n ? unchecked((ulong)m - (ulong)n) : unchecked((ulong)n - (ulong)m);

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
