namespace Autograd.Core;

/// <summary>The evidence that the poolings of one and of two axes share: what is written for two axes holds for the last alone.</summary>
internal static class PoolingEvidence
{
    /// <summary>The attributes of windows of one size.</summary>
    public static OpParameter[] Parameters(int axes) =>
    [
        new("kernelSize", Last(axes, 2, 2), axes == 1 ? "The number of elements of a window." : "The height and width of a window."),
        new("stride", default, "From one window to the next; the size of the kernel where none is given."),
        new("padding", Last(axes, 0, 0), "How far the windows reach beyond either edge; half of the kernel at most."),
    ];

    /// <summary>Whether there is a last, smaller window.</summary>
    public static OpParameter CeilMode { get; } =
        new("ceilMode", false, "Whether what is left at an edge is a window too, if it begins within the input or the padding before it.");

    /// <summary>Samples of windows of one size, with further attributes.</summary>
    public static OpSample[] Samples(int axes, OpAttributes? attributes = null) =>
    [
        Sample(axes, "side by side", [2, 2, 4, 5], [2, 2], [], attributes),
        Sample(axes, "overlapping", [1, 2, 5, 4], [3, 3], [1, 2], attributes, [1, 0]),
        Sample(axes, "what is left at the edge", [1, 1, 5, 7], [3, 3], [2, 3], attributes, [1, 1], ceilMode: true),
        Sample(axes, "without a batch, a stride beyond the kernel", [2, 4, 8], [1, 2], [2, 3], attributes),
        Sample(axes, "more windows than a lane holds", [1, 1, 2, 37], [2, 2], [], attributes),
        Sample(axes, "windows longer than a lane", [1, 1, 3, 37], [2, 33], [1, 2], attributes, [1, 1]),
        Sample(axes, "empty", [0, 2, 3, 3], [2, 2], [], attributes),
    ];

    /// <summary>A sample of windows of one size.</summary>
    public static OpSample Sample(
        int axes, string name, int[] shape, int[] kernelSize, int[] stride, OpAttributes? attributes = null, int[]? padding = null,
        bool ceilMode = false)
    {
        OpAttributes all = new()
        {
            ["kernelSize"] = Last(axes, kernelSize),
            ["padding"] = Last(axes, padding ?? [0, 0]),
            ["ceilMode"] = ceilMode,
        };
        if (stride.Length > 0)
        {
            all["stride"] = Last(axes, stride);
        }

        Shape sizes = Sizes(axes, shape);
        return new OpSample($"{name}, {sizes}", dtype => [OpSamples.Spread(sizes, dtype)], all).With(attributes ?? []);
    }

    /// <summary>The shape without its height, where there is one axis.</summary>
    public static Shape Sizes(int axes, int[] shape) => axes == 2 ? Shape.Of(shape) : Shape.Of([.. shape[..^2], shape[^1]]);

    /// <summary>What poolings with windows of one size refuse.</summary>
    public static OpError[] Errors(string name, int axes)
    {
        string numbers = axes == 1 ? "a number" : "two numbers";
        Shape shape = axes == 1 ? [1, 2, 3] : [1, 2, 4, 3];
        OpError Refused(string message, string attribute, int number, OpAttributes? more = null)
        {
            OpAttributes all = new() { [attribute] = Last(axes, number, number) };
            foreach ((string key, OpValue value) in more ?? [])
            {
                all[key] = value;
            }

            return new($"{name}: {message}", () => [Tensor.Ones(shape)], all);
        }

        return
        [
            Refused($"kernelSize is {Last(axes, 0, 0)}; expected {numbers} of 1 or more", "kernelSize", 0),
            Refused($"stride is {Last(axes, 0, 0)}; expected {numbers} of 1 or more", "stride", 0),
            Refused($"padding is {Last(axes, -1, -1)}; expected {numbers} of 0 or more", "padding", -1),
            Refused($"padding is {Last(axes, 2, 2)} and kernelSize {Last(axes, 3, 3)}; expected a padding of half of the kernel at most",
                "padding", 2, new() { ["kernelSize"] = Last(axes, 3, 3) }),
            Refused($"along axis {axes + 1} of the input {shape} a kernel of 4 with dilation 1 spans 4, and the input 3 with padding 0",
                "kernelSize", 4),
            .. Shapes(name, axes),
        ];
    }

    /// <summary>What all poolings refuse.</summary>
    public static OpError[] Shapes(string name, int axes) =>
    [
        new($"{name}: the input is [3]; expected [batch, channels, ", () => [Tensor.Ones([3])]),
        new($"{name}: the input is [1, 1, 1, 1, 1]; expected [batch, channels, ", () => [Tensor.Ones([1, 1, 1, 1, 1])]),
        new($"{name}: the input is [2, 3, 0]; expected [batch, channels, ", () => [Tensor.Ones([2, 3, 0])]),
        .. OpErrors.Unary(name),
    ];

    /// <summary>The numbers for the last axes, as an attribute.</summary>
    public static OpValue Last(int axes, params int[] numbers) =>
        PoolingGeometry.Value(numbers.Length > axes ? numbers[^axes..] : numbers);
}
