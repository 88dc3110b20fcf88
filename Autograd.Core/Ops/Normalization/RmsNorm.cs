namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// Root-mean-square normalization: what belongs to one index of the leading axes is divided by the root of the mean of its squares, and
    /// multiplied by a weight of its place: y = x / √(mean x² + ε) · weight.
    /// </summary>
    /// <param name="weight">A weight for each place, of the shape of the trailing axes; null for 1.</param>
    /// <param name="trailingAxes">How many of the last axes are taken together.</param>
    /// <param name="epsilon">
    /// What is added to the mean of the squares, positive; null for the machine epsilon of the tensor's type.
    /// </param>
    /// <remarks>
    /// Zhang and Sennrich, 2019 (arXiv:1910.07467). The squares are summed in double precision, so they do not overflow in Float32. A row
    /// with NaN or an infinity is NaN, value and gradients (PyTorch has 0 beside an infinity), and so is one of doubles beyond 1e154, the
    /// mean of whose squares no double holds.
    /// </remarks>
    /// <exception cref="ArgumentException">The shapes or types do not fit, there are not so many axes, or ε is not positive.</exception>
    public Tensor RmsNorm(Tensor? weight = null, int trailingAxes = NormInputs.DefaultTrailingAxes, double? epsilon = null) =>
        NormInputs.Apply(new RmsNormOp(trailingAxes, epsilon), this, weight, null);
}

internal sealed class RmsNormOp(int trailingAxes, double? epsilon)
    : NormOp("rms_norm", Moments.AboutZero, ExpectEpsilon(epsilon, "rms_norm"), returnsStatistics: false, trailingAxes, epsilon)
{
    private readonly int _trailingAxes = Expect.AtLeast(1, trailingAxes, "rms_norm");

    protected override int MostInputs => 2;

    protected override NormLayout LayoutOf(ReadOnlySpan<Tensor> inputs) => NormInputs.OfTrailing(Name, inputs, _trailingAxes);

    public static double? ExpectEpsilon(double? epsilon, string name) =>
        epsilon is { } number ? Expect.Positive(number, name, nameof(epsilon)) : null;

    public static OpDefinition Definition => new()
    {
        Name = "rms_norm",
        Category = OpCategory.Normalization,
        Formula = @"\frac{x}{\sqrt{\frac{1}{n} \sum_i x_i^2 + \epsilon}} \, w",
        Source = "Zhang and Sennrich, Root mean square layer normalization, 2019 (arXiv:1910.07467)",
        Derivative =
            @"\frac{\partial L}{\partial x} = \frac{1}{\sigma} (g - \hat x \, \overline{g \hat x}) \quad " +
            @"g = w \frac{\partial L}{\partial y},\ \hat x = \frac{x}{\sigma},\ \sigma = \sqrt{\overline{x^2} + \epsilon}",
        Usage = "In place of layer_norm in transformers: it leaves the mean alone, has no bias, and does as well for less.",
        Example = new(() => Tensor.From([3.0, 4, 30, 40], [2, 2]).RmsNorm()),
        Parameters =
        [
            NormEvidence.TrailingAxes,
            new("epsilon", default, "What is added to the mean of the squares; none for the machine epsilon of the tensor's type."),
        ],
        Make = attributes => new RmsNormOp(attributes.Integer("trailingAxes"), attributes.NumberOrNull("epsilon")),
        Samples = NormEvidence.OfTrailing(hasBias: false),
        Errors =
        [
            .. NormEvidence.OfTrailingErrors("rms_norm"),
            new("rms_norm: epsilon is 0; expected a positive number", () => [Tensor.Ones([2])], new() { ["epsilon"] = 0 }),
            new("rms_norm: expected 2 inputs, got 3", () => [Tensor.Ones([2]), Tensor.Ones([2]), Tensor.Ones([2])]),
        ],
    };
}
