namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// A Bool mask: where x &gt; y, element by element, with broadcasting. Every comparison with NaN is false but <see cref="NotEqualTo(Tensor)"/>.
    /// Comparisons are not differentiable and not recorded.
    /// </summary>
    /// <param name="other">A tensor of the same type of elements: Float32, Float64 or Int64.</param>
    /// <exception cref="ArgumentException">The types differ or are Bool, or the shapes do not broadcast.</exception>
    public Tensor Greater(Tensor other) => Mask<Compare.Greater>(this, other, nameof(Greater));

    /// <summary>A Bool mask: where x ≥ y. As <see cref="Greater(Tensor)"/> in all else.</summary>
    /// <inheritdoc cref="Greater(Tensor)" path="/param|/exception"/>
    public Tensor GreaterOrEqual(Tensor other) => Mask<Compare.GreaterOrEqual>(this, other, nameof(GreaterOrEqual));

    /// <summary>A Bool mask: where x &lt; y. As <see cref="Greater(Tensor)"/> in all else.</summary>
    /// <inheritdoc cref="Greater(Tensor)" path="/param|/exception"/>
    public Tensor Less(Tensor other) => Mask<Compare.Less>(this, other, nameof(Less));

    /// <summary>A Bool mask: where x ≤ y. As <see cref="Greater(Tensor)"/> in all else.</summary>
    /// <inheritdoc cref="Greater(Tensor)" path="/param|/exception"/>
    public Tensor LessOrEqual(Tensor other) => Mask<Compare.LessOrEqual>(this, other, nameof(LessOrEqual));

    /// <summary>A Bool mask: where x = y. As <see cref="Greater(Tensor)"/> in all else. (The operator == asks whether two tensors are the same object.)</summary>
    /// <inheritdoc cref="Greater(Tensor)" path="/param|/exception"/>
    public Tensor EqualTo(Tensor other) => Mask<Compare.Equal>(this, other, nameof(EqualTo));

    /// <summary>A Bool mask: where x ≠ y, which holds of NaN and anything. As <see cref="Greater(Tensor)"/> in all else.</summary>
    /// <inheritdoc cref="Greater(Tensor)" path="/param|/exception"/>
    public Tensor NotEqualTo(Tensor other) => Mask<Compare.NotEqual>(this, other, nameof(NotEqualTo));

    /// <summary>A Bool mask: where x &gt; a number, which is first rounded to Float32 where the elements are. Int64 elements are compared exactly.</summary>
    /// <param name="other">The number.</param>
    /// <exception cref="ArgumentException">The elements are Bool.</exception>
    public Tensor Greater(double other) => Mask<Compare.Greater>(this, other, nameof(Greater));

    /// <summary>A Bool mask: where x ≥ a number. As <see cref="Greater(double)"/> in all else.</summary>
    /// <inheritdoc cref="Greater(double)" path="/param|/exception"/>
    public Tensor GreaterOrEqual(double other) => Mask<Compare.GreaterOrEqual>(this, other, nameof(GreaterOrEqual));

    /// <summary>A Bool mask: where x &lt; a number. As <see cref="Greater(double)"/> in all else.</summary>
    /// <inheritdoc cref="Greater(double)" path="/param|/exception"/>
    public Tensor Less(double other) => Mask<Compare.Less>(this, other, nameof(Less));

    /// <summary>A Bool mask: where x ≤ a number. As <see cref="Greater(double)"/> in all else.</summary>
    /// <inheritdoc cref="Greater(double)" path="/param|/exception"/>
    public Tensor LessOrEqual(double other) => Mask<Compare.LessOrEqual>(this, other, nameof(LessOrEqual));

    /// <summary>A Bool mask: where x = a number. As <see cref="Greater(double)"/> in all else.</summary>
    /// <inheritdoc cref="Greater(double)" path="/param|/exception"/>
    public Tensor EqualTo(double other) => Mask<Compare.Equal>(this, other, nameof(EqualTo));

    /// <summary>A Bool mask: where x ≠ a number, which holds of NaN. As <see cref="Greater(double)"/> in all else.</summary>
    /// <inheritdoc cref="Greater(double)" path="/param|/exception"/>
    public Tensor NotEqualTo(double other) => Mask<Compare.NotEqual>(this, other, nameof(NotEqualTo));

    /// <inheritdoc cref="Greater(Tensor)"/>
    public static Tensor operator >(Tensor x, Tensor y) => Mask<Compare.Greater>(x, y, nameof(Greater));

    /// <inheritdoc cref="GreaterOrEqual(Tensor)"/>
    public static Tensor operator >=(Tensor x, Tensor y) => Mask<Compare.GreaterOrEqual>(x, y, nameof(GreaterOrEqual));

    /// <inheritdoc cref="Less(Tensor)"/>
    public static Tensor operator <(Tensor x, Tensor y) => Mask<Compare.Less>(x, y, nameof(Less));

    /// <inheritdoc cref="LessOrEqual(Tensor)"/>
    public static Tensor operator <=(Tensor x, Tensor y) => Mask<Compare.LessOrEqual>(x, y, nameof(LessOrEqual));

    /// <inheritdoc cref="Greater(double)"/>
    public static Tensor operator >(Tensor x, double y) => Mask<Compare.Greater>(x, y, nameof(Greater));

    /// <inheritdoc cref="GreaterOrEqual(double)"/>
    public static Tensor operator >=(Tensor x, double y) => Mask<Compare.GreaterOrEqual>(x, y, nameof(GreaterOrEqual));

    /// <inheritdoc cref="Less(double)"/>
    public static Tensor operator <(Tensor x, double y) => Mask<Compare.Less>(x, y, nameof(Less));

    /// <inheritdoc cref="LessOrEqual(double)"/>
    public static Tensor operator <=(Tensor x, double y) => Mask<Compare.LessOrEqual>(x, y, nameof(LessOrEqual));

    private static Tensor Mask<C>(Tensor x, Tensor y, string method) where C : struct, IComparison
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ExpectNumbers(x, method);
        ExpectNumbers(y, method);
        if (x.DType != y.DType)
        {
            throw new ArgumentException($"{method}: the tensors are {x.DType} and {y.DType}; expected one type. Convert one of them with To.", nameof(y));
        }

        Tensor mask = Result(Shape.Broadcast(x.Shape, y.Shape, method), DType.Bool);
        Compare.Run<C>(x, y, mask);
        return mask;
    }

    private static Tensor Mask<C>(Tensor x, double y, string method) where C : struct, IComparison
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.DType != DType.Int64)
        {
            return Mask<C>(x, Number(y, x), method);
        }

        if (IsInteger(y))
        {
            return Mask<C>(x, Scalar(y, DType.Int64), method);
        }

        // A number with a fraction is below 2^53, so rounding the elements changes no answer; one above all Int64 is as good as infinite.
        return Mask<C>(x.To(DType.Float64), Scalar(y >= -(double)long.MinValue ? double.PositiveInfinity : y, DType.Float64), method);
    }

    private static void ExpectNumbers(Tensor x, string method)
    {
        if (x.DType == DType.Bool)
        {
            throw new ArgumentException($"{method}: a tensor is Bool; expected Float32, Float64 or Int64. Masks are combined with And, Or and Not.", nameof(x));
        }
    }
}
