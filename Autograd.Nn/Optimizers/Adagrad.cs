using System.Runtime.CompilerServices;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Adagrad: each weight's step is divided by the root of the sum of all its squared gradients: s ← s + g², p ← p − ηₜ · g / (√s + ε), with
/// ηₜ = η / (1 + (t − 1) · decay) in the parameter's step t (Duchi, Hazan and Singer, 2011). Weight decay λ adds λ·p to the gradient.
/// Without it a weight without gradient stays as it is: a step visits only the rows with a sparse gradient.
/// </summary>
/// <param name="parameters">The parameters, usually <see cref="Module.Parameters"/>.</param>
/// <param name="learningRate">The length η of a step.</param>
/// <param name="learningRateDecay">How fast the rate falls with a parameter's own steps.</param>
/// <param name="initialAccumulator">
/// What the sum starts from. The state holds the sum of squares alone, without it; PyTorch's file has both together.
/// </param>
/// <param name="epsilon">What keeps the divisor from zero; less than 1.1e-19 in Float32, or 1.5e-154 in Float64, counts as that.</param>
/// <param name="weightDecay">The factor λ; biases and PReLU slopes stay out unless their group asks.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is negative or not finite.</exception>
/// <exception cref="ArgumentException">There is no parameter, or one twice.</exception>
public sealed class Adagrad(
    IEnumerable<Parameter> parameters,
    double learningRate = 1e-2,
    double learningRateDecay = 0,
    double initialAccumulator = 0,
    double epsilon = 1e-10,
    double weightDecay = 0) : Optimizer(parameters, learningRate, weightDecay)
{
    /// <summary>How fast the rate falls with a parameter's own steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is negative or not finite.</exception>
    public double LearningRateDecay
    {
        get;
        set => field = Expect.NotNegative(value, nameof(Adagrad), nameof(LearningRateDecay));
    } = Expect.NotNegative(learningRateDecay, nameof(Adagrad), nameof(learningRateDecay));

    /// <summary>What the sum of squares starts from.</summary>
    public double InitialAccumulator { get; } = Expect.NotNegative(initialAccumulator, nameof(Adagrad), nameof(initialAccumulator));

    /// <summary>What keeps the divisor from zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is negative or not finite.</exception>
    public double Epsilon
    {
        get;
        set => field = Expect.NotNegative(value, nameof(Adagrad), nameof(Epsilon));
    } = Expect.NotNegative(epsilon, nameof(Adagrad), nameof(epsilon));

    /// <inheritdoc/>
    protected override void Update(ParameterRun run)
    {
        double rate = run.LearningRate / (1 + ((run.Steps - 1) * LearningRateDecay));
        run.Update(new Rule(rate, Math.Min(InitialAccumulator, float.MaxValue), UpdateLimits.Divisor(Epsilon), run.WeightDecay,
            Decays: run.WeightDecay != 0));
    }

    private protected override string Settings => FormattableString.Invariant(
        $", learning rate decay {LearningRateDecay}, initial accumulator {InitialAccumulator}, epsilon {Epsilon}");

    private protected override IReadOnlyList<string> StateNames => Rule.StateNames;

    private readonly record struct Rule(
        Coefficient LearningRate, Coefficient Initial, Coefficient Epsilon, Coefficient WeightDecay, bool Decays) : IUpdateFormula
    {
        public static IReadOnlyList<string> StateNames { get; } = ["sum"];

        public bool SkipsZeroGradients => !Decays;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<R>(R gradient, ref R value, ref R sum, ref R second, ref R third) where R : struct, IReal<R>
        {
            R penalized = R.Clamp(Decays ? gradient + (WeightDecay * value) : gradient, UpdateLimits.Root);
            sum = R.Saturate(sum + (penalized * penalized));
            value = R.Saturate(value - (LearningRate * (penalized / (R.Sqrt(sum + Initial) + Epsilon))));
        }
    }
}
