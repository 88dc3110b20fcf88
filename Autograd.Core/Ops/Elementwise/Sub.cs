namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>x − y, element by element, with broadcasting.</summary>
    public static Tensor operator -(Tensor x, Tensor y) => SubOp.Instance.Apply(x, y);

    /// <summary>x − y for a number y.</summary>
    public static Tensor operator -(Tensor x, double y) => x - AsOperand(y, x, "sub");

    /// <summary>x − y for a number x.</summary>
    public static Tensor operator -(double x, Tensor y) => AsOperand(x, y, "sub") - y;
}

internal static class SubOp
{
    public static readonly Op Instance = Op.Binary("sub", new Formula());

    private readonly record struct Formula : IBinaryFormula
    {
        public R Apply<R>(R x, R y) where R : struct, IReal<R> => x - y;
    }

    public static OpDefinition Definition => new()
    {
        Name = "sub",
        Category = OpCategory.Elementwise,
        Formula = "x - y",
        Source = "Arithmetic",
        Derivative = @"\frac{\partial}{\partial x} = 1, \quad \frac{\partial}{\partial y} = -1",
        Usage =
            "Differences and centring. Nearly equal numbers lose their digits here: where the difference is of the form eˣ − 1 " +
            "take Expm1 instead.",
        Example = new(() => Tensor.From([1.0, 2.0]) - 1),
        Make = _ => Instance,
        Samples = OpSamples.Binary(),
        Errors = OpErrors.Binary("sub"),
    };
}
