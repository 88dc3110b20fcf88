namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>Pictures of another size, each element that of the place ⌊i·size/outputSize⌋.</summary>
    /// <param name="outputSize">The height and width of the result, larger or smaller than the input's.</param>
    /// <returns>
    /// A tensor of shape [..., height, width] for one of [batch, channels, height, width] or [channels, height, width].
    /// </returns>
    /// <exception cref="ArgumentException">A size is less than 1, or the shape another.</exception>
    public Tensor UpsampleNearest2d(Size2d outputSize) => UpsampleNearest2dOp.Make(PoolingGeometry.Numbers(outputSize)).Apply(this);
}

internal static class UpsampleNearest2dOp
{
    private const string Name = "upsample_nearest2d";

    public static Op Make(int[] outputSize) => new UpsampleOp(Name, outputSize, isLinear: false, alignCorners: false, outputSize);

    public static OpDefinition Definition => new()
    {
        Name = Name,
        Category = OpCategory.Windows,
        Formula = @"y_{ij} = x_{\lfloor i n / m \rfloor, \lfloor j n' / m' \rfloor}",
        Source = "Image processing",
        Derivative = @"\frac{\partial}{\partial x_{kl}} = \sum_{i, j \text{ from } k, l} \frac{\partial}{\partial y_{ij}}",
        Usage = "Makes pictures larger between convolutions without anything to learn; its steps show. Bilinear is smooth.",
        Example = new(() => Tensor.From([1.0, 2.0], [1, 1, 2]).UpsampleNearest2d((2, 4))),
        Parameters = [UpsampleOp.OutputSize],
        Make = a => Make(a.List("outputSize")),
        Samples = UpsampleOp.Samples(),
        Errors = UpsampleOp.Errors(Name),
    };
}
