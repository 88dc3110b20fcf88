using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Root-mean-square normalization (Zhang and Sennrich, 2019, arXiv:1910.07467): what the trailing axes of each sample hold is divided by
/// the root of the mean of its squares, and multiplied by a weight, at first 1, of its place: y = x / √(mean x² + ε) · w. The shape,
/// [..., normalizedShape], stays. In use it does what it does in training.
/// </summary>
public sealed class RmsNorm : Layer
{
    /// <summary>A layer over the last axis.</summary>
    /// <param name="features">The size of the last axis.</param>
    /// <param name="epsilon">
    /// What is added to the mean of the squares, positive; null for the machine epsilon of the input's type.
    /// </param>
    /// <param name="affine">Whether there are weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is less than 1, or ε is not positive.</exception>
    public RmsNorm(int features, double? epsilon = null, bool affine = true)
        : this([Expect.AtLeast(1, features, nameof(RmsNorm))], epsilon, affine)
    {
    }

    /// <summary>A layer over several trailing axes.</summary>
    /// <param name="normalizedShape">The sizes of the trailing axes.</param>
    /// <param name="epsilon">
    /// What is added to the mean of the squares, positive; null for the machine epsilon of the input's type.
    /// </param>
    /// <param name="affine">Whether there are weights.</param>
    /// <exception cref="ArgumentException">There is no axis, a size is less than 1, or ε is not positive.</exception>
    public RmsNorm(Shape normalizedShape, double? epsilon = null, bool affine = true)
    {
        NormalizedShape = NormLayers.ExpectSizes(normalizedShape, nameof(RmsNorm));
        Epsilon = RmsNormOp.ExpectEpsilon(epsilon, nameof(RmsNorm));
        Weight = affine ? new Parameter(normalizedShape, new Constant(1), decays: false) : null;
    }

    /// <summary>The sizes of the trailing axes.</summary>
    public Shape NormalizedShape { get; }

    /// <summary>What is added to the mean of the squares; null stands for the machine epsilon of the input's type.</summary>
    public double? Epsilon { get; }

    /// <summary>The weights, of the normalized shape, or null.</summary>
    public Parameter? Weight { get; private init => field = Register(value); }

    /// <inheritdoc/>
    public override bool PassesGain => true;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => NormLayers.ExpectTrailing(input, NormalizedShape, nameof(RmsNorm))
        .RmsNorm(Weight?.Value, NormalizedShape.Rank, Epsilon);

    /// <inheritdoc/>
    protected override string Describe() =>
        FormattableString.Invariant($"RmsNorm({NormalizedShape}{(Weight is null ? ", no weight" : "")})");
}
