namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The standard deviation over some axes: the square root of <see cref="Var(ReadOnlySpan{int}, int, bool)"/>.</summary>
    /// <param name="axes">The axes to take it over, negative ones counted from the end; none for all.</param>
    /// <param name="correction">
    /// What is subtracted from the number of elements: 1 estimates a population's deviation from a sample, 0 is the sample's own.
    /// </param>
    /// <param name="keepDims">Whether the axes stay, with size 1.</param>
    /// <remarks>
    /// Where all elements are equal it is 0, with the gradient 0 (PyTorch has NaN). Not enough elements for the correction give NaN.
    /// </remarks>
    /// <exception cref="ArgumentException">An axis is out of range or named twice, or the correction is negative.</exception>
    public Tensor Std(ReadOnlySpan<int> axes = default, int correction = StdOp.DefaultCorrection, bool keepDims = false) =>
        new StdOp(axes.ToArray(), correction, keepDims).Apply(this);

    /// <inheritdoc cref="Std(ReadOnlySpan{int}, int, bool)"/>
    /// <param name="axis">The axis, negative counted from the end.</param>
    /// <param name="correction">What is subtracted from the number of elements.</param>
    /// <param name="keepDims">Whether the axis stays, with size 1.</param>
    public Tensor Std(int axis, int correction = StdOp.DefaultCorrection, bool keepDims = false) => Std([axis], correction, keepDims);
}

internal sealed class StdOp : ComposedOp
{
    public const int DefaultCorrection = 1;

    private readonly int[] _axes;
    private readonly bool _keepDims;
    private readonly VarOp _variance;

    public StdOp(int[] axes, int correction, bool keepDims)
        : base("std", axes, keepDims, correction)
    {
        _axes = axes;
        _keepDims = keepDims;
        _variance = new VarOp(axes, VarOp.ExpectCorrection(Name, correction), keepDims);
    }

    // The root is infinitely steep at 0, where the variance itself is level.
    protected override Tensor Compose(ReadOnlySpan<Tensor> inputs)
    {
        ExpectInputs(inputs, 1);
        ExpectFloats(inputs);
        _ = new ReducedAxes(inputs[0].Shape, _axes, Name).Output(_keepDims);
        Tensor variance = _variance.Apply(inputs[0]);
        return Tensor.Where(variance.EqualTo(0), variance, variance.Sqrt());
    }

    public static OpDefinition Definition => new()
    {
        Name = "std",
        Category = OpCategory.Reduction,
        Formula = @"\sqrt{\frac{1}{n - \mathrm{correction}} \sum_{i=1}^n (x_i - \bar x)^2}",
        Source = "Statistics",
        Derivative = @"\frac{\partial}{\partial x_i} = \frac{x_i - \bar x}{(n - \mathrm{correction}) \, s}",
        Usage = "Standardizing features, in the unit of the elements themselves. Where all of them are equal, the gradient is 0.",
        Example = new(() => Tensor.From([1.0, 2.0, 3.0, 4.0]).Std(correction: 0)),
        Parameters = [.. OpParameter.Reduction, new("correction", DefaultCorrection, "What is subtracted from the number of elements.")],
        Make = attributes => new StdOp(attributes.List("axes"), attributes.Integer("correction"), attributes.Flag("keepDims")),
        Samples = VarOp.Samples,
        Errors =
        [
            new("std: correction is -1; expected 0 or more", () => [Tensor.Ones([2])], new() { ["correction"] = -1 }),
            .. OpErrors.Reduction("std"),
        ],
    };
}
