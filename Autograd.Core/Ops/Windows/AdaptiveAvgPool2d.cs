namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The mean of each of so many windows of the last two axes, for an input of any size.</summary>
    /// <param name="outputSize">
    /// The number of windows along either axis: window i is from ⌊i·size/outputSize⌋ to ⌈(i + 1)·size/outputSize⌉. They overlap
    /// where the size is no multiple, and there may be more of them than elements.
    /// </param>
    /// <returns>
    /// A tensor of shape [..., height, width] for one of [batch, channels, height, width] or [channels, height, width].
    /// </returns>
    /// <exception cref="ArgumentException">A number is less than 1, or the shape another.</exception>
    public Tensor AdaptiveAvgPool2d(Size2d outputSize) => AdaptiveAvgPool2d(outputSize.Height, outputSize.Width);

    /// <summary>The same for an output that keeps the size along an axis.</summary>
    /// <param name="outputHeight">The number of windows down; null for as many as there are elements.</param>
    /// <param name="outputWidth">The number of windows across; null for as many as there are elements.</param>
    /// <inheritdoc cref="AdaptiveAvgPool2d(Size2d)"/>
    public Tensor AdaptiveAvgPool2d(int? outputHeight, int? outputWidth) =>
        AdaptiveAvgPool2dOp.Make(outputHeight, outputWidth).Apply(this);
}

internal static class AdaptiveAvgPool2dOp
{
    private const string Name = "adaptive_avg_pool2d";

    public static Op Make(int? outputHeight, int? outputWidth) =>
        new AvgPoolOp(Name, new AdaptivePooling(Name, outputHeight, outputWidth), new(CountsPadding: false, 0), outputHeight, outputWidth);

    public static OpDefinition Definition => AdaptivePooling.Define(
        Name, 2, attributes => Make(attributes.IntegerOrNull("outputHeight"), attributes.IntegerOrNull("outputWidth")),
        @"y_{ij} = \text{mean of } x_{kl}, \quad \lfloor i n / m \rfloor \le k < \lceil (i + 1) n / m \rceil, " +
            @"\text{ and } l \text{ likewise}",
        AvgPoolOp.Derivative, Kinks.None,
        new(() => Tensor.From([1.0, 3.0, 2.0, 5.0, 4.0, 0.0], [1, 2, 3]).AdaptiveAvgPool2d(outputSize: (1, 2))));
}
