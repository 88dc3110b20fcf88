namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The mean of each of so many windows of the last axis, for an input of any size.</summary>
    /// <param name="outputSize">
    /// The number of windows, spread over the axis: window i is from ⌊i·size/outputSize⌋ to ⌈(i + 1)·size/outputSize⌉. They overlap
    /// where the size is no multiple, and there may be more of them than elements.
    /// </param>
    /// <returns>
    /// A tensor of shape [..., outputSize] for one of [batch, channels, length] or [channels, length].
    /// </returns>
    /// <exception cref="ArgumentException">The number is less than 1, or the shape another.</exception>
    public Tensor AdaptiveAvgPool1d(int outputSize) => AdaptiveAvgPool1dOp.Make(outputSize).Apply(this);
}

internal static class AdaptiveAvgPool1dOp
{
    private const string Name = "adaptive_avg_pool1d";

    public static Op Make(int outputSize) =>
        new AvgPoolOp(Name, new AdaptivePooling(Name, outputSize), new(CountsPadding: false, 0), outputSize);

    public static OpDefinition Definition => AdaptivePooling.Define(
        Name, 1, attributes => Make(attributes.Integer("outputSize")),
        @"y_i = \text{mean of } x_j, \quad \lfloor i n / m \rfloor \le j < \lceil (i + 1) n / m \rceil",
        AvgPoolOp.Derivative, Kinks.None, new(() => Tensor.From([1.0, 3.0, 2.0, 5.0, 4.0], [1, 5]).AdaptiveAvgPool1d(outputSize: 2)));
}
