namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The sine of angles in radians, element by element.</summary>
    public Tensor Sin() => SinOp.Instance.Apply(this);
}

internal static class SinOp
{
    public static readonly Op Instance = Op.Unary("sin", new Formula());

    private readonly record struct Formula : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Sin(x);
    }

    public static OpDefinition Definition => new()
    {
        Name = "sin",
        Category = OpCategory.Elementwise,
        Symmetry = Symmetry.Odd,
        Formula = @"\sin x",
        Source = "Elementary function",
        Derivative = @"\cos x",
        Usage =
            "Positions and phases. As an activation it needs inputs of the order of 1; it repeats itself, so many inputs give one " +
            "answer.",
        Example = new(() => Tensor.From([0.0, Math.PI / 2]).Sin()),
        Make = _ => Instance,
        Samples = OpSamples.Unary(),
        Errors = OpErrors.Unary("sin"),
    };
}
