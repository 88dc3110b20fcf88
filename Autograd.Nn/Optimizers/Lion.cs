using System.Runtime.CompilerServices;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Lion: every weight takes a step of the same length, by the sign of the gradient mixed into its running mean: c = β₁·m + (1 − β₁)·g, then
/// p ← (1 − η·λ) · p − η · sign c and m ← β₂·m + (1 − β₂)·g, with sign 0 = 0 (Chen et al., 2023, arXiv:2302.06675). It wants a rate three
/// to ten times smaller than Adam's, and a decay as many times larger; the decay is apart from the gradient, as <see cref="AdamW"/>'s.
/// </summary>
/// <param name="parameters">The parameters, usually <see cref="Module.Parameters"/>.</param>
/// <param name="learningRate">The length η of a step.</param>
/// <param name="beta1">How much of the mean gradient goes into a step.</param>
/// <param name="beta2">How much of the mean gradient stays.</param>
/// <param name="weightDecay">The factor λ; biases and PReLU slopes stay out unless their group asks.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is negative or not finite, or a beta is not below 1.</exception>
/// <exception cref="ArgumentException">There is no parameter, or one twice.</exception>
public sealed class Lion(
    IEnumerable<Parameter> parameters,
    double learningRate = 1e-4,
    double beta1 = 0.9,
    double beta2 = 0.99,
    double weightDecay = 0) : Optimizer(parameters, learningRate, weightDecay)
{
    /// <summary>How much of the mean gradient goes into a step.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is not from 0 to below 1.</exception>
    public double Beta1
    {
        get;
        set => field = Expect.That(value is >= 0 and < 1, value, nameof(Lion), "0 to below 1", nameof(Beta1));
    } = Expect.That(beta1 is >= 0 and < 1, beta1, nameof(Lion), "0 to below 1", nameof(beta1));

    /// <summary>How much of the mean gradient stays.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is not from 0 to below 1.</exception>
    public double Beta2
    {
        get;
        set => field = Expect.That(value is >= 0 and < 1, value, nameof(Lion), "0 to below 1", nameof(Beta2));
    } = Expect.That(beta2 is >= 0 and < 1, beta2, nameof(Lion), "0 to below 1", nameof(beta2));

    /// <inheritdoc/>
    protected override void Update(ParameterRun run) =>
        run.Update(new Rule(run.LearningRate, UpdateLimits.Kept(run), Beta1, 1 - Beta1, Beta2, 1 - Beta2));

    private protected override string Settings => FormattableString.Invariant($", betas {Beta1} and {Beta2}");

    private protected override IReadOnlyList<string> StateNames => Rule.StateNames;

    private readonly record struct Rule(
        Coefficient LearningRate, Coefficient Kept, Coefficient Beta1, Coefficient Rest1, Coefficient Beta2, Coefficient Rest2)
        : IUpdateFormula
    {
        public static IReadOnlyList<string> StateNames { get; } = ["mean"];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<R>(R gradient, ref R value, ref R mean, ref R second, ref R third) where R : struct, IReal<R>
        {
            R ahead = (Beta1 * mean) + (Rest1 * gradient);

            // Zero has the sign zero, and what is no number is none here either.
            R sign = R.IfGreater(ahead, 0, 1, R.IfGreater(0, ahead, -1, ahead));
            value = R.Saturate(R.Saturate(Kept * value) - (LearningRate * sign));
            mean = R.Saturate((Beta2 * mean) + (Rest2 * gradient));
        }
    }
}
