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

/// <summary>
/// A function that states its slope, where that is cheaper than what follows from the formula: from its value, say, which is at hand on the
/// way back. Higher derivatives follow from the formula all the same, and a law compares the two.
/// </summary>
internal interface ISlopeFormula : IUnaryFormula
{
    /// <summary>Whether the slope is told by the function's value; otherwise by its argument.</summary>
    static abstract bool IsOfValue { get; }

    /// <summary>The slope at an argument, or where the function has a value.</summary>
    R Slope<R>(R at) where R : struct, IReal<R>;
}

/// <summary>A differentiable function of two numbers, applied element by element with broadcasting.</summary>
public interface IBinaryFormula
{
    /// <summary>The value at (<paramref name="x"/>, <paramref name="y"/>).</summary>
    R Apply<R>(R x, R y) where R : struct, IReal<R>;
}

/// <summary>A differentiable function of three numbers, applied element by element with broadcasting.</summary>
public interface ITernaryFormula
{
    /// <summary>Whether the third number makes no difference: a loop then leaves it alone.</summary>
    internal static virtual bool IgnoresThird => false;

    /// <summary>The value at (<paramref name="x"/>, <paramref name="y"/>, <paramref name="z"/>).</summary>
    R Apply<R>(R x, R y, R z) where R : struct, IReal<R>;
}
