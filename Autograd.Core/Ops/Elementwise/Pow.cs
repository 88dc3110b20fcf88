namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>x to the power y, element by element, with broadcasting.</summary>
    /// <param name="exponent">The exponents y.</param>
    /// <remarks>
    /// Values are those of <see cref="Math.Pow(double, double)"/>: x⁰ is 1 for every x, and a negative x to a fraction is NaN. For y = 0
    /// the gradient by x is 0; for x ≤ 0 the gradient by y is taken as 0.
    /// </remarks>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public Tensor Pow(Tensor exponent) => PowOp.Instance.Apply(this, exponent);

    /// <inheritdoc cref="Pow(Tensor)"/>
    /// <param name="exponent">The exponent y of all elements.</param>
    public Tensor Pow(double exponent) => exponent switch
    {
        2 => Square(),
        -1 => Reciprocal(),
        _ => Pow(AsOperand(exponent, this, "pow", mayVanish: false)),
    };
}

internal static class PowOp
{
    public static readonly Op Instance = Op.Binary("pow", new Formula());

    private readonly record struct Formula : IBinaryFormula
    {
        public R Apply<R>(R x, R y) where R : struct, IReal<R> => R.Pow(x, y);
    }

    public static OpDefinition Definition => new()
    {
        Name = "pow",
        Category = OpCategory.Elementwise,
        Formula = "x^y",
        Source = "Elementary function",
        Derivative = @"\frac{\partial}{\partial x} = y\,x^{y-1}, \quad \frac{\partial}{\partial y} = x^y \log x",
        Usage =
            "For exponents that are learned or no small integers; for x², 1/x and √x the ops of their own are faster and exact. A " +
            "negative x wants a whole exponent.",
        Example = new(() => Tensor.From([1.0, 2.0, 3.0]).Pow(3)),
        Curve = new("y = 3", x => Instance.Apply(x, Tensor.Scalar(3, x.DType))),
        Make = _ => Instance,
        Samples = OpSamples.Binary(low: 0.2, high: 3),
        Errors = OpErrors.Binary("pow"),
    };
}
