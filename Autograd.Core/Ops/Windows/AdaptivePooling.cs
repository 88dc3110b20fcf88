namespace Autograd.Core;

/// <summary>So many windows for an input of any size, spread over it.</summary>
internal sealed class AdaptivePooling : PoolingGeometry
{
    private readonly int[] _outputSize;

    private AdaptivePooling(string op, int[] outputSize)
        : base(op, op.EndsWith("1d", StringComparison.Ordinal) ? 1 : 2) => _outputSize = Expected(outputSize, 0);

    public static Op Max(string op, int[] outputSize) => new MaxPoolOp(op, new AdaptivePooling(op, outputSize), Value(outputSize));

    public static Op Average(string op, int[] outputSize) =>
        new AvgPoolOp(op, new AdaptivePooling(op, outputSize), new(CountsPadding: false, 0), Value(outputSize));

    protected override PoolingAxis Windows(Shape shape, Index axis) =>
        PoolingAxis.Spread(shape[axis], _outputSize[axis] == 0 ? shape[axis] : _outputSize[axis]);

    public static OpDefinition Define(
        string name, int axes, Func<string, int[], Op> make, string formula, string derivative, OpExample example) => new()
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
            Parameters =
                [new("outputSize", PoolingEvidence.Last(axes, 1, 1), "The number of windows, spread over the axis; 0 keeps the size.")],
            Make = a => make(name, Numbers(a, "outputSize", axes)),
            Kink = make == Max ? Kinks.WhereEqual : Kinks.None,
            Samples =
            [
                Sample(axes, "overlapping windows", [2, 2, 5, 7], 3, 4),
                Sample(axes, "side by side", [1, 2, 4, 6], 2, 3),
                Sample(axes, "one window", [1, 2, 3, 35], 1, 1),
                Sample(axes, "without a batch, more windows than elements", [2, 3, 2], 4, 5),
                Sample(axes, "as many as there are", [1, 1, 3, 19], 2, 0),
                Sample(axes, "empty", [0, 2, 3, 3], 2, 2),
            ],
            Errors =
            [
                new($"{name}: outputSize is {PoolingEvidence.Last(axes, -1, -1)}; expected ", () => [Tensor.Ones([1, 2, 3])],
                    new() { ["outputSize"] = PoolingEvidence.Last(axes, -1, -1) }),
                .. PoolingEvidence.Shapes(name, axes),
            ],
        };

    private static OpSample Sample(int axes, string name, int[] shape, params int[] outputSize)
    {
        Shape sizes = PoolingEvidence.Sizes(axes, shape);
        return new($"{name}, {sizes}", dtype => [OpSamples.Spread(sizes, dtype)],
            new() { ["outputSize"] = PoolingEvidence.Last(axes, outputSize) });
    }
}
