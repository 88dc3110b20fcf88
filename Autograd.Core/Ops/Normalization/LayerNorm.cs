namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// Layer normalization: what belongs to one index of the leading axes is standardized to mean 0 and variance 1, then multiplied by a
    /// weight and moved by a bias of its place: y = (x − mean) / √(variance + ε) · weight + bias.
    /// </summary>
    /// <param name="weight">A weight for each place, of the shape of the trailing axes; null for 1.</param>
    /// <param name="bias">A bias for each place, likewise; null for 0.</param>
    /// <param name="trailingAxes">How many of the last axes are taken together.</param>
    /// <param name="epsilon">What is added to the variance, positive.</param>
    /// <remarks>
    /// Ba, Kiros and Hinton, 2016 (arXiv:1607.06450). The variance is the biased one. It is computed in double precision of the deviations
    /// from the mean, so a large mean costs no digits, and equal elements give exactly the bias. NaN and infinities spoil their row, value
    /// and gradients, and no other; and so do doubles so far apart, by 1e154 and more, that no double holds their variance.
    /// </remarks>
    /// <exception cref="ArgumentException">The shapes or types do not fit, there are not so many axes, or ε is not positive.</exception>
    public Tensor LayerNorm(
        Tensor? weight = null, Tensor? bias = null, int trailingAxes = NormInputs.DefaultTrailingAxes,
        double epsilon = NormOp.DefaultEpsilon) =>
        NormInputs.Apply(new LayerNormOp(trailingAxes, epsilon), this, weight, bias);
}

internal sealed class LayerNormOp(int trailingAxes, double epsilon)
    : NormOp("layer_norm", Moments.OfRow, Expect.Positive(epsilon, "layer_norm"), returnsStatistics: false, trailingAxes, epsilon)
{
    private readonly int _trailingAxes = Expect.AtLeast(1, trailingAxes, "layer_norm");

    protected override NormLayout LayoutOf(ReadOnlySpan<Tensor> inputs) => NormInputs.OfTrailing(Name, inputs, _trailingAxes);

    public static OpDefinition Definition => new()
    {
        Name = "layer_norm",
        Category = OpCategory.Normalization,
        Formula = @"\frac{x - \mathrm{mean}}{\sqrt{\mathrm{var} + \epsilon}} \, w + b",
        Source = "Ba, Kiros and Hinton, Layer normalization, 2016 (arXiv:1607.06450)",
        Derivative = NormEvidence.Derivative,
        Usage =
            "In transformers and recurrent networks: each sample is normalized by itself, in training as in use, whatever else is in the " +
            "batch. For images batch_norm or group_norm do better; rms_norm is cheaper, and often as good.",
        Example = new(() => Tensor.From([1.0, 2, 3, 10, 20, 30], [2, 3]).LayerNorm()),
        Parameters = [NormEvidence.TrailingAxes, NormEvidence.Epsilon],
        Make = attributes => new LayerNormOp(attributes.Integer("trailingAxes"), attributes.Number("epsilon")),
        Samples = NormEvidence.OfTrailing(hasBias: true),
        Errors =
        [
            .. NormEvidence.OfTrailingErrors("layer_norm"),
            new("layer_norm: the bias is [2] and the input [2, 3]; expected the shape [3]",
                () => [Tensor.Ones([2, 3]), Tensor.Ones([3]), Tensor.Ones([2])]),
            new("layer_norm: epsilon is 0; expected a positive number", () => [Tensor.Ones([2, 3])], new() { ["epsilon"] = 0 }),
            new("layer_norm: expected 3 inputs, got 4", () => [Tensor.Ones([2]), Tensor.Ones([2]), Tensor.Ones([2]), Tensor.Ones([2])]),
        ],
    };
}
