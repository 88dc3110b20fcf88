// The derivatives up to the third are computed in one loop each.
global using Orders = Autograd.Core.Fused<Autograd.Core.Fused<Autograd.Core.Composed>>;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// How an elementwise op records its derivative: of which order the op itself is, as a type, so that types do not deepen for ever.
/// </summary>
internal interface IOrder
{
    /// <summary>The derivative of a formula of one argument.</summary>
    static abstract Tensor Derivative<F>(string name, F formula, Tensor x) where F : struct, IUnaryFormula;

    /// <summary>The derivative of a formula of two by one of them.</summary>
    static abstract Tensor PartialOfTwo<F>(string name, F formula, ReadOnlySpan<Tensor> at, int by) where F : struct, IBinaryFormula;

    /// <summary>The derivative of a formula of three by one of them.</summary>
    static abstract Tensor PartialOfThree<F>(string name, F formula, ReadOnlySpan<Tensor> at, int by) where F : struct, ITernaryFormula;
}

/// <summary>
/// The derivative is an op of a formula of its own, in one loop, forward and backward; how that one's is recorded is told by the next
/// order.
/// </summary>
internal readonly struct Fused<N> : IOrder where N : struct, IOrder
{
    public static Tensor Derivative<F>(string name, F formula, Tensor x) where F : struct, IUnaryFormula =>
        new UnaryOp<Derivative<F>, N>($"{name}'", new(formula)).Apply(x);

    public static Tensor PartialOfTwo<F>(string name, F formula, ReadOnlySpan<Tensor> at, int by) where F : struct, IBinaryFormula =>
        new BinaryOp<PartialOfTwo<F>, N>($"{name}'{by}", new(formula, by)).Apply(at);

    public static Tensor PartialOfThree<F>(string name, F formula, ReadOnlySpan<Tensor> at, int by) where F : struct, ITernaryFormula =>
        new TernaryOp<PartialOfThree<F>, N>($"{name}'{by}", new(formula, by)).Apply(at);
}

/// <summary>The derivative is composed of recorded ops, one for each operation of the formula: slow, and there for every order.</summary>
internal readonly struct Composed : IOrder
{
    public static Tensor Derivative<F>(string name, F formula, Tensor x) where F : struct, IUnaryFormula =>
        formula.Apply(new Dual<TensorReal>(new(x), 1)).Tangent.ToTensor(x.DType);

    public static Tensor PartialOfTwo<F>(string name, F formula, ReadOnlySpan<Tensor> at, int by) where F : struct, IBinaryFormula =>
        formula.Apply<Dual<TensorReal>>(new(new(at[0]), by == 0 ? 1 : 0), new(new(at[1]), by == 1 ? 1 : 0)).Tangent.ToTensor(at[0].DType);

    public static Tensor PartialOfThree<F>(string name, F formula, ReadOnlySpan<Tensor> at, int by) where F : struct, ITernaryFormula =>
        formula.Apply<Dual<TensorReal>>(new(new(at[0]), by == 0 ? 1 : 0), new(new(at[1]), by == 1 ? 1 : 0),
            new(new(at[2]), by == 2 ? 1 : 0))
            .Tangent.ToTensor(at[0].DType);
}

/// <summary>The derivative of a formula, as a formula.</summary>
internal readonly struct Derivative<F>(F formula) : IUnaryFormula where F : struct, IUnaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x) where R : struct, IReal<R> => formula.Apply(new Dual<R>(x, 1)).Tangent;
}

/// <summary>The derivative of a formula of two by one of them.</summary>
internal readonly struct PartialOfTwo<F>(F formula, int by) : IBinaryFormula where F : struct, IBinaryFormula
{
    static bool IBinaryFormula.IsDerivative => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x, R y) where R : struct, IReal<R> =>
        formula.Apply<Dual<R>>(new(x, by == 0 ? 1 : 0), new(y, by == 1 ? 1 : 0)).Tangent;
}

/// <summary>The derivative of a formula of three by one of them.</summary>
internal readonly struct PartialOfThree<F>(F formula, int by) : ITernaryFormula where F : struct, ITernaryFormula
{
    static bool ITernaryFormula.IsDerivative => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x, R y, R z) where R : struct, IReal<R> =>
        formula.Apply<Dual<R>>(new(x, by == 0 ? 1 : 0), new(y, by == 1 ? 1 : 0), new(z, by == 2 ? 1 : 0)).Tangent;
}
