namespace Autograd.Nn;

/// <summary>
/// Adam with a weight decay apart from the gradient: first p ← (1 − η·λ) · p, then Adam's step p ← p − η · m̂ / (√v̂ + ε), into which the
/// decay does not enter, so that every weight is pulled to zero at the same pace (Loshchilov and Hutter, 2019, arXiv:1711.05101).
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
public sealed class AdamW(
    IEnumerable<Parameter> parameters,
    double learningRate = 1e-3,
    double beta1 = 0.9,
    double beta2 = 0.999,
    double epsilon = 1e-8,
    double weightDecay = 0.01,
    bool amsGrad = false) : AdamOptimizer(nameof(AdamW), parameters, learningRate, beta1, beta2, epsilon, weightDecay, amsGrad)
{
    private protected override bool IsDecoupled => true;
}
