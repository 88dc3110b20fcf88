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

    public static OpDefinition Definition { get; } = new()
    {
        Name = "sin",
        Category = OpCategory.Elementwise,
        Symmetry = Symmetry.Odd,
        Formula = @"\sin x",
        Source = "Elementary function",
        Make = _ => Instance,
        Samples = OpSamples.Unary(),
        Errors = OpErrors.Unary("sin"),
    };
}
