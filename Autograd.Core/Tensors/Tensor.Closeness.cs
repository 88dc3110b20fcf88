namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// Whether every element x lies near its counterpart y: |x − y| ≤ absolute + relative · |y|, in double precision. Infinities are near to
    /// themselves only. The element types may differ, so that Float32 can be held against Float64.
    /// </summary>
    /// <param name="other">What is expected, of the same shape.</param>
    /// <param name="relative">The tolerance in proportion to the expected number.</param>
    /// <param name="absolute">The tolerance around an expected 0.</param>
    /// <param name="equalNan">Whether NaN is near to NaN.</param>
    /// <exception cref="ArgumentException">The shapes differ, or a tolerance is negative or NaN.</exception>
    public bool AllClose(Tensor other, double relative = 1e-5, double absolute = 1e-8, bool equalNan = false)
    {
        ArgumentNullException.ThrowIfNull(other);
        ExpectTolerance(relative, nameof(relative));
        ExpectTolerance(absolute, nameof(absolute));
        if (Shape != other.Shape)
        {
            throw new ArgumentException($"AllClose: the shapes {Shape} and {other.Shape} differ.", nameof(other));
        }

        ReadOnlySpan<double> xs = Doubles(this), ys = Doubles(other);
        for (int i = 0; i < xs.Length; i++)
        {
            double x = xs[i], y = ys[i];
            bool isClose = x == y
                || (double.IsFinite(x) && double.IsFinite(y) && Math.Abs(x - y) <= absolute + (relative * Math.Abs(y)))
                || (equalNan && double.IsNaN(x) && double.IsNaN(y));
            if (!isClose)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Whether both tensors have the same shape, the same type and equal elements. NaN equals nothing and −0 equals 0, as in C#; for equal
    /// bits compare the spans of <see cref="AsSpan{T}"/> as bytes.
    /// </summary>
    /// <param name="other">The other tensor.</param>
    public bool ElementsEqual(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return DType == other.DType && Shape == other.Shape && DType switch
        {
            DType.Float32 => AllEqual<float>(other),
            DType.Float64 => AllEqual<double>(other),
            _ => Bytes.SequenceEqual(other.Bytes),
        };
    }

    // Not SequenceEqual, to which NaN equals NaN.
    private bool AllEqual<T>(Tensor other) where T : unmanaged, System.Numerics.IEqualityOperators<T, T, bool>
    {
        ReadOnlySpan<T> xs = Elements<T>(), ys = other.Elements<T>();
        for (int i = 0; i < xs.Length; i++)
        {
            if (xs[i] != ys[i])
            {
                return false;
            }
        }

        return true;
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

    private static void ExpectTolerance(double tolerance, string argument)
    {
        if (!(tolerance >= 0))
        {
            throw new ArgumentOutOfRangeException(argument, tolerance, FormattableString.Invariant($"AllClose: the {argument} tolerance is {tolerance}; expected 0 or more."));
        }
    }
}
