namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The absolute value, element by element; its slope at 0 is 0.</summary>
    public Tensor Abs() => AbsOp.Instance.Apply(this);
}

internal static class AbsOp
{
    public static readonly Op Instance = Op.Unary("abs", new Formula());

    private readonly record struct Formula : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Abs(x);
    }

    public static OpDefinition Definition => new()
    {
        Name = "abs",
        Category = OpCategory.Elementwise,
        Symmetry = Symmetry.Even,
        IsIdempotent = true,
        Formula = "|x|",
        Source = "Arithmetic",
        Derivative = @"\operatorname{sign} x",
        Usage = "Magnitudes, and full rectification: as an activation it answers to an edge of either polarity. The slope at 0 is 0.",
        Example = new(() => Tensor.From([-2.0, 3.0]).Abs()),
        Make = _ => Instance,
        Samples = OpSamples.Unary(),
        Kink = Kinks.At(0),
        Errors = OpErrors.Unary("abs"),
    };
}
