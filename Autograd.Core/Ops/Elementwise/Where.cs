namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>Element by element x where the condition is true and y where it is not, with broadcasting of all three.</summary>
    /// <param name="condition">A tensor of Bool.</param>
    /// <param name="x">What is taken where the condition is true.</param>
    /// <param name="y">What is taken elsewhere.</param>
    /// <remarks>What is not taken gets the gradient 0, though it be infinite or NaN.</remarks>
    /// <exception cref="ArgumentException">
    /// The condition is not Bool, x and y are of different types, or the shapes do not broadcast.
    /// </exception>
    public static Tensor Where(Tensor condition, Tensor x, Tensor y) => WhereOp.Instance.Apply(condition, x, y);

    /// <inheritdoc cref="Where(Tensor, Tensor, Tensor)"/>
    public static Tensor Where(Tensor condition, Tensor x, Number y) => Where(condition, x, AsOperand(y, x, "where"));

    /// <inheritdoc cref="Where(Tensor, Tensor, Tensor)"/>
    public static Tensor Where(Tensor condition, Number x, Tensor y) => Where(condition, AsOperand(x, y, "where"), y);

    /// <summary>Element by element one number where the condition is true and another where it is not.</summary>
    /// <param name="condition">A tensor of Bool.</param>
    /// <param name="x">What is taken where the condition is true.</param>
    /// <param name="y">What is taken elsewhere.</param>
    /// <param name="dtype">Float32 or Float64.</param>
    /// <exception cref="ArgumentException">The condition is not Bool, or the type is not floating point.</exception>
    public static Tensor Where(Tensor condition, Number x, Number y, DType dtype = DType.Float32) =>
        Where(condition, Filled(Shape.Scalar, x, dtype, "where"), Filled(Shape.Scalar, y, dtype, "where"));
}

internal sealed class WhereOp() : Op("where")
{
    public static readonly Op Instance = new WhereOp();

    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, 3);
        Tensor condition = inputs[0], x = inputs[1], y = inputs[2];
        if (condition.DType != DType.Bool)
        {
            throw new ArgumentException(
                $"{Name}: the condition is {condition.DType}; expected Bool. Convert it with To(DType.Bool) first.");
        }

        ExpectFloats(inputs[1..]);
        Tensor chosen = Result(condition.Shape, x.DType);
        Cast.Run(condition, chosen);
        Shape shape = Shape.Broadcast(Shape.Broadcast(condition.Shape, x.Shape, Name), y.Shape, Name);
        Tensor output = Result(shape, x.DType);
        Elementwise.Forward(new Formula(), chosen, x, y, output);
        call.Keep(chosen);
        return output;
    }

    // The condition is constant, so the gradients choose between the upstream one and 0.
    protected override void Differentiate(Pullback call)
    {
        Tensor upstream = call.Upstream, zero = Tensor.Zeros(Shape.Scalar, upstream.DType);
        if (call.Needs(1))
        {
            call.Set(1, Choose(call, upstream, zero));
        }

        if (call.Needs(2))
        {
            call.Set(2, Choose(call, zero, upstream));
        }
    }

    private Tensor Choose(Pullback call, Tensor x, Tensor y)
    {
        if (call.IsRecording)
        {
            return Apply(call.Inputs[0], x, y);
        }

        Tensor gradient = Result(call.Upstream.Shape, call.Upstream.DType);
        Elementwise.Forward(new Formula(), call.Kept[0], x, y, gradient);
        return gradient;
    }

    private readonly record struct Formula : ITernaryFormula
    {
        public R Apply<R>(R condition, R x, R y) where R : struct, IReal<R> => R.IfGreater(condition, 0, x, y);
    }

    public static OpDefinition Definition => new()
    {
        Name = "where",
        Category = OpCategory.Elementwise,
        Formula = @"\begin{cases} x & c \\ y & \lnot c \end{cases}",
        Source = "Selection of elements",
        Derivative = @"\frac{\partial}{\partial x} = \begin{cases} 1 & c \\ 0 & \lnot c \end{cases}, \quad \frac{\partial}{\partial y} " +
            @"= \begin{cases} 0 & c \\ 1 & \lnot c \end{cases}",
        Usage = "Masks, and functions defined piece by piece: what is not taken may be infinite or NaN and does no harm to the gradient.",
        Example = new(() => Tensor.Where(Tensor.From([true, false]), Tensor.From([1.0, 2.0]), Tensor.From([-1.0, -2.0]))),
        Make = _ => Instance,
        Samples =
        [
            Sample([], [], []), Sample([0], [0], []), Sample([19], [19], [19]), Sample([3, 4], [4], [3, 1]), Sample([4], [2, 1, 1], [3, 1]),
            Sample([2, 3], [], []), Sample([3, 1], [3, 5], []),
        ],
        Errors =
        [
            new("where: the condition is Float32; expected Bool", () => [Tensor.Ones([2]), Tensor.Ones([2]), Tensor.Ones([2])]),
            new("where: the shapes [2] and [3] do not broadcast", () => [Tensor.From([true, false]), Tensor.Ones([3]), Tensor.Ones([2])]),
            new(
                "where: the inputs are Float32 and Float64; expected one type",
                () => [Tensor.From([true]), Tensor.Ones([1]), Tensor.Ones([1], DType.Float64)]),
            new("where: expected 3 inputs, got 2", () => [Tensor.From([true]), Tensor.Ones([1])]),
        ],
    };

    private static OpSample Sample(Shape condition, Shape x, Shape y) => new(
        $"{condition} ? {x} : {y}",
        dtype =>
        [
            Tensor.From([.. OpSamples.Spread(condition, DType.Float64).AsSpan<double>().ToArray().Select(number => number > 0)], condition),
            OpSamples.Spread(x, dtype, phase: 1),
            OpSamples.Spread(y, dtype, phase: 2),
        ]);
}
