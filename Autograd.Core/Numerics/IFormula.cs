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

/// <summary>A differentiable function of two numbers, applied element by element with broadcasting.</summary>
public interface IBinaryFormula
{
    /// <summary>The value at (<paramref name="x"/>, <paramref name="y"/>).</summary>
    R Apply<R>(R x, R y) where R : struct, IReal<R>;
}

/// <summary>A differentiable function of three numbers, applied element by element with broadcasting.</summary>
public interface ITernaryFormula
{
    /// <summary>The value at (<paramref name="x"/>, <paramref name="y"/>, <paramref name="z"/>).</summary>
    R Apply<R>(R x, R y, R z) where R : struct, IReal<R>;
}
