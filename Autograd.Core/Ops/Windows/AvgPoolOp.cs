namespace Autograd.Core;

/// <summary>The mean of each window, fixed or spread.</summary>
internal sealed class AvgPoolOp(string name, PoolingGeometry geometry, PoolingDivisor divisor, params ReadOnlySpan<OpValue> attributes)
    : LinearWindowOp(name, attributes)
{
    public const bool DefaultCountIncludePad = true;

    public const string Derivative = @"\frac{\partial}{\partial x_i} = \sum_j \frac{1}{n_j} \frac{\partial}{\partial y_j} " +
        @"\text{ over the windows } j \text{ that hold } x_i";

    public static AvgPoolOp Make(
        string name, int axes, int[] kernelSize, int[] stride, int[] padding, bool ceilMode, bool countIncludePad,
        int? divisorOverride) => new(
        name,
        new FixedPooling(name, axes, kernelSize, stride, padding, Array.ConvertAll(kernelSize, _ => 1), ceilMode),
        new(countIncludePad, divisorOverride != 0 ? divisorOverride ?? 0 : throw new ArgumentException(
            $"{name}: divisorOverride is 0; expected another number, or none to divide by the number of cells.", nameof(divisorOverride))),
        PoolingGeometry.Value(kernelSize), PoolingGeometry.Value(stride), PoolingGeometry.Value(padding), ceilMode, countIncludePad,
        divisorOverride);

    protected override Shape OutputShape(Shape input) => geometry.Output(input, geometry.On(input));

    protected override void Run(in ArrayView x, in ArrayView y) => AveragePooling.Run(x, geometry.On(x.Shape), divisor, y);

    protected override void RunTransposed(in ArrayView upstream, in ArrayView gradient) =>
        AveragePooling.RunBackward(upstream, geometry.On(gradient.Shape), divisor, gradient);

    public static OpDefinition Define(string name, int axes, string formula, OpExample example)
    {
        OpAttributes apart = new() { ["countIncludePad"] = false }, divided = new() { ["divisorOverride"] = -3 };
        return new()
        {
            Name = name,
            Category = OpCategory.Windows,
            Formula = formula,
            Source = "Fukushima, Neocognitron, 1980; LeCun et al., Handwritten digit recognition with a back-propagation network, 1990",
            Derivative = Derivative,
            Usage =
                "A smaller picture of the same, in which everything counts: smoother than the largest element, and all of a window " +
                "learns. Where it matters that something is there at all, take MaxPool.",
            Example = example,
            Parameters =
            [
                .. PoolingEvidence.Parameters(axes),
                PoolingEvidence.CeilMode,
                new("countIncludePad", DefaultCountIncludePad, "Whether the cells of the padding count as zeros; those beyond never do."),
                new("divisorOverride", default, "What to divide all sums by instead; none for the number of cells."),
            ],
            Make = a => Make(name, axes, PoolingGeometry.Numbers(a, "kernelSize", axes), PoolingGeometry.Numbers(a, "stride", axes),
                PoolingGeometry.Numbers(a, "padding", axes), a.Flag("ceilMode"), a.Flag("countIncludePad"),
                a.IntegerOrNull("divisorOverride")),
            Samples =
            [
                .. PoolingEvidence.Samples(axes),
                PoolingEvidence.Sample(axes, "without the padding", [2, 1, 5, 6], [3, 3], [2, 2], apart, [1, 1], ceilMode: true),
                PoolingEvidence.Sample(axes, "without the padding, longer than a lane", [1, 1, 3, 37], [3, 33], [1, 3], apart, [1, 16]),
                PoolingEvidence.Sample(axes, "another divisor", [1, 1, 5, 6], [3, 2], [2, 3], divided, [1, 1], ceilMode: true),
            ],
            Errors =
            [
                .. PoolingEvidence.Errors(name, axes),
                new($"{name}: divisorOverride is 0; expected another number", () => [Tensor.Ones([1, 4, 4])],
                    new() { ["divisorOverride"] = 0 }),
            ],
        };
    }
}
