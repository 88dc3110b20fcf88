namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The mean of each of so many windows of the last two axes, for an input of any size.</summary>
    /// <param name="outputSize">
    /// The number of windows along either axis: window i is from ⌊i·size/outputSize⌋ to ⌈(i + 1)·size/outputSize⌉. They overlap
    /// where the size is no multiple, and there may be more of them than elements. 0 keeps the size.
    /// </param>
    /// <returns>
    /// A tensor of shape [..., height, width] for one of [batch, channels, height, width] or [channels, height, width].
    /// </returns>
    /// <exception cref="ArgumentException">A number is negative, or the shape another.</exception>
    public Tensor AdaptiveAvgPool2d(Size2d outputSize) => AdaptiveAvgPool2dOp.Make(outputSize).Apply(this);
}

internal static class AdaptiveAvgPool2dOp
{
    private const string Name = "adaptive_avg_pool2d";

    public static Op Make(Size2d outputSize) => AdaptivePooling.Average(Name, PoolingGeometry.Numbers(outputSize));

    public static OpDefinition Definition => AdaptivePooling.Define(
        Name, 2, AdaptivePooling.Average,
        @"y_{ij} = \text{mean of } x_{kl}, \quad \lfloor i n / m \rfloor \le k < \lceil (i + 1) n / m \rceil, " +
            @"\text{ and } l \text{ likewise}",
        AvgPoolOp.Derivative, new(() => Tensor.From([1.0, 3.0, 2.0, 5.0, 4.0, 0.0], [1, 2, 3]).AdaptiveAvgPool2d(outputSize: (1, 2))));
}
