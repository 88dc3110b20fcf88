namespace Autograd.Core;

/// <summary>
/// A differentiable function of one number, applied element by element. Its fields are its parameters. Implement it as a
/// <c>readonly record struct</c>; the value over SIMD lanes, the fused backward pass and the second derivative follow from it.
/// </summary>
public interface IUnaryFormula
{
    /// <summary>The value at <paramref name="x"/>.</summary>
    R Apply<R>(R x) where R : struct, IReal<R>;
}

/// <summary>The slope of a function, told by its argument, its value or both: what it does not need is not read.</summary>
internal interface ISlope
{
    /// <summary>Whether the slope depends on the argument.</summary>
    static abstract bool NeedsArgument { get; }

    /// <summary>Whether the slope depends on the value.</summary>
    static abstract bool NeedsValue { get; }

    /// <summary>The slope at x, where the function is y.</summary>
    R Slope<R>(R x, R y) where R : struct, IReal<R>;
}

/// <summary>
/// A formula that states its slope, where that takes less than deriving it: the fused pullback uses it, and a law holds it to the derived
/// one.
/// </summary>
internal interface ISlopeFormula : IUnaryFormula, ISlope;

/// <summary>A differentiable function of two numbers, applied element by element with broadcasting.</summary>
public interface IBinaryFormula
{
    /// <summary>Whether it is the derivative of another formula: rarely wanted, and one of many.</summary>
    internal static virtual bool IsDerivative => false;

    /// <summary>The value at (<paramref name="x"/>, <paramref name="y"/>).</summary>
    R Apply<R>(R x, R y) where R : struct, IReal<R>;
}

/// <summary>A differentiable function of three numbers, applied element by element with broadcasting.</summary>
public interface ITernaryFormula
{
    /// <summary>Whether the third number makes no difference: a loop then leaves it alone.</summary>
    internal static virtual bool IgnoresThird => false;

    /// <summary>Whether it is the derivative of another formula: rarely wanted, and one of many.</summary>
    internal static virtual bool IsDerivative => false;

    /// <summary>The value at (<paramref name="x"/>, <paramref name="y"/>, <paramref name="z"/>).</summary>
    R Apply<R>(R x, R y, R z) where R : struct, IReal<R>;
}
