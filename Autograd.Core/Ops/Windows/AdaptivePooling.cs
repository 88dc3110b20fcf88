namespace Autograd.Core;

/// <summary>So many windows for an input of any size, spread over it; null along an axis for as many as it has elements.</summary>
internal sealed class AdaptivePooling : PoolingGeometry
{
    private readonly int? _height, _width;

    public AdaptivePooling(string op, int outputSize)
        : base(op, axes: 1) => _width = Expect.AtLeast(1, outputSize, op);

    public AdaptivePooling(string op, int? outputHeight, int? outputWidth)
        : base(op, axes: 2)
    {
        _height = outputHeight is { } height ? Expect.AtLeast(1, height, op, nameof(outputHeight)) : null;
        _width = outputWidth is { } width ? Expect.AtLeast(1, width, op, nameof(outputWidth)) : null;
    }

    protected override WindowAxis Windows(Shape shape, Index axis) =>
        WindowAxis.Spread(shape[axis], (axis.Equals(^1) ? _width : _height) ?? shape[axis]);

    public static OpDefinition Define(
        string name, int axes, Func<OpAttributes, Op> make, string formula, string derivative, Kink kink, OpExample example) => new()
        {
            Name = name,
            Category = OpCategory.Windows,
            Formula = formula,
            Source = "He et al., Spatial pyramid pooling in deep convolutional networks, 2014",
            Derivative = derivative,
            Usage =
                "Between layers that slide over an input of any size and those that want one size: so many numbers come out " +
                "whatever comes in. With an output of 1 it is global pooling, one number for each channel.",
            Example = example,
            Parameters = axes == 1
                ? [new("outputSize", 1, "The number of windows, spread over the axis.")]
                :
                [
                    new("outputHeight", 1, "The number of windows down, spread over the axis; none for as many as it has elements."),
                    new("outputWidth", 1, "The number of windows across, likewise."),
                ],
            Make = make,
            Kink = kink,
            Samples =
            [
                Sample(axes, "overlapping windows", [2, 2, 5, 7], 3, 4),
                Sample(axes, "side by side", [1, 2, 4, 6], 2, 3),
                Sample(axes, "one window", [1, 2, 3, 35], 1, 1),
                Sample(axes, "without a batch, more windows than elements", [2, 3, 2], 4, 5),
                Sample(axes, "as many as there are", [1, 1, 3, 19], null, 19),
                Sample(axes, "empty", [0, 2, 3, 3], 2, 2),
            ],
            Errors =
            [
                new($"{name}: {(axes == 1 ? "outputSize" : "outputWidth")} is 0; expected 1 or more", () => [Tensor.Ones([1, 2, 3])],
                    Attributes(axes, 2, 0)),
                .. PoolingEvidence.Shapes(name, axes),
            ],
        };

    private static OpSample Sample(int axes, string name, int[] shape, int? height, int width)
    {
        Shape sizes = PoolingEvidence.Sizes(axes, shape);
        return new($"{name}, {sizes}", dtype => [OpSamples.Spread(sizes, dtype)], Attributes(axes, height, width));
    }

    private static OpAttributes Attributes(int axes, int? height, int width) =>
        axes == 1 ? new() { ["outputSize"] = width } : new() { ["outputHeight"] = height, ["outputWidth"] = width };
}
