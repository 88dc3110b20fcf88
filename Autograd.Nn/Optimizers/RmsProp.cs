using System.Runtime.CompilerServices;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// RMSprop: steps along the gradient, divided by the root of the running mean of its square: v ← α·v + (1 − α)·g², p ← p − η · g / (√v + ε)
/// (Tieleman and Hinton, 2012), or centered, of its running variance (Graves, 2013, arXiv:1308.0850). Momentum adds the steps before:
/// b ← μ·b + g / (√v + ε), p ← p − η·b. Weight decay λ adds λ·p to the gradient.
/// </summary>
/// <remarks>
/// PyTorch takes the variance for the mean square less the squared mean, which in Float32 cancels: under a gradient that stays the same it
/// is negative after some 1,200 steps, and the weights are no numbers. Here the variance itself is kept,
/// v ← α · (v + (1 − α) · (g − m)²) with the mean m before the step, which is the same number and never below zero.
/// </remarks>
/// <param name="parameters">The parameters, usually <see cref="Module.Parameters"/>.</param>
/// <param name="learningRate">The length η of a step.</param>
/// <param name="alpha">How much of the mean square, or of mean and variance, stays.</param>
/// <param name="epsilon">What keeps the divisor from zero; less than 1.1e-19 in Float32, or 1.5e-154 in Float64, counts as that.</param>
/// <param name="momentum">How much of the velocity stays, μ.</param>
/// <param name="centered">Whether the divisor is the standard deviation.</param>
/// <param name="weightDecay">The factor λ; biases and PReLU slopes stay out unless their group asks.</param>
/// <exception cref="ArgumentOutOfRangeException">
/// A number is negative or not finite, alpha is not below 1, or momentum is above 1.
/// </exception>
/// <exception cref="ArgumentException">There is no parameter, or one twice.</exception>
public sealed class RmsProp(
    IEnumerable<Parameter> parameters,
    double learningRate = 1e-2,
    double alpha = 0.99,
    double epsilon = 1e-8,
    double momentum = 0,
    bool centered = false,
    double weightDecay = 0) : Optimizer(parameters, learningRate, weightDecay)
{
    /// <summary>How much of the mean square, or of mean and variance, stays.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is not from 0 to below 1.</exception>
    public double Alpha
    {
        get;
        set => field = Expect.That(value is >= 0 and < 1, value, nameof(RmsProp), "0 to below 1", nameof(Alpha));
    } = Expect.That(alpha is >= 0 and < 1, alpha, nameof(RmsProp), "0 to below 1", nameof(alpha));

    /// <summary>What keeps the divisor from zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is negative or not finite.</exception>
    public double Epsilon
    {
        get;
        set => field = Expect.NotNegative(value, nameof(RmsProp), nameof(Epsilon));
    } = Expect.NotNegative(epsilon, nameof(RmsProp), nameof(epsilon));

    /// <summary>How much of the velocity stays.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is not from 0 to 1.</exception>
    public double Momentum
    {
        get;
        set => field = Expect.That(value is >= 0 and <= 1, value, nameof(RmsProp), "0 to 1", nameof(Momentum));
    } = Expect.That(momentum is >= 0 and <= 1, momentum, nameof(RmsProp), "0 to 1", nameof(momentum));

    /// <summary>Whether the divisor is the standard deviation.</summary>
    public bool Centered { get; } = centered;

    /// <inheritdoc/>
    protected override void Update(ParameterRun run)
    {
        var rule = new Core(run.LearningRate, Momentum, Alpha, 1 - Alpha, UpdateLimits.Divisor(Epsilon), run.WeightDecay,
            Decays: run.WeightDecay != 0);
        switch (Centered, Momentum != 0)
        {
            case (false, false): run.Update(new Plain(rule)); break;
            case (false, true): run.Update(new WithMomentum(rule)); break;
            case (true, false): run.Update(new OfVariance(rule)); break;
            case (true, true): run.Update(new OfVarianceWithMomentum(rule)); break;
        }
    }

    private protected override string Settings => FormattableString.Invariant(
        $", alpha {Alpha}, epsilon {Epsilon}, momentum {Momentum}{(Centered ? ", centered" : "")}");

    private protected override IReadOnlyList<string> StateNames => Centered ? OfVariance.StateNames : Plain.StateNames;

    private protected override IReadOnlyList<string> OptionalStateNames { get; } = ["velocity"];

    private readonly record struct Core(Coefficient LearningRate, Coefficient Momentum, Coefficient Alpha, Coefficient Rest,
        Coefficient Epsilon, Coefficient WeightDecay, bool Decays)
    {
        // Half the root of the largest number: the square of a difference is finite too.
        private static Coefficient Largest
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => new(6e153, 9e18f);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R BySquare<R>(R gradient, R value, ref R square) where R : struct, IReal<R>
        {
            R penalized = Penalized(gradient, value);
            square = (Alpha * square) + (Rest * (penalized * penalized));
            return penalized / (R.Sqrt(square) + Epsilon);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R ByVariance<R>(R gradient, R value, ref R variance, ref R mean) where R : struct, IReal<R>
        {
            R penalized = Penalized(gradient, value), away = penalized - mean;
            variance = Alpha * (variance + (Rest * (away * away)));
            mean = (Alpha * mean) + (Rest * penalized);
            return penalized / (R.Sqrt(variance) + Epsilon);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Move<R>(R step, ref R value) where R : struct, IReal<R> => value = R.Saturate(value - (LearningRate * step));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Move<R>(R step, ref R value, ref R velocity) where R : struct, IReal<R>
        {
            velocity = R.Saturate((Momentum * velocity) + step);
            Move(velocity, ref value);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private R Penalized<R>(R gradient, R value) where R : struct, IReal<R> =>
            R.Clamp(Decays ? gradient + (WeightDecay * value) : gradient, Largest);
    }

    private readonly record struct Plain(Core Rule) : IUpdateFormula
    {
        public static IReadOnlyList<string> StateNames { get; } = ["square"];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<R>(R gradient, ref R value, ref R square, ref R second, ref R third) where R : struct, IReal<R> =>
            Rule.Move(Rule.BySquare(gradient, value, ref square), ref value);
    }

    private readonly record struct WithMomentum(Core Rule) : IUpdateFormula
    {
        public static IReadOnlyList<string> StateNames { get; } = ["square", "velocity"];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<R>(R gradient, ref R value, ref R square, ref R velocity, ref R third) where R : struct, IReal<R> =>
            Rule.Move(Rule.BySquare(gradient, value, ref square), ref value, ref velocity);
    }

    private readonly record struct OfVariance(Core Rule) : IUpdateFormula
    {
        public static IReadOnlyList<string> StateNames { get; } = ["variance", "mean"];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<R>(R gradient, ref R value, ref R variance, ref R mean, ref R third) where R : struct, IReal<R> =>
            Rule.Move(Rule.ByVariance(gradient, value, ref variance, ref mean), ref value);
    }

    private readonly record struct OfVarianceWithMomentum(Core Rule) : IUpdateFormula
    {
        public static IReadOnlyList<string> StateNames { get; } = ["variance", "mean", "velocity"];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<R>(R gradient, ref R value, ref R variance, ref R mean, ref R velocity) where R : struct, IReal<R> =>
            Rule.Move(Rule.ByVariance(gradient, value, ref variance, ref mean), ref value, ref velocity);
    }
}
