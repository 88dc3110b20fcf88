using System.Runtime.CompilerServices;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Adam: steps along the running mean of the gradient, divided by the root of the running mean of its square, both corrected for their
/// start at zero: p ← p − η · m̂ / (√v̂ + ε) (Kingma and Ba, 2014, arXiv:1412.6980). Weight decay λ adds λ·p to the gradient.
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
    bool amsGrad = false) : Optimizer(parameters, learningRate, weightDecay)
{
    /// <summary>How much of the mean gradient stays.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is not from 0 to below 1.</exception>
    public double Beta1
    {
        get;
        set => field = Expect.That(value is >= 0 and < 1, value, nameof(Adam), "0 to below 1", nameof(Beta1));
    } = Expect.That(beta1 is >= 0 and < 1, beta1, nameof(Adam), "0 to below 1", nameof(beta1));

    /// <summary>How much of the mean square stays.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is not from 0 to below 1.</exception>
    public double Beta2
    {
        get;
        set => field = Expect.That(value is >= 0 and < 1, value, nameof(Adam), "0 to below 1", nameof(Beta2));
    } = Expect.That(beta2 is >= 0 and < 1, beta2, nameof(Adam), "0 to below 1", nameof(beta2));

    /// <summary>What keeps the divisor from zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is negative or not finite.</exception>
    public double Epsilon
    {
        get;
        set => field = Expect.NotNegative(value, nameof(Adam), nameof(Epsilon));
    } = Expect.NotNegative(epsilon, nameof(Adam), nameof(epsilon));

    /// <summary>Whether to divide by the largest mean square so far.</summary>
    public bool AmsGrad { get; } = amsGrad;

    /// <inheritdoc/>
    protected override void Update(ParameterRun run)
    {
        // Both corrections are taken out of the fraction, once for all elements.
        double ofMean = 1 - Math.Pow(Beta1, run.Steps), ofRoot = Math.Sqrt(1 - Math.Pow(Beta2, run.Steps));
        double stepSize = Math.Min(run.LearningRate * ofRoot / ofMean, float.MaxValue);
        var rule = new Rule(
            stepSize, 1 - Beta1, 1 - Beta2, AtLeastSmallest(Epsilon * ofRoot), run.WeightDecay, Decays: run.WeightDecay != 0);
        if (AmsGrad)
        {
            run.Update(new AmsGradRule(rule));
        }
        else
        {
            run.Update(rule);
        }
    }

    private protected override string Settings =>
        FormattableString.Invariant($", betas {Beta1} and {Beta2}, epsilon {Epsilon}{(AmsGrad ? ", AMSGrad" : "")}");

    private protected override IReadOnlyList<string> StateNames => AmsGrad ? AmsGradRule.StateNames : Rule.StateNames;

    // The root of the smallest normal number: below it the square has lost its digits, or all of itself, and a divisor could be zero.
    private static Coefficient AtLeastSmallest(double epsilon) => new(Math.Max(epsilon, 1.5e-154), (float)Math.Max(epsilon, 1.1e-19));

    private readonly record struct Rule(
        Coefficient StepSize, Coefficient OfGradient, Coefficient OfSquare, Coefficient Epsilon, Coefficient WeightDecay,
        bool Decays) : IUpdateFormula
    {
        // The root of the largest number.
        private static Coefficient Largest => new(1.3e154, 1.8e19f);

        public static IReadOnlyList<string> StateNames { get; } = ["mean", "square"];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<R>(R gradient, ref R value, ref R mean, ref R square, ref R third) where R : struct, IReal<R>
        {
            Average(gradient, value, ref mean, ref square);
            Move(ref value, mean, square);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Average<R>(R gradient, R value, ref R mean, ref R square) where R : struct, IReal<R>
        {
            // The square of a greater one would be infinite, and a mean so large over an infinite root no step at all.
            R decayed = R.Clamp(Decays ? gradient + (WeightDecay * value) : gradient, Largest);
            mean += OfGradient * (decayed - mean);
            square += OfSquare * ((decayed * decayed) - square);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Move<R>(ref R value, R mean, R square) where R : struct, IReal<R> =>
            value = R.Saturate(value - (StepSize * (mean / (R.Sqrt(square) + Epsilon))));
    }

    private readonly record struct AmsGradRule(Rule Rule) : IUpdateFormula
    {
        public static IReadOnlyList<string> StateNames { get; } = ["mean", "square", "largest_square"];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<R>(R gradient, ref R value, ref R mean, ref R square, ref R largest) where R : struct, IReal<R>
        {
            Rule.Average(gradient, value, ref mean, ref square);
            largest = R.Max(largest, square);
            Rule.Move(ref value, mean, largest);
        }
    }
}
