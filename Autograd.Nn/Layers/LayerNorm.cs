using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Layer normalization (Ba et al., 2016, arXiv:1607.06450): what the trailing axes of each sample hold is standardized to mean 0 and
/// variance 1, then multiplied by a weight, at first 1, and moved by a bias, at first 0, of its place: y = (x − mean) / √(var + ε) · w + b.
/// The shape, [..., normalizedShape], stays. In use it does what it does in training.
/// </summary>
public sealed class LayerNorm : Layer
{
    /// <summary>A layer over the last axis.</summary>
    /// <param name="features">The size of the last axis.</param>
    /// <param name="epsilon">What is added to the variance, positive.</param>
    /// <param name="affine">Whether there are weights.</param>
    /// <param name="bias">Whether there are biases, where there are weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is less than 1, or ε is not positive.</exception>
    public LayerNorm(int features, double epsilon = NormOp.DefaultEpsilon, bool affine = true, bool bias = true)
        : this([Expect.AtLeast(1, features, nameof(LayerNorm))], epsilon, affine, bias)
    {
    }

    /// <summary>A layer over several trailing axes.</summary>
    /// <param name="normalizedShape">The sizes of the trailing axes.</param>
    /// <param name="epsilon">What is added to the variance, positive.</param>
    /// <param name="affine">Whether there are weights.</param>
    /// <param name="bias">Whether there are biases, where there are weights.</param>
    /// <exception cref="ArgumentException">There is no axis, a size is less than 1, or ε is not positive.</exception>
    public LayerNorm(Shape normalizedShape, double epsilon = NormOp.DefaultEpsilon, bool affine = true, bool bias = true)
    {
        NormalizedShape = NormLayers.ExpectSizes(normalizedShape, nameof(LayerNorm));
        Epsilon = Expect.Positive(epsilon, nameof(LayerNorm));
        Weight = affine ? new Parameter(normalizedShape, new Constant(1), decays: false) : null;
        Bias = affine && bias ? new Parameter(normalizedShape, new Constant(0), decays: false) : null;
    }

    /// <summary>The sizes of the trailing axes.</summary>
    public Shape NormalizedShape { get; }

    /// <summary>What is added to the variance.</summary>
    public double Epsilon { get; }

    /// <summary>The weights, of the normalized shape, or null.</summary>
    public Parameter? Weight { get; private init => field = Register(value); }

    /// <summary>The biases, of the normalized shape, or null.</summary>
    public Parameter? Bias { get; private init => field = Register(value); }

    /// <inheritdoc/>
    public override bool PassesGain => true;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => NormLayers.ExpectTrailing(input, NormalizedShape, nameof(LayerNorm))
        .LayerNorm(Weight?.Value, Bias?.Value, NormalizedShape.Rank, Epsilon);

    /// <inheritdoc/>
    protected override string Describe() =>
        FormattableString.Invariant($"LayerNorm({NormalizedShape}{(Weight is null ? ", no weight" : Bias is null ? ", no bias" : "")})");
}
