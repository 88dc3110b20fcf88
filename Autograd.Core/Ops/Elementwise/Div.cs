namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>x / y, element by element, with broadcasting.</summary>
    public static Tensor operator /(Tensor x, Tensor y) => DivOp.Instance.Apply(x, y);

    /// <summary>x / y for a number y.</summary>
    /// <exception cref="ArgumentException">Float32 would make the number infinite, or 0.</exception>
    public static Tensor operator /(Tensor x, double y) => x / AsOperand(y, x, "div", mayVanish: false);

    /// <summary>x / y for a number x.</summary>
    /// <exception cref="ArgumentException">Float32 would make the number infinite, or 0.</exception>
    public static Tensor operator /(double x, Tensor y) => AsOperand(x, y, "div", mayVanish: false) / y;
}

internal static class DivOp
{
    public static readonly Op Instance = Op.Binary("div", new Formula());

    private readonly record struct Formula : IBinaryFormula
    {
        public R Apply<R>(R x, R y) where R : struct, IReal<R> => x / y;
    }

    public static OpDefinition Definition => new()
    {
        Name = "div",
        Category = OpCategory.Elementwise,
        Formula = @"\frac{x}{y}",
        Source = "Arithmetic",
        Derivative = @"\frac{\partial}{\partial x} = \frac{1}{y}, \quad \frac{\partial}{\partial y} = -\frac{x}{y^2}",
        Usage = "Normalization. Keep the divisor away from 0, by adding a small number, since the gradient grows with its inverse square.",
        Example = new(() => Tensor.From([1.0, 2.0]) / Tensor.From([4.0, 8.0])),
        Make = _ => Instance,
        Samples = OpSamples.Binary(low2: 0.5, high2: 3),
        Errors = OpErrors.Binary("div"),
    };
}
