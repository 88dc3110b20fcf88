using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// An affine map of the last axis, [..., in] to [..., out]: y = x·Wᵀ + b, with W of shape [out, in] and b of shape [out]. Weights are drawn
/// as by <see cref="KaimingNormal"/> unless another way is given, and biases start at 0.
/// </summary>
public sealed class Linear : Layer
{
    /// <summary>A layer whose weights are drawn as by <see cref="KaimingNormal"/> and whose biases start at 0.</summary>
    /// <param name="inFeatures">The size of the input's last axis.</param>
    /// <param name="outFeatures">The size of the output's.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <param name="weightInitializer">How the weights are drawn.</param>
    /// <param name="biasInitializer">How the biases are drawn.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is less than 1, or the weights are more than a tensor holds.</exception>
    public Linear(int inFeatures, int outFeatures, bool bias = true, Initializer? weightInitializer = null,
        Initializer? biasInitializer = null)
    {
        Expect.AtLeast(1, inFeatures, nameof(Linear));
        Expect.AtLeast(1, outFeatures, nameof(Linear));
        Expect.Fits(nameof(Linear), (nameof(outFeatures), outFeatures), (nameof(inFeatures), inFeatures));
        Weight = new Parameter([outFeatures, inFeatures], weightInitializer ?? new KaimingNormal(),
            pyTorchInitializer: weightInitializer ?? FanInUniform.Of(inFeatures));
        Bias = bias ? BiasOf(outFeatures, inFeatures, biasInitializer) : null;
    }

    /// <summary>
    /// A layer that shares its weights with another, such as the table of an <see cref="Embedding"/> that the scores of a language model
    /// are made with: one parameter, which is listed, trained and saved once. The biases start at 0.
    /// </summary>
    /// <param name="weight">The weights, of shape [out, in].</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <param name="biasInitializer">How the biases are drawn.</param>
    /// <exception cref="ArgumentException">The weights have not two axes.</exception>
    public Linear(Parameter weight, bool bias = true, Initializer? biasInitializer = null)
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.Shape.Rank != 2)
        {
            throw new ArgumentException($"Linear: the weight is {weight.Shape}; expected [out, in].", nameof(weight));
        }

        Weight = weight;
        Bias = bias ? BiasOf(weight.Shape[0], weight.Shape[1], biasInitializer) : null;
    }

    /// <summary>The weights, of shape [out, in].</summary>
    public Parameter Weight { get; private init => field = Register(value); }

    /// <summary>The biases, of shape [out], or null.</summary>
    public Parameter? Bias { get; private init => field = Register(value); }

    /// <summary>The size of the input's last axis.</summary>
    public int InFeatures => Weight.Shape[1];

    /// <summary>The size of the output's last axis.</summary>
    public int OutFeatures => Weight.Shape[0];

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Linear(Weight, Bias?.Value);

    /// <inheritdoc/>
    protected override string Describe() => $"Linear({InFeatures} → {OutFeatures}{(Bias is null ? ", no bias" : "")})";

    private static Parameter BiasOf(int outFeatures, int inFeatures, Initializer? initializer) =>
        new([outFeatures], initializer ?? new Constant(0), decays: false, pyTorchInitializer: initializer ?? FanInUniform.Of(inFeatures));
}
