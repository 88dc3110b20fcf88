namespace Autograd.Core;

public abstract partial class Op
{
    /// <summary>Makes an elementwise op of a formula of one argument.</summary>
    /// <param name="name">The op's name, for messages.</param>
    /// <param name="formula">The formula with its parameters.</param>
    /// <param name="attributes">The values of the op's attributes, in the order of its definition's parameters.</param>
    public static Op Unary<F>(string name, F formula, params ReadOnlySpan<OpValue> attributes) where F : struct, IUnaryFormula =>
        new UnaryOp<F, Orders>(name, formula, attributes);

    /// <summary>Makes an elementwise op of a formula of two arguments, which broadcast.</summary>
    /// <param name="name">The op's name, for messages.</param>
    /// <param name="formula">The formula with its parameters.</param>
    /// <param name="attributes">The values of the op's attributes, in the order of its definition's parameters.</param>
    public static Op Binary<F>(string name, F formula, params ReadOnlySpan<OpValue> attributes) where F : struct, IBinaryFormula =>
        new BinaryOp<F, Orders>(name, formula, attributes);

    /// <summary>Makes an elementwise op of a formula of three arguments, which broadcast.</summary>
    /// <param name="name">The op's name, for messages.</param>
    /// <param name="formula">The formula with its parameters.</param>
    /// <param name="attributes">The values of the op's attributes, in the order of its definition's parameters.</param>
    public static Op Ternary<F>(string name, F formula, params ReadOnlySpan<OpValue> attributes) where F : struct, ITernaryFormula =>
        new TernaryOp<F, Orders>(name, formula, attributes);

    /// <summary>Makes a loss of a formula of an input and a target, which have one shape.</summary>
    /// <param name="name">The op's name, for messages.</param>
    /// <param name="formula">The formula with its parameters.</param>
    /// <param name="reduction">How the losses of the elements become one number.</param>
    /// <param name="attributes">
    /// The values of the op's attributes, in the order of its definition's parameters; the reduction comes last by itself.
    /// </param>
    public static Op Loss<F>(string name, F formula, Reduction reduction = Reduction.Mean, params ReadOnlySpan<OpValue> attributes)
        where F : struct, IBinaryFormula =>
        new LossOp<TwoOfThree<F>>(name, new(formula), reduction, LossLayouts.Pair, null, attributes);
}

public sealed partial class Tensor
{
    /// <summary>Applies a formula of your own element by element, differentiably.</summary>
    /// <param name="formula">The formula with its parameters.</param>
    public Tensor Map<F>(F formula) where F : struct, IUnaryFormula => new UnaryOp<F, Orders>(FormulaName<F>.Text, formula).Apply(this);

    /// <summary>Applies a formula of two arguments element by element, differentiably, with broadcasting.</summary>
    /// <param name="formula">The formula with its parameters.</param>
    /// <param name="other">The formula's second argument.</param>
    public Tensor Map<F>(F formula, Tensor other) where F : struct, IBinaryFormula =>
        new BinaryOp<F, Orders>(FormulaName<F>.Text, formula).Apply(this, other);

    /// <summary>Applies a formula of three arguments element by element, differentiably, with broadcasting.</summary>
    /// <param name="formula">The formula with its parameters.</param>
    /// <param name="second">The formula's second argument.</param>
    /// <param name="third">The formula's third argument.</param>
    public Tensor Map<F>(F formula, Tensor second, Tensor third) where F : struct, ITernaryFormula =>
        new TernaryOp<F, Orders>(FormulaName<F>.Text, formula).Apply(this, second, third);
}

/// <summary>What an op of somebody's formula is called: the type's name, without the number of its type arguments.</summary>
internal static class FormulaName<F>
{
    public static string Text { get; } = typeof(F).Name.Split('`')[0];
}
