namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The smaller of two tensors, element by element, with broadcasting; NaN where either is.</summary>
    /// <param name="x">One tensor.</param>
    /// <param name="y">The other.</param>
    /// <remarks>Where both are equal each gets half of the gradient.</remarks>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor Minimum(Tensor x, Tensor y) => MinimumOp.Instance.Apply(x, y);
}

internal static class MinimumOp
{
    public static readonly Op Instance = Op.Binary("minimum", new Formula());

    private readonly record struct Formula : IBinaryFormula
    {
        public R Apply<R>(R x, R y) where R : struct, IReal<R> => R.Min(x, y);
    }

    public static OpDefinition Definition => new()
    {
        Name = "minimum",
        Category = OpCategory.Elementwise,
        Formula = @"\min(x, y)",
        Source = "Arithmetic",
        Derivative = @"\frac{\partial}{\partial x} = \begin{cases} 1 & x < y \\ \tfrac12 & x = y \\ 0 & x > y \end{cases}",
        Usage = "The smaller of two learned quantities. For a fixed bound take Clamp. Only the smaller one learns.",
        Example = new(() => Tensor.Minimum(Tensor.From([1.0, 5.0]), Tensor.From([2.0, 3.0]))),
        Curve = new("y = 1", x => Instance.Apply(x, Tensor.Scalar(1, x.DType))),
        Make = _ => Instance,
        Samples = OpSamples.Binary(),
        Kink = Kinks.WhereEqual,
        Errors = OpErrors.Binary("minimum"),
    };
}
