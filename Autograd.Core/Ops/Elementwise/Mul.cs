namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>x · y, element by element, with broadcasting.</summary>
    public static Tensor operator *(Tensor x, Tensor y) => MulOp.Instance.Apply(x, y);

    /// <summary>x · y for a number y.</summary>
    public static Tensor operator *(Tensor x, double y) => x * AsOperand(y, x, "mul");

    /// <summary>x · y for a number x.</summary>
    public static Tensor operator *(double x, Tensor y) => AsOperand(x, y, "mul") * y;
}

internal static class MulOp
{
    public static readonly Op Instance = Op.Binary("mul", new Formula());

    private readonly record struct Formula : IBinaryFormula
    {
        public R Apply<R>(R x, R y) where R : struct, IReal<R> => x * y;
    }

    public static OpDefinition Definition => new()
    {
        Name = "mul",
        Category = OpCategory.Elementwise,
        Formula = @"x \cdot y",
        Source = "Arithmetic",
        Derivative = @"\frac{\partial}{\partial x} = y, \quad \frac{\partial}{\partial y} = x",
        Usage =
            "Gates and attention weights: the product of a signal with something between 0 and 1. For x·x take Square, which " +
            "stores and reads one tensor.",
        Example = new(() => Tensor.From([1.0, 2.0, 3.0]) * 2),
        Make = _ => Instance,
        Samples = OpSamples.Binary(),
        Errors = OpErrors.Binary("mul"),
    };
}
