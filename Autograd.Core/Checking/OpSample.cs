namespace Autograd.Core;

/// <summary>Inputs for an op, made anew for each use and for either floating-point type.</summary>
/// <param name="Name">What is special about them.</param>
/// <param name="Inputs">Makes the inputs.</param>
/// <param name="Attributes">The attributes that differ from their defaults.</param>
public sealed record OpSample(string Name, Func<DType, Tensor[]> Inputs, OpAttributes? Attributes = null)
{
    /// <summary>The same inputs with further attributes.</summary>
    /// <param name="attributes">The attributes, which stand in for those the sample has.</param>
    public OpSample With(OpAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        OpAttributes all = [];
        foreach ((string name, OpValue value) in (Attributes ?? []).Concat(attributes))
        {
            all[name] = value;
        }

        return new($"{Name}, {attributes}", Inputs, all);
    }
}

/// <summary>Inputs that an op must refuse.</summary>
/// <param name="Message">A part of the expected message.</param>
/// <param name="Inputs">Makes the inputs.</param>
/// <param name="Attributes">The attributes that differ from their defaults.</param>
public sealed record OpError(string Message, Func<Tensor[]> Inputs, OpAttributes? Attributes = null);

/// <summary>
/// Makes the samples that most ops share. The numbers are spread evenly, irregular and distinct, and the same in every run.
/// </summary>
public static class OpSamples
{
    private const double GoldenRatio = 0.6180339887498949;

    /// <summary>A tensor of numbers spread over an interval.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="dtype">Float32 or Float64.</param>
    /// <param name="low">The lower end.</param>
    /// <param name="high">The upper end.</param>
    /// <param name="phase">Distinguishes tensors of one sample: other numbers for another phase.</param>
    public static Tensor Spread(Shape shape, DType dtype, double low = -3, double high = 3, int phase = 0)
    {
        ArgumentNullException.ThrowIfNull(shape);
        double[] numbers = new double[shape.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            double turns = ((i + 1) * GoldenRatio) + (phase * 0.2718281828);
            numbers[i] = low + ((high - low) * (turns - Math.Floor(turns)));
        }

        return Tensor.From(numbers, shape).To(dtype);
    }

    /// <summary>Samples for an op of one tensor: of several ranks, a single number, and empty.</summary>
    /// <param name="low">The lower end of the numbers.</param>
    /// <param name="high">The upper end of the numbers.</param>
    /// <param name="attributes">The attributes that differ from their defaults.</param>
    public static OpSample[] Unary(double low = -3, double high = 3, OpAttributes? attributes = null) =>
    [
        .. new Shape[] { [], [0], [1], [19], [3, 4], [2, 3, 5] }.Select(shape =>
            new OpSample($"{shape}", dtype => [Spread(shape, dtype, low, high)], attributes)),
    ];

    /// <summary>Samples for an op of two tensors that broadcast.</summary>
    /// <param name="low">The lower end of the first tensor's numbers.</param>
    /// <param name="high">The upper end of the first tensor's numbers.</param>
    /// <param name="low2">The lower end of the second tensor's numbers.</param>
    /// <param name="high2">The upper end of the second tensor's numbers.</param>
    public static OpSample[] Binary(double low = -3, double high = 3, double low2 = -3, double high2 = 3) =>
    [
        .. new (Shape X, Shape Y)[] { ([], []), ([0], [0]), ([3], []), ([], [3]), ([19], [19]), ([4, 3], [3]), ([4, 1], [3]),
            ([2, 1, 3], [4, 1]), ([0, 3], [1, 3]) }.Select(pair =>
            new OpSample($"{pair.X} and {pair.Y}",
                dtype => [Spread(pair.X, dtype, low, high), Spread(pair.Y, dtype, low2, high2, phase: 1)])),
    ];

    /// <summary>Samples for a loss of two tensors of one shape, in each of its reductions.</summary>
    /// <param name="low">The lower end of the input's numbers.</param>
    /// <param name="high">The upper end of the input's numbers.</param>
    /// <param name="lowTarget">The lower end of the target's numbers.</param>
    /// <param name="highTarget">The upper end of the target's numbers.</param>
    public static OpSample[] Loss(double low = -3, double high = 3, double lowTarget = -3, double highTarget = 3) =>
    [
        .. new (Shape Shape, string Reduction)[] {
            ([], "none"), ([], "mean"), ([19], "mean"), ([3, 4], "sum"), ([2, 3, 5], "none"), ([0, 3], "sum"), ([0], "none") }.Select(c =>
            new OpSample(
                $"{c.Shape} to {c.Reduction}",
                dtype => [Spread(c.Shape, dtype, low, high), Spread(c.Shape, dtype, lowTarget, highTarget, phase: 1)],
                new() { ["reduction"] = c.Reduction })),
    ];

    /// <summary>Samples for a loss with a weight that broadcasts to the input, or has its shape, in each of its reductions.</summary>
    /// <inheritdoc cref="Loss"/>
    public static OpSample[] WeightedLoss(double low = -3, double high = 3, double lowTarget = -3, double highTarget = 3) =>
    [
        .. new Shape[] { [], [], [19], [3, 1], [5], [3], [0] }.Zip(Loss(low, high, lowTarget, highTarget), (shape, sample) => sample with
        {
            Name = $"{sample.Name}, weight {shape}",
            Inputs = dtype => [.. sample.Inputs(dtype), Spread(shape, dtype, 0.2, 3, phase: 2)],
        }),
    ];

    /// <summary>Samples for a loss of an input and labels of 1 and -1 in Int64, in each of its reductions.</summary>
    public static OpSample[] LabelledLoss() =>
    [
        .. Loss().Select(sample => sample with
        {
            Inputs = dtype => sample.Inputs(dtype) is [var x, _] ? [x, Labels(x.Shape)] : [],
        }),
    ];

    /// <summary>Labels of 1 and -1 in Int64.</summary>
    /// <param name="shape">The shape.</param>
    public static Tensor Labels(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return Tensor.From([.. Enumerable.Range(0, shape.Count).Select(i => i * i % 3 == 0 ? 1L : -1L)], shape);
    }

    /// <summary>Samples for a reduction: over all axes, one, several, neighbouring or not, with and without keeping them.</summary>
    /// <param name="low">The lower end of the numbers.</param>
    /// <param name="high">The upper end of the numbers.</param>
    /// <param name="emptyAxis">Whether an axis without elements may be reduced.</param>
    public static OpSample[] Reduction(double low = -3, double high = 3, bool emptyAxis = true)
    {
        List<(Shape Shape, int[] Axes, bool KeepDims)> cases =
        [
            ([], [], false), ([19], [], false), ([3, 4], [], true), ([3, 4], [0], false), ([3, 4], [-1], true), ([2, 3, 4], [1], false),
            ([2, 3, 4], [0, 2], false), ([2, 3, 4], [0, 2], true), ([2, 3, 2, 2], [3, 1], false), ([0, 3], [1], false),
            ([3, 35], [0], false),
        ];
        if (emptyAxis)
        {
            cases.Add(([0, 3], [0], false));
        }

        return
        [
            .. cases.Select(c => new OpSample(
                $"{c.Shape} over [{string.Join(", ", c.Axes)}]",
                dtype => [Spread(c.Shape, dtype, low, high)],
                new() { ["axes"] = c.Axes, ["keepDims"] = c.KeepDims })),
        ];
    }
}

/// <summary>The refusals that most ops share.</summary>
public static class OpErrors
{
    /// <summary>An op of one floating-point tensor refuses integers and a second input.</summary>
    /// <param name="name">The op's name.</param>
    public static OpError[] Unary(string name) =>
    [
        new($"{name}: input 0 is Int64; expected Float32 or Float64", () => [Tensor.From([1L, 2L])]),
        new($"{name}: expected 1 input, got 2", () => [Tensor.Ones([2]), Tensor.Ones([2])]),
    ];

    /// <summary>An op of two tensors that broadcast refuses other shapes, integers and mixed types.</summary>
    /// <param name="name">The op's name.</param>
    public static OpError[] Binary(string name) =>
    [
        new($"{name}: the shapes [2, 3] and [4] do not broadcast", () => [Tensor.Ones([2, 3]), Tensor.Ones([4])]),
        new($"{name}: input 1 is Int64; expected Float32 or Float64", () => [Tensor.Ones([2]), Tensor.From([1L, 2L])]),
        new($"{name}: the inputs are Float32 and Float64; expected one type", () => [Tensor.Ones([2]), Tensor.Ones([2], DType.Float64)]),
        new($"{name}: expected 2 inputs, got 1", () => [Tensor.Ones([2])]),
    ];

    /// <summary>
    /// A loss of two tensors refuses other shapes, which it does not broadcast, integers, mixed types and unknown reductions.
    /// </summary>
    /// <param name="name">The op's name.</param>
    public static OpError[] Loss(string name) =>
    [
        new($"{name}: the input is [2, 3] and the target [3]; expected equal shapes", () => [Tensor.Ones([2, 3]), Tensor.Ones([3])]),
        new($"{name}: input 1 is Int64; expected Float32 or Float64", () => [Tensor.Ones([2]), Tensor.From([1L, 2L])]),
        new($"{name}: the inputs are Float32 and Float64; expected one type", () => [Tensor.Ones([2]), Tensor.Ones([2], DType.Float64)]),
        new($"{name}: expected 2 inputs, got 1", () => [Tensor.Ones([2])]),
        new($"{name}: the reduction is \"most\"; expected", () => [Tensor.Ones([2]), Tensor.Ones([2])], new() { ["reduction"] = "most" }),
    ];

    /// <summary>A loss of an input and labels refuses other shapes and labels, integers, mixed types and unknown reductions.</summary>
    /// <param name="name">The op's name.</param>
    public static OpError[] LabelledLoss(string name) =>
    [
        new($"{name}: the input is [2, 3] and the target [3]; expected equal shapes", () => [Tensor.Ones([2, 3]), Tensor.Ones([3])]),
        new($"{name}: the target at [0, 1] is 0; expected 1 or -1", () => [Tensor.Ones([1, 2]), Tensor.From([1L, 0], [1, 2])]),
        new($"{name}: the target at [1] is 0.5; expected 1 or -1", () => [Tensor.Ones([2]), Tensor.From([1f, 0.5f])]),
        new($"{name}: the targets are Float64; expected Int64, or Float32 as the input",
            () => [Tensor.Ones([2]), Tensor.Ones([2], DType.Float64)]),
        new($"{name}: input 0 is Int64; expected Float32 or Float64", () => [Tensor.From([1L, 2L]), Tensor.From([1L, 1L])]),
        new($"{name}: expected 2 inputs, got 1", () => [Tensor.Ones([2])]),
        new($"{name}: the reduction is \"most\"; expected", () => [Tensor.Ones([2]), Tensor.Ones([2])], new() { ["reduction"] = "most" }),
    ];

    /// <summary>A reduction refuses axes that are not there or named twice, and integers.</summary>
    /// <param name="name">The op's name.</param>
    public static OpError[] Reduction(string name) =>
    [
        new($"{name}: axis 2 is out of range for the shape [2, 3]; expected -2 to 1", () => [Tensor.Ones([2, 3])],
            new() { ["axes"] = new[] { 2 } }),
        new($"{name}: axis -1 is named twice in [1, -1]", () => [Tensor.Ones([2, 3])], new() { ["axes"] = new[] { 1, -1 } }),
        .. Unary(name),
    ];
}
