namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The gated linear unit a·σ(b), where a and b are the first and the second half along an axis.</summary>
    /// <param name="axis">The axis that is halved, negative counted from the end.</param>
    /// <remarks>Dauphin et al., 2017 (arXiv:1612.08083). Smooth.</remarks>
    /// <exception cref="ArgumentException">The axis is out of range, or its size is odd.</exception>
    public Tensor Glu(int axis = GluOp.DefaultAxis) => new GluOp(axis).Apply(this);
}

internal sealed class GluOp(int axis) : ComposedOp("glu", axis)
{
    public const int DefaultAxis = -1;

    protected override Tensor Compose(ReadOnlySpan<Tensor> inputs)
    {
        ExpectInputs(inputs, 1);
        ExpectFloats(inputs);
        Tensor x = inputs[0];
        int size = x.Shape[x.Shape.Axis(axis, Name)];
        if (size % 2 != 0)
        {
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"{Name}: axis {axis} of the shape {x.Shape} has the size {size}; expected an even one, to be halved."),
                nameof(inputs));
        }

        return x.Slice(axis, ..(size / 2)) * x.Slice(axis, (size / 2)..).Sigmoid();
    }

    public static OpDefinition Definition => new()
    {
        Name = "glu",
        Category = OpCategory.Activation,
        Activation = new(false, Smoothness.Smooth),
        Formula = @"a \, \sigma(b)",
        Source = "Dauphin, Fan, Auli and Grangier, Language modeling with gated convolutional networks, 2017 (arXiv:1612.08083)",
        Derivative = @"\frac{\partial}{\partial a} = \sigma(b), \quad \frac{\partial}{\partial b} = a \, \sigma(b) (1 - \sigma(b))",
        Usage = "Where one half of a layer should decide what passes of the other, as in language models. It halves the number of units.",
        Example = new(() => Tensor.From([1.0, 2.0, 0.0, 3.0]).Glu()),
        Curve = new("a = b = x", x => new GluOp(0).Apply(Tensor.Stack([x, x])).Reshape(x.Shape)),
        Parameters = [new("axis", DefaultAxis, "The axis that is halved, negative counted from the end.")],
        Make = attributes => new GluOp(attributes.Integer("axis")),
        Samples =
        [
            Sample([2], -1), Sample([38], 0), Sample([3, 4], 1), Sample([4, 3], 0), Sample([2, 6, 5], 1), Sample([2, 3, 34], -1),
            Sample([0], 0), Sample([0, 4], 1),
        ],
        Errors =
        [
            new("glu: axis -1 of the shape [2, 3] has the size 3; expected an even one", () => [Tensor.Ones([2, 3])]),
            new("glu: axis 2 is out of range for the shape [2, 4]", () => [Tensor.Ones([2, 4])], new() { ["axis"] = 2 }),
            new("glu: axis -1 is out of range for the shape []", () => [Tensor.Ones([])]),
            .. OpErrors.Unary("glu"),
        ],
    };

    private static OpSample Sample(Shape shape, int axis) => new(
        $"{shape} along axis {axis}",
        dtype => [OpSamples.Spread(shape, dtype)],
        new() { ["axis"] = axis });
}
