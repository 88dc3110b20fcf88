namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>x + y, element by element, with broadcasting.</summary>
    public static Tensor operator +(Tensor x, Tensor y) => AddOp.Instance.Apply(x, y);

    /// <summary>x + y for a number y.</summary>
    public static Tensor operator +(Tensor x, double y) => x + AsOperand(y, x, "add");

    /// <summary>x + y for a number x.</summary>
    public static Tensor operator +(double x, Tensor y) => AsOperand(x, y, "add") + y;
}

internal sealed class AddOp : ElementwiseOp
{
    public static readonly Op Instance = new AddOp();

    private AddOp()
        : base("add", 2)
    {
    }

    protected override Tensor Forward(OpCall call) => BinaryOp<Formula, Orders>.Compute(this, default, call.Inputs);

    // Nothing to compute: the gradient goes on as it came, to either side.
    protected override void Differentiate(Pullback call)
    {
        call.Set(0, call.Upstream);
        call.Set(1, call.Upstream);
    }

    private readonly record struct Formula : IBinaryFormula
    {
        public R Apply<R>(R x, R y) where R : struct, IReal<R> => x + y;
    }

    public static OpDefinition Definition => new()
    {
        Name = "add",
        Category = OpCategory.Elementwise,
        Formula = "x + y",
        Source = "Arithmetic",
        Derivative = @"\frac{\partial}{\partial x} = 1, \quad \frac{\partial}{\partial y} = 1",
        Usage = "Residual connections and biases; both inputs get the gradient unchanged, which is why residual networks can be deep.",
        Example = new(() => Tensor.From([1.0, 2.0]) + Tensor.From([10.0, 20.0])),
        Make = _ => Instance,
        Samples = OpSamples.Binary(),
        Errors = OpErrors.Binary("add"),
    };
}
