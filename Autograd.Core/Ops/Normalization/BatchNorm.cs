namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// Batch normalization: each channel is standardized over all samples and places, then multiplied by its weight and moved by its bias:
    /// y = (x − mean) / √(variance + ε) · weight + bias. Mean and variance are those of the batch, as in training, or given, as in use.
    /// </summary>
    /// <param name="weight">A weight for each channel; null for 1.</param>
    /// <param name="bias">A bias for each channel; null for 0.</param>
    /// <param name="mean">A mean for each channel, in use; null for the batch's.</param>
    /// <param name="variance">A variance for each channel, in use; null for the batch's.</param>
    /// <param name="epsilon">What is added to the variance, positive.</param>
    /// <remarks>
    /// Ioffe and Szegedy, 2015 (arXiv:1502.03167). The tensor is [batch, channels, ...]. The variance is the biased one. It is computed
    /// in double precision of the deviations from the mean, so a large mean costs no digits, and equal elements give exactly the bias. NaN
    /// and infinities spoil their channel only, and so do doubles so far apart, by 1e154 and more, that no double holds their variance. The
    /// module keeps running statistics.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The shapes or types do not fit; ε is not positive; one of mean and variance is missing; a variance is negative (where PyTorch gives
    /// NaN); or there is one value of a channel, whose deviation from itself says nothing.
    /// </exception>
    public Tensor BatchNorm(
        Tensor? weight = null, Tensor? bias = null, Tensor? mean = null, Tensor? variance = null, double epsilon = NormOp.DefaultEpsilon)
    {
        var op = new BatchNormOp(epsilon);
        if (mean is null != variance is null)
        {
            throw new ArgumentException("batch_norm: of mean and variance one is null; expected both, or neither.",
                mean is null ? nameof(mean) : nameof(variance));
        }

        return mean is null ? NormInputs.Apply(op, this, weight, bias) : op.Apply(
            this, weight ?? Ones(mean.Shape, mean.DType), bias ?? Zeros(mean.Shape, mean.DType), mean, variance!);
    }
}

internal sealed class BatchNormOp(double epsilon, bool returnsStatistics = false)
    : NormOp("batch_norm", Moments.OfRow, Expect.Positive(epsilon, "batch_norm"), returnsStatistics, epsilon)
{
    protected override int MostInputs => 5;

    protected override NormLayout LayoutOf(ReadOnlySpan<Tensor> inputs)
    {
        (int samples, int channels, int places) = NormInputs.Channels(Name, inputs, leastRank: 2);
        if (inputs.Length < 5 && inputs[0].Count > 0 && (long)samples * places == 1)
        {
            throw new ArgumentException(
                $"{Name}: the input {inputs[0].Shape} has one value of each channel, whose deviation from itself says nothing; " +
                    "expected more samples or places, or mean and variance, which a layer has in use: call Eval() for answers.",
                nameof(inputs));
        }

        // The channels of a single sample are rows.
        return new(samples, channels, 1, places, IsAcross: samples != 1 || places == 1);
    }

    public static OpDefinition Definition => new()
    {
        Name = "batch_norm",
        Category = OpCategory.Normalization,
        Formula = @"\frac{x - \mathrm{mean}}{\sqrt{\mathrm{var} + \epsilon}} \, w + b",
        Source = "Ioffe and Szegedy, Batch normalization, 2015 (arXiv:1502.03167)",
        Derivative = NormEvidence.Derivative +
            @" \qquad \text{with given statistics } \frac{\partial L}{\partial x} = \frac{g}{\sigma}",
        Usage =
            "Behind convolutions and wide layers, before the activation: it lets deep networks train at large learning rates. It needs " +
            "batches of many alike samples; for few take group_norm, for sequences layer_norm.",
        Example = new(() => Tensor.From([1.0, 10, 2, 20, 3, 30], [3, 2]).BatchNorm()),
        Parameters = [NormEvidence.Epsilon],
        Make = attributes => new BatchNormOp(attributes.Number("epsilon")),
        Samples =
        [
            NormEvidence.Sample([5, 3], [3], 2), NormEvidence.Sample([4, 19], [19], 2), NormEvidence.Sample([6, 35], [35], 1),
            NormEvidence.Sample([3, 2], [2], 0), NormEvidence.Sample([35, 2], [2], 2), NormEvidence.Sample([3, 2, 5], [2], 2),
            NormEvidence.Sample([2, 3, 3, 7], [3], 2, new() { ["epsilon"] = 0.1 }), NormEvidence.Sample([1, 2, 19], [2], 2),
            NormEvidence.Sample([1, 3, 4], [3], 0), NormEvidence.Sample([0, 3], [3], 2), Given([4, 3]), Given([2, 3, 5]), Given([1, 19]),
            Given([0, 3]),
        ],
        Errors =
        [
            .. NormEvidence.ChannelErrors("batch_norm"),
            new("batch_norm: the input [1, 3] has one value of each channel", () => [Tensor.Ones([1, 3])]),
            new("batch_norm: the mean is [2] and the input [4, 3]; expected the shape [3], one for each channel",
                () => [Tensor.Ones([4, 3]), Tensor.Ones([3]), Tensor.Ones([3]), Tensor.Ones([2]), Tensor.Ones([3])]),
            new("batch_norm: the variance is [2] and the input [4, 3]",
                () => [Tensor.Ones([4, 3]), Tensor.Ones([3]), Tensor.Ones([3]), Tensor.Ones([3]), Tensor.Ones([2])]),
            new("batch_norm: the variance of channel 1 is -0.5; expected 0 or more", () =>
                [Tensor.Ones([4, 2]), Tensor.Ones([2]), Tensor.Ones([2]), Tensor.Ones([2]), Tensor.From([0f, -0.5f])]),
            new("batch_norm: expected 5 inputs, got 4",
                () => [Tensor.Ones([4, 3]), Tensor.Ones([3]), Tensor.Ones([3]), Tensor.Ones([3])]),
        ],
    };

    private static OpSample Given(Shape shape)
    {
        OpSample sample = NormEvidence.Sample(shape, [shape[1]], 2);
        return new($"{shape} with given statistics", dtype =>
        [
            .. sample.Inputs(dtype), OpSamples.Spread([shape[1]], dtype, phase: 3), OpSamples.Spread([shape[1]], dtype, 0.5, 3, phase: 4),
        ]);
    }
}
