using System.Runtime.CompilerServices;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Stochastic gradient descent: p ← p − η·d with d the gradient, to which weight decay adds λ·p and momentum the steps before: the velocity
/// b ← μ·b + (1 − τ)·d takes the place of d, or d + μ·b does with Nesterov's look-ahead (Polyak, 1964; Sutskever et al., 2013).
/// </summary>
/// <param name="parameters">The parameters, usually <see cref="Module.Parameters"/>.</param>
/// <param name="learningRate">The length η of a step.</param>
/// <param name="momentum">How much of the velocity stays, μ.</param>
/// <param name="dampening">How much of the gradient does not go into the velocity, τ.</param>
/// <param name="nesterov">Whether to look ahead along the velocity.</param>
/// <param name="weightDecay">The factor λ; biases and PReLU slopes stay out unless their group asks.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is negative or not finite, or momentum or dampening is above 1.</exception>
/// <exception cref="ArgumentException">
/// There is no parameter, or one twice; or Nesterov's look-ahead is asked for without momentum, or with dampening.
/// </exception>
public sealed class Sgd(
    IEnumerable<Parameter> parameters,
    double learningRate,
    double momentum = 0,
    double dampening = 0,
    bool nesterov = false,
    double weightDecay = 0) : Optimizer(parameters, learningRate, weightDecay)
{
    /// <summary>How much of the velocity stays.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is not from 0 to 1.</exception>
    /// <exception cref="ArgumentException">Set to 0 where steps look ahead.</exception>
    public double Momentum
    {
        get;
        set => field = Nesterov && value == 0
            ? throw LooksAheadInVain(nameof(Momentum))
            : Expect.That(value is >= 0 and <= 1, value, nameof(Sgd), "0 to 1", nameof(Momentum));
    } = Expect.That(momentum is >= 0 and <= 1, momentum, nameof(Sgd), "0 to 1", nameof(momentum));

    /// <summary>How much of the gradient does not go into the velocity.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is not from 0 to 1.</exception>
    /// <exception cref="ArgumentException">Set to another number than 0 where steps look ahead.</exception>
    public double Dampening
    {
        get;
        set => field = Nesterov && value != 0
            ? throw LooksAheadInVain(nameof(Dampening))
            : Expect.That(value is >= 0 and <= 1, value, nameof(Sgd), "0 to 1", nameof(Dampening));
    } = Expect.That(dampening is >= 0 and <= 1, dampening, nameof(Sgd), "0 to 1", nameof(dampening));

    /// <summary>Whether steps look ahead along the velocity.</summary>
    public bool Nesterov { get; } = nesterov && (momentum == 0 || dampening != 0) ? throw LooksAheadInVain(nameof(nesterov)) : nesterov;

    /// <inheritdoc/>
    protected override void Update(ParameterRun run)
    {
        var plain = new Plain(run.LearningRate, run.WeightDecay, run.WeightDecay != 0);
        if (Momentum == 0)
        {
            run.Update(plain);
            return;
        }

        // The first gradient becomes the velocity undampened.
        run.Update(new WithMomentum(plain, Momentum, run.Keeps("velocity") ? 1 - Dampening : 1, Nesterov));
    }

    private protected override string Settings =>
        FormattableString.Invariant($", momentum {Momentum}, dampening {Dampening}{(Nesterov ? ", Nesterov" : "")}");

    private protected override IReadOnlyList<string> StateNames => WithMomentum.StateNames;

    private static ArgumentException LooksAheadInVain(string name) =>
        new("Sgd: Nesterov's look-ahead needs a momentum above 0 and a dampening of 0.", name);

    // Whatever the numbers, nothing in between is infinite: twice infinite could be none, and none of it no number. A gradient alone is
    // finite.
    private readonly record struct Plain(Coefficient LearningRate, Coefficient WeightDecay, bool Decays) : IUpdateFormula
    {
        public static IReadOnlyList<string> StateNames { get; } = [];

        public bool SkipsZeroGradients => !Decays;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<R>(R gradient, ref R value, ref R first, ref R second, ref R third) where R : struct, IReal<R> =>
            value = R.Saturate(value - (LearningRate * Decayed(gradient, value)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Decayed<R>(R gradient, R value) where R : struct, IReal<R> =>
            Decays ? R.Saturate(gradient + (WeightDecay * value)) : gradient;
    }

    private readonly record struct WithMomentum(Plain Plain, Coefficient Momentum, Coefficient Weight, bool LooksAhead) : IUpdateFormula
    {
        public static IReadOnlyList<string> StateNames { get; } = ["velocity"];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<R>(R gradient, ref R value, ref R velocity, ref R second, ref R third) where R : struct, IReal<R>
        {
            R step = Plain.Decayed(gradient, value);
            velocity = R.Saturate((Momentum * velocity) + (Weight * step));
            R move = LooksAhead ? R.Saturate(step + (Momentum * velocity)) : velocity;
            value = R.Saturate(value - (Plain.LearningRate * move));
        }
    }
}
