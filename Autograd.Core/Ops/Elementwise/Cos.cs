namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The cosine of angles in radians, element by element.</summary>
    public Tensor Cos() => CosOp.Instance.Apply(this);
}

internal static class CosOp
{
    public static readonly Op Instance = Op.Unary("cos", new Formula());

    private readonly record struct Formula : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Cos(x);
    }

    public static OpDefinition Definition => new()
    {
        Name = "cos",
        Category = OpCategory.Elementwise,
        Symmetry = Symmetry.Even,
        Formula = @"\cos x",
        Source = "Elementary function",
        Derivative = @"-\sin x",
        Usage = "Positions and phases, together with Sin.",
        Example = new(() => Tensor.From([0.0, Math.PI]).Cos()),
        Make = _ => Instance,
        Samples = OpSamples.Unary(),
        Errors = OpErrors.Unary("cos"),
    };
}
