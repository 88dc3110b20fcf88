namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// Instance normalization: each channel of each sample is standardized over its places, then multiplied by its weight and moved by its
    /// bias: y = (x − mean) / √(variance + ε) · weight + bias.
    /// </summary>
    /// <param name="weight">A weight for each channel; null for 1.</param>
    /// <param name="bias">A bias for each channel; null for 0.</param>
    /// <param name="epsilon">What is added to the variance, positive.</param>
    /// <remarks>
    /// Ulyanov et al., 2016 (arXiv:1607.08022). The tensor is [batch, channels, ...], with at least one axis of places. For the precision
    /// see <see cref="LayerNorm"/>.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The shapes or types do not fit; ε is not positive; or there is one place, whose deviation from itself says nothing.
    /// </exception>
    public Tensor InstanceNorm(Tensor? weight = null, Tensor? bias = null, double epsilon = NormOp.DefaultEpsilon) =>
        NormInputs.Apply(new InstanceNormOp(epsilon), this, weight, bias);
}

internal sealed class InstanceNormOp(double epsilon, bool returnsStatistics = false)
    : NormOp("instance_norm", Moments.OfRow, Expect.Positive(epsilon, "instance_norm"), returnsStatistics, epsilon)
{
    protected override NormLayout LayoutOf(ReadOnlySpan<Tensor> inputs)
    {
        (int samples, int channels, int places) = NormInputs.Channels(Name, inputs, leastRank: 3);
        return places != 1 || inputs[0].Count == 0
            ? new(samples, channels, 1, places)
            : throw new ArgumentException(
                $"{Name}: the input {inputs[0].Shape} has one place of each channel, whose deviation from itself says nothing; expected " +
                    "more.",
                nameof(inputs));
    }

    public static OpDefinition Definition => new()
    {
        Name = "instance_norm",
        Category = OpCategory.Normalization,
        Formula = @"\frac{x - \mathrm{mean}}{\sqrt{\mathrm{var} + \epsilon}} \, w + b",
        Source = "Ulyanov, Vedaldi and Lempitsky, Instance normalization, 2016 (arXiv:1607.08022)",
        Derivative = NormEvidence.Derivative,
        Usage =
            "Where the contrast of an image should not matter, as in style transfer: it takes the contrast of every channel out. In a " +
            "classifier that is a loss; take group_norm or batch_norm.",
        Example = new(() => Tensor.From([1.0, 2, 3, 10, 20, 30], [1, 2, 3]).InstanceNorm()),
        Parameters = [NormEvidence.Epsilon],
        Make = attributes => new InstanceNormOp(attributes.Number("epsilon")),
        Samples =
        [
            NormEvidence.Sample([2, 3, 5], [3], 2), NormEvidence.Sample([2, 2, 19], [2], 2), NormEvidence.Sample([1, 2, 3, 7], [2], 1),
            NormEvidence.Sample([2, 3, 2, 2], [3], 0, new() { ["epsilon"] = 0.1 }), NormEvidence.Sample([1, 2, 70], [2], 0),
            NormEvidence.Sample([0, 3, 2], [3], 2),
        ],
        Errors =
        [
            .. NormEvidence.ChannelErrors("instance_norm", [4, 3, 2]),
            new("instance_norm: the input [2, 3, 1] has one place of each channel", () => [Tensor.Ones([2, 3, 1])]),
            new("instance_norm: the input is [2, 3]; expected [batch, channels, ...] of 3 axes or more", () => [Tensor.Ones([2, 3])]),
        ],
    };
}
