namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The variance over some axes: the sum of the squared deviations from the mean, divided by n − correction.</summary>
    /// <param name="axes">The axes to take it over, negative ones counted from the end; none for all.</param>
    /// <param name="correction">
    /// What is subtracted from the number of elements: 1 estimates a population's variance from a sample, 0 is the sample's own.
    /// </param>
    /// <param name="keepDims">Whether the axes stay, with size 1.</param>
    /// <remarks>
    /// It is taken of the deviations from the mean, so that a large mean costs no digits, and that of equal elements is 0. Not enough
    /// elements for the correction give NaN.
    /// </remarks>
    /// <exception cref="ArgumentException">An axis is out of range or named twice, or the correction is negative.</exception>
    public Tensor Var(ReadOnlySpan<int> axes = default, int correction = VarOp.DefaultCorrection, bool keepDims = false) =>
        new VarOp(axes.ToArray(), correction, keepDims).Apply(this);

    /// <inheritdoc cref="Var(ReadOnlySpan{int}, int, bool)"/>
    /// <param name="axis">The axis, negative counted from the end.</param>
    /// <param name="correction">What is subtracted from the number of elements.</param>
    /// <param name="keepDims">Whether the axis stays, with size 1.</param>
    public Tensor Var(int axis, int correction = VarOp.DefaultCorrection, bool keepDims = false) => Var([axis], correction, keepDims);
}

internal sealed class VarOp : Op
{
    public const int DefaultCorrection = 1;

    private readonly int[] _axes;
    private readonly int _correction;
    private readonly bool _keepDims;

    public VarOp(int[] axes, int correction, bool keepDims)
        : base("var", axes, keepDims, correction)
    {
        _axes = axes;
        _correction = ExpectCorrection(Name, correction);
        _keepDims = keepDims;
    }

    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, 1);
        ExpectFloats(inputs);
        Tensor x = inputs[0];
        var over = new ReducedAxes(x.Shape, _axes, Name);
        Tensor mean = Result(over.Output(keepDims: true), x.DType), deviations = Result(x.Shape, x.DType);
        Elementwise.Forward(new Difference(), x, First(x, over), deviations);
        Reduce.Mean(deviations, over, mean);
        Elementwise.Forward(new Difference(), deviations, mean, deviations);
        Tensor output = Result(over.Output(_keepDims), x.DType);
        Reduce.SumOfSquares(deviations, over, output, Divisor(over));
        call.Keep(deviations);
        return output;
    }

    protected override void Differentiate(Pullback call)
    {
        Tensor x = call.Inputs[0];
        var over = new ReducedAxes(x.Shape, _axes, Name);
        Tensor deviations;
        if (call.IsRecording)
        {
            Tensor shifted = x - First(x, over);
            deviations = shifted - shifted.Mean(_axes, keepDims: true);
        }
        else
        {
            deviations = call.Kept[0];
        }

        // Of too few elements nothing is known, but where nothing depends on them.
        double divisor = Divisor(over);
        Tensor upstream = (call.Upstream * (2 / Math.Max(1, divisor))).Reshape(over.Output(keepDims: true));
        call.Set(0, Chain.Of(divisor > 0 ? deviations : deviations * double.NaN, upstream));
    }

    // The first element of each row, a constant. What all elements are above it has the same variance, and keeps the digits that a mean far
    // from zero would round away.
    private static Tensor First(Tensor x, ReducedAxes over)
    {
        if (x.Count == 0)
        {
            return Tensor.Zeros(over.Output(keepDims: true), x.DType);
        }

        foreach (int axis in over.Reduced)
        {
            Tensor first = Tensor.Result([.. x.Shape.Sizes[..axis], 1, .. x.Shape.Sizes[(axis + 1)..]], x.DType);
            Blocks.Cut(x, axis, 0, first);
            x = first;
        }

        return x;
    }

    public static int ExpectCorrection(string op, int correction) => (int)Expect.That(correction >= 0, correction, op, "0 or more");

    private double Divisor(ReducedAxes over) => Math.Max(0, over.Count - _correction);

    private readonly record struct Difference : IBinaryFormula
    {
        public R Apply<R>(R x, R y) where R : struct, IReal<R> => x - y;
    }

    public static OpSample[] Samples =>
    [
        Sample([], [], 0, false), Sample([19], [], 1, false), Sample([3, 4], [], 1, true), Sample([3, 4], [0], 0, false),
        Sample([3, 4], [-1], 1, true), Sample([2, 3, 4], [1], 1, false), Sample([2, 3, 4], [0, 2], 1, false),
        Sample([2, 3, 2, 2], [3, 1], 2, true), Sample([0, 3], [1], 1, false), Sample([3, 35], [0], 1, false),
    ];

    public static OpDefinition Definition => new()
    {
        Name = "var",
        Category = OpCategory.Reduction,
        Formula = @"\frac{1}{n - \mathrm{correction}} \sum_{i=1}^n (x_i - \bar x)^2",
        Source = "Statistics",
        Derivative = @"\frac{\partial}{\partial x_i} = \frac{2 (x_i - \bar x)}{n - \mathrm{correction}}",
        Usage =
            "Normalization (correction 0) and statistics (correction 1). It is computed from the deviations, so a large mean costs " +
            "no digits.",
        Example = new(() => Tensor.From([1.0, 2.0, 3.0, 4.0]).Var(correction: 0)),
        Parameters = [.. OpParameter.Reduction, new("correction", DefaultCorrection, "What is subtracted from the number of elements.")],
        Make = attributes => new VarOp(attributes.List("axes"), attributes.Integer("correction"), attributes.Flag("keepDims")),
        Samples = Samples,
        Errors =
        [
            new("var: correction is -1; expected 0 or more", () => [Tensor.Ones([2])], new() { ["correction"] = -1 }),
            .. OpErrors.Reduction("var"),
        ],
    };

    private static OpSample Sample(Shape shape, int[] axes, int correction, bool keepDims) => new(
        $"{shape} over [{string.Join(", ", axes)}] with correction {correction}",
        dtype => [OpSamples.Spread(shape, dtype)],
        new() { ["axes"] = axes, ["correction"] = correction, ["keepDims"] = keepDims });
}
