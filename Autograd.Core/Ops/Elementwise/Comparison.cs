namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// A Bool mask: where x &gt; y, element by element, with broadcasting. Every comparison with NaN is false but
    /// <see cref="NotEqualTo(Tensor)"/>. Comparisons are not differentiable and not recorded.
    /// </summary>
    /// <param name="other">A tensor of the same type of elements: Float32, Float64 or Int64.</param>
    /// <exception cref="ArgumentException">The types differ or are Bool, or the shapes do not broadcast.</exception>
    public Tensor GreaterThan(Tensor other) => Mask<Compare.GreaterThan>(this, other, nameof(GreaterThan));

    /// <summary>A Bool mask: where x ≥ y. As <see cref="GreaterThan(Tensor)"/> in all else.</summary>
    /// <inheritdoc cref="GreaterThan(Tensor)" path="/param|/exception"/>
    public Tensor GreaterThanOrEqual(Tensor other) => Mask<Compare.GreaterThanOrEqual>(this, other, nameof(GreaterThanOrEqual));

    /// <summary>A Bool mask: where x &lt; y. As <see cref="GreaterThan(Tensor)"/> in all else.</summary>
    /// <inheritdoc cref="GreaterThan(Tensor)" path="/param|/exception"/>
    public Tensor LessThan(Tensor other) => Mask<Compare.LessThan>(this, other, nameof(LessThan));

    /// <summary>A Bool mask: where x ≤ y. As <see cref="GreaterThan(Tensor)"/> in all else.</summary>
    /// <inheritdoc cref="GreaterThan(Tensor)" path="/param|/exception"/>
    public Tensor LessThanOrEqual(Tensor other) => Mask<Compare.LessThanOrEqual>(this, other, nameof(LessThanOrEqual));

    /// <summary>
    /// A Bool mask: where x = y. As <see cref="GreaterThan(Tensor)"/> in all else. (The operator == asks whether two tensors are the same
    /// object.)
    /// </summary>
    /// <inheritdoc cref="GreaterThan(Tensor)" path="/param|/exception"/>
    public Tensor EqualTo(Tensor other) => Mask<Compare.Equal>(this, other, nameof(EqualTo));

    /// <summary>A Bool mask: where x ≠ y, which holds of NaN and anything. As <see cref="GreaterThan(Tensor)"/> in all else.</summary>
    /// <inheritdoc cref="GreaterThan(Tensor)" path="/param|/exception"/>
    public Tensor NotEqualTo(Tensor other) => Mask<Compare.NotEqual>(this, other, nameof(NotEqualTo));

    /// <summary>
    /// A Bool mask: where x &gt; a number, which is first rounded to Float32 where the elements are. Int64 elements are compared exactly.
    /// </summary>
    /// <param name="other">The number.</param>
    /// <exception cref="ArgumentException">The elements are Bool.</exception>
    public Tensor GreaterThan(Number other) => Mask<Compare.GreaterThan>(this, other, nameof(GreaterThan));

    /// <summary>A Bool mask: where x ≥ a number. As <see cref="GreaterThan(Number)"/> in all else.</summary>
    /// <inheritdoc cref="GreaterThan(Number)" path="/param|/exception"/>
    public Tensor GreaterThanOrEqual(Number other) => Mask<Compare.GreaterThanOrEqual>(this, other, nameof(GreaterThanOrEqual));

    /// <summary>A Bool mask: where x &lt; a number. As <see cref="GreaterThan(Number)"/> in all else.</summary>
    /// <inheritdoc cref="GreaterThan(Number)" path="/param|/exception"/>
    public Tensor LessThan(Number other) => Mask<Compare.LessThan>(this, other, nameof(LessThan));

    /// <summary>A Bool mask: where x ≤ a number. As <see cref="GreaterThan(Number)"/> in all else.</summary>
    /// <inheritdoc cref="GreaterThan(Number)" path="/param|/exception"/>
    public Tensor LessThanOrEqual(Number other) => Mask<Compare.LessThanOrEqual>(this, other, nameof(LessThanOrEqual));

    /// <summary>A Bool mask: where x = a number. As <see cref="GreaterThan(Number)"/> in all else.</summary>
    /// <inheritdoc cref="GreaterThan(Number)" path="/param|/exception"/>
    public Tensor EqualTo(Number other) => Mask<Compare.Equal>(this, other, nameof(EqualTo));

    /// <summary>A Bool mask: where x ≠ a number, which holds of NaN. As <see cref="GreaterThan(Number)"/> in all else.</summary>
    /// <inheritdoc cref="GreaterThan(Number)" path="/param|/exception"/>
    public Tensor NotEqualTo(Number other) => Mask<Compare.NotEqual>(this, other, nameof(NotEqualTo));

    /// <inheritdoc cref="GreaterThan(Tensor)"/>
    public static Tensor operator >(Tensor x, Tensor y) => Mask<Compare.GreaterThan>(x, y, nameof(GreaterThan));

    /// <inheritdoc cref="GreaterThanOrEqual(Tensor)"/>
    public static Tensor operator >=(Tensor x, Tensor y) => Mask<Compare.GreaterThanOrEqual>(x, y, nameof(GreaterThanOrEqual));

    /// <inheritdoc cref="LessThan(Tensor)"/>
    public static Tensor operator <(Tensor x, Tensor y) => Mask<Compare.LessThan>(x, y, nameof(LessThan));

    /// <inheritdoc cref="LessThanOrEqual(Tensor)"/>
    public static Tensor operator <=(Tensor x, Tensor y) => Mask<Compare.LessThanOrEqual>(x, y, nameof(LessThanOrEqual));

    /// <inheritdoc cref="GreaterThan(Number)"/>
    public static Tensor operator >(Tensor x, Number y) => Mask<Compare.GreaterThan>(x, y, nameof(GreaterThan));

    /// <inheritdoc cref="GreaterThanOrEqual(Number)"/>
    public static Tensor operator >=(Tensor x, Number y) => Mask<Compare.GreaterThanOrEqual>(x, y, nameof(GreaterThanOrEqual));

    /// <inheritdoc cref="LessThan(Number)"/>
    public static Tensor operator <(Tensor x, Number y) => Mask<Compare.LessThan>(x, y, nameof(LessThan));

    /// <inheritdoc cref="LessThanOrEqual(Number)"/>
    public static Tensor operator <=(Tensor x, Number y) => Mask<Compare.LessThanOrEqual>(x, y, nameof(LessThanOrEqual));

    private static Tensor Mask<C>(Tensor x, Tensor y, string method) where C : struct, IComparison
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ExpectNumbers(x, method);
        ExpectNumbers(y, method);
        if (x.DType != y.DType)
        {
            throw new ArgumentException(
                $"{method}: the tensors are {x.DType} and {y.DType}; expected one type. Convert one of them with To.", nameof(y));
        }

        Tensor mask = Result(Shape.Broadcast(x.Shape, y.Shape, method), DType.Bool);
        Compare.Run<C>(x, y, mask);
        return TracedCall.Of(method, mask, [x, y]);
    }

    private static Tensor Mask<C>(Tensor x, Number y, string method) where C : struct, IComparison
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.DType != DType.Int64)
        {
            return Mask<C>(x, AsLimit(y, x), method);
        }

        if (y.TryInt64(out long integer))
        {
            return Mask<C>(x, Scalar(integer, DType.Int64), method);
        }

        // A number with a fraction is below 2^53, so rounding the elements changes no answer; one above all Int64 is as good as infinite.
        double real = y.Real >= -(double)long.MinValue ? double.PositiveInfinity : y.Real;
        return Mask<C>(x.To(DType.Float64), Scalar(real, DType.Float64), method);
    }

    private static void ExpectNumbers(Tensor x, string method)
    {
        if (x.DType == DType.Bool)
        {
            throw new ArgumentException(
                $"{method}: a tensor is Bool; expected Float32, Float64 or Int64. Masks are combined with And, Or and Not.", nameof(x));
        }
    }
}
