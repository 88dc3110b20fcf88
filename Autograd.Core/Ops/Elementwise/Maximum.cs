namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The larger of two tensors, element by element, with broadcasting; NaN where either is.</summary>
    /// <param name="x">One tensor.</param>
    /// <param name="y">The other.</param>
    /// <remarks>Where both are equal each gets half of the gradient.</remarks>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor Maximum(Tensor x, Tensor y) => MaximumOp.Instance.Apply(x, y);
}

internal static class MaximumOp
{
    public static readonly Op Instance = Op.Binary("maximum", new Formula());

    private readonly record struct Formula : IBinaryFormula
    {
        public R Apply<R>(R x, R y) where R : struct, IReal<R> => R.Max(x, y);
    }

    public static OpDefinition Definition => new()
    {
        Name = "maximum",
        Category = OpCategory.Elementwise,
        Formula = @"\max(x, y)",
        Source = "Arithmetic",
        Derivative = @"\frac{\partial}{\partial x} = \begin{cases} 1 & x > y \\ \tfrac12 & x = y \\ 0 & x < y \end{cases}",
        Usage = "The larger of two learned quantities, as in a maxout unit. For a fixed bound take Clamp. Only the larger one learns.",
        Example = new(() => Tensor.Maximum(Tensor.From([1.0, 5.0]), Tensor.From([2.0, 3.0]))),
        Curve = new("y = 1", x => Instance.Apply(x, Tensor.Scalar(1, x.DType))),
        Make = _ => Instance,
        Samples = OpSamples.Binary(),
        Kink = Kinks.WhereEqual,
        Errors = OpErrors.Binary("maximum"),
    };
}
