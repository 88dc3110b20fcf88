namespace Autograd.Core;

/// <summary>A picture made larger or smaller, to the nearest element or between two.</summary>
internal sealed class UpsampleOp(string name, int[] outputSize, bool isLinear, bool alignCorners, params ReadOnlySpan<OpValue> attributes)
    : LinearWindowOp(name, attributes)
{
    public const bool DefaultAlignCorners = false;

    private readonly int[] _outputSize = outputSize.Length == 2 && outputSize[0] > 0 && outputSize[1] > 0
        ? outputSize
        : throw new ArgumentException(
            $"{name}: outputSize is {Shape.List(outputSize)}; expected two numbers of 1 or more.", nameof(outputSize));

    public static OpParameter OutputSize { get; } = new("outputSize", new[] { 1, 1 }, "The height and width of the result.");

    public static OpError[] Errors(string name) =>
    [
        new($"{name}: outputSize is [0, 2]; expected two numbers of 1 or more", () => [Tensor.Ones([1, 2, 3])],
            new() { ["outputSize"] = new[] { 0, 2 } }),
        new($"{name}: outputSize is [2]; expected two numbers", () => [Tensor.Ones([1, 2, 3])], new() { ["outputSize"] = new[] { 2 } }),
        .. PoolingEvidence.Shapes(name, 2),
    ];

    public static OpSample[] Samples(params bool[] corners) =>
    [
        .. from shape in new Shape[] { [1, 2, 3, 4], [2, 3, 1], [1, 1, 5, 2], [0, 2, 3, 3] }
           from size in new[] { (6, 8), (4, 3), (1, 1) }
           from aligned in corners.Length == 0 ? [null] : corners.Cast<bool?>()
           select new OpSample($"{shape} to {size}", dtype => [OpSamples.Spread(shape, dtype)], aligned is { } align
               ? new() { ["outputSize"] = new[] { size.Item1, size.Item2 }, ["alignCorners"] = align }
               : new() { ["outputSize"] = new[] { size.Item1, size.Item2 } }),
    ];

    protected override Shape OutputShape(Shape input) => input.Rank is 3 or 4 && input[^1] > 0 && input[^2] > 0
        ? input.With(input.Rank - 2, _outputSize[0], Name).With(input.Rank - 1, _outputSize[1], Name)
        : throw new ArgumentException(
            $"{Name}: the input is {input}; expected [batch, channels, height, width] or [channels, height, width], with a height and a " +
            "width of 1 or more.", nameof(input));

    protected override void Run(in ArrayView x, in ArrayView y) =>
        Upsampling.Run(x, Axis(x.Shape[^2], _outputSize[0]), Axis(x.Shape[^1], _outputSize[1]), y);

    protected override void RunTransposed(in ArrayView upstream, in ArrayView gradient) => Upsampling.RunBackward(
        upstream, Axis(gradient.Shape[^2], _outputSize[0]), Axis(gradient.Shape[^1], _outputSize[1]), gradient);

    private UpsamplingAxis Axis(int size, int output) => new(size, output, isLinear, alignCorners);
}
