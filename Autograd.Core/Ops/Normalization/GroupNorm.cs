namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// Group normalization: the channels of each sample are cut into groups, each group is standardized over its channels and places, and
    /// each channel multiplied by its weight and moved by its bias: y = (x − mean) / √(variance + ε) · weight + bias.
    /// </summary>
    /// <param name="groups">How many groups there are; it divides the number of channels.</param>
    /// <param name="weight">A weight for each channel; null for 1.</param>
    /// <param name="bias">A bias for each channel; null for 0.</param>
    /// <param name="epsilon">What is added to the variance, positive.</param>
    /// <remarks>
    /// Wu and He, 2018 (arXiv:1803.08494). The tensor is [batch, channels, ...]. For the precision see <see cref="LayerNorm"/>.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The shapes or types do not fit, the groups do not divide the channels, or ε is not positive.
    /// </exception>
    public Tensor GroupNorm(int groups, Tensor? weight = null, Tensor? bias = null, double epsilon = NormOp.DefaultEpsilon) =>
        NormInputs.Apply(new GroupNormOp(groups, epsilon), this, weight, bias);
}

internal sealed class GroupNormOp(int groups, double epsilon)
    : NormOp("group_norm", Moments.OfRow, Expect.Positive(epsilon, "group_norm"), returnsStatistics: false, groups, epsilon)
{
    private readonly int _groups = Expect.AtLeast(1, groups, "group_norm");

    protected override NormLayout LayoutOf(ReadOnlySpan<Tensor> inputs)
    {
        (int samples, int channels, int places) = NormInputs.Channels(Name, inputs, leastRank: 2);
        return channels % _groups == 0
            ? new(samples, _groups, channels / _groups, places)
            : throw new ArgumentException(
                $"{Name}: groups is {_groups} and the input {inputs[0].Shape}; expected a divisor of the {channels} channels.",
                nameof(inputs));
    }

    public static OpDefinition Definition => new()
    {
        Name = "group_norm",
        Category = OpCategory.Normalization,
        Formula = @"\frac{x - \mathrm{mean}}{\sqrt{\mathrm{var} + \epsilon}} \, w + b",
        Source = "Wu and He, Group normalization, 2018 (arXiv:1803.08494)",
        Derivative = NormEvidence.Derivative,
        Usage =
            "In convolutional networks whose batches are small: each sample is normalized by itself, in training as in use. With one " +
            "group it is a layer norm of the whole sample, with a group for each channel an instance norm.",
        Example = new(() => Tensor.From([1.0, 2, 3, 4, 10, 20, 30, 40], [1, 4, 2]).GroupNorm(groups: 2)),
        Parameters = [new("groups", 1, "How many groups the channels are cut into."), NormEvidence.Epsilon],
        Make = attributes => new GroupNormOp(attributes.Integer("groups"), attributes.Number("epsilon")),
        Samples =
        [
            NormEvidence.Sample([3, 6], [6], 2, new() { ["groups"] = 2 }), NormEvidence.Sample([2, 4, 5], [4], 2),
            NormEvidence.Sample([2, 6, 3, 3], [6], 2, new() { ["groups"] = 3, ["epsilon"] = 0.1 }),
            NormEvidence.Sample([2, 2, 19], [2], 1, new() { ["groups"] = 2 }),
            NormEvidence.Sample([2, 4, 5], [4], 0, new() { ["groups"] = 2 }),
            NormEvidence.Sample([33, 70], [70], 2, new() { ["groups"] = 2 }), NormEvidence.Sample([2, 3], [3], 2, new() { ["groups"] = 3 }),
            NormEvidence.Sample([0, 4, 2], [4], 2, new() { ["groups"] = 2 }),
        ],
        Errors =
        [
            .. NormEvidence.ChannelErrors("group_norm"),
            new("group_norm: groups is 2 and the input [4, 3]; expected a divisor of the 3 channels", () => [Tensor.Ones([4, 3])],
                new() { ["groups"] = 2 }),
            new("group_norm: groups is 0; expected 1 or more", () => [Tensor.Ones([4, 3])], new() { ["groups"] = 0 }),
        ],
    };
}
