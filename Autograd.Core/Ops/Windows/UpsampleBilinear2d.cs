namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>Pictures of another size, each element between the four nearest, by how near they are.</summary>
    /// <param name="outputSize">The height and width of the result, larger or smaller than the input's.</param>
    /// <param name="alignCorners">
    /// Whether the centres of the corner elements stay where they are; otherwise the edges of the picture do, which suits any size.
    /// </param>
    /// <returns>
    /// A tensor of shape [..., height, width] for one of [batch, channels, height, width] or [channels, height, width].
    /// </returns>
    /// <exception cref="ArgumentException">A size is less than 1, or the shape another.</exception>
    public Tensor UpsampleBilinear2d(Size2d outputSize, bool alignCorners = UpsampleOp.DefaultAlignCorners) =>
        UpsampleBilinear2dOp.Make(PoolingGeometry.Numbers(outputSize), alignCorners).Apply(this);
}

internal static class UpsampleBilinear2dOp
{
    private const string Name = "upsample_bilinear2d";

    public static Op Make(int[] outputSize, bool alignCorners) =>
        new UpsampleOp(Name, outputSize, isLinear: true, alignCorners, outputSize, alignCorners);

    public static OpDefinition Definition => new()
    {
        Name = Name,
        Category = OpCategory.Windows,
        Formula = @"y_{ij} = \sum_{k, l} \max(0, 1 - |s_i - k|) \, \max(0, 1 - |s_j - l|) \, x_{kl}, \quad s_i = (i + \tfrac{1}{2}) " +
            @"\tfrac{n}{m} - \tfrac{1}{2}",
        Source = "Image processing",
        Derivative = @"\frac{\partial}{\partial x_{kl}} = \sum_{i, j} \max(0, 1 - |s_i - k|) \, \max(0, 1 - |s_j - l|) \, " +
            @"\frac{\partial}{\partial y_{ij}}",
        Usage = "Makes pictures larger without steps. Made smaller by more than a half it skips elements: take AvgPool2d there.",
        Example = new(() => Tensor.From([1.0, 2.0], [1, 1, 2]).UpsampleBilinear2d((1, 4))),
        Parameters =
        [
            UpsampleOp.OutputSize,
            new("alignCorners", UpsampleOp.DefaultAlignCorners, "Whether the centres of the corners stay where they are, not the edges."),
        ],
        Make = a => Make(a.List("outputSize"), a.Flag("alignCorners")),
        Samples = UpsampleOp.Samples(false, true),
        Errors = UpsampleOp.Errors(Name),
    };
}
