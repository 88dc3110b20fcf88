namespace Autograd.Nn;

/// <summary>
/// Adam: steps along the running mean of the gradient, divided by the root of the running mean of its square, both corrected for their
/// start at zero: p ← p − η · m̂ / (√v̂ + ε) (Kingma and Ba, 2014, arXiv:1412.6980). Weight decay λ adds λ·p to the gradient, so that it is
/// scaled like the rest; <see cref="AdamW"/> decays apart from it.
/// </summary>
/// <param name="parameters">The parameters, usually <see cref="Module.Parameters"/>.</param>
/// <param name="learningRate">The length η of a step.</param>
/// <param name="beta1">How much of the mean gradient stays.</param>
/// <param name="beta2">How much of the mean square stays.</param>
/// <param name="epsilon">What keeps the divisor from zero; less than 1.1e-19 in Float32, or 1.5e-154 in Float64, counts as that.</param>
/// <param name="weightDecay">The factor λ; biases and PReLU slopes stay out unless their group asks.</param>
/// <param name="amsGrad">Whether to divide by the largest mean square so far (Reddi et al., 2018).</param>
/// <exception cref="ArgumentOutOfRangeException">A number is negative or not finite, or a beta is not below 1.</exception>
/// <exception cref="ArgumentException">There is no parameter, or one twice.</exception>
public sealed class Adam(
    IEnumerable<Parameter> parameters,
    double learningRate = 1e-3,
    double beta1 = 0.9,
    double beta2 = 0.999,
    double epsilon = 1e-8,
    double weightDecay = 0,
    bool amsGrad = false) : AdamOptimizer(nameof(Adam), parameters, learningRate, beta1, beta2, epsilon, weightDecay, amsGrad)
{
    private protected override bool IsDecoupled => false;
}
