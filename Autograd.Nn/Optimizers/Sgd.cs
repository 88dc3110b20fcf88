using System.Runtime.CompilerServices;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Stochastic gradient descent: p ← p − η·d with d the gradient, to which weight decay adds λ·p and momentum the steps before: the velocity
/// b ← μ·b + (1 − τ)·d takes the place of d, or d + μ·b does with Nesterov's look-ahead (Polyak, 1964; Sutskever et al., 2013).
/// </summary>
public sealed class Sgd : Optimizer
{
    /// <summary>An optimizer of parameters.</summary>
    /// <param name="parameters">The parameters, usually <see cref="Module.Parameters"/>.</param>
    /// <param name="learningRate">The length η of a step.</param>
    /// <param name="momentum">How much of the velocity stays, μ.</param>
    /// <param name="dampening">How much of the gradient does not go into the velocity, τ.</param>
    /// <param name="nesterov">Whether to look ahead along the velocity.</param>
    /// <param name="weightDecay">The factor λ; biases and PReLU slopes stay out unless their group asks.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative or not finite.</exception>
    /// <exception cref="ArgumentException">Nesterov's look-ahead without momentum, or with dampening.</exception>
    public Sgd(IEnumerable<Parameter> parameters, double learningRate, double momentum = 0, double dampening = 0, bool nesterov = false, double weightDecay = 0)
        : base(parameters, learningRate, weightDecay)
    {
        Momentum = Check(momentum, nameof(momentum));
        Dampening = Check(dampening, nameof(dampening));
        Nesterov = nesterov;
        if (nesterov && (momentum == 0 || dampening != 0))
        {
            throw new ArgumentException("Sgd: Nesterov's look-ahead needs a momentum above 0 and a dampening of 0.", nameof(nesterov));
        }
    }

    /// <summary>How much of the velocity stays.</summary>
    public double Momentum { get; }

    /// <summary>How much of the gradient does not go into the velocity.</summary>
    public double Dampening { get; }

    /// <summary>Whether steps look ahead along the velocity.</summary>
    public bool Nesterov { get; }

    private protected override void Update(ParameterRun run, double learningRate)
    {
        if (Momentum == 0)
        {
            run.Update(new Plain(learningRate, run.WeightDecay), kept: 0);
            return;
        }

        // The first gradient becomes the velocity undampened.
        double weight = run.Steps == 1 ? 1 : 1 - Dampening;
        run.Update(new WithMomentum(learningRate, Momentum, weight, run.WeightDecay, Nesterov ? 1 : 0, Nesterov ? Momentum : 1), kept: 1);
    }

    private readonly record struct Plain(Coefficient LearningRate, Coefficient WeightDecay) : IUpdateFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<R>(R gradient, ref R value, ref R first, ref R second, ref R third) where R : struct, IReal<R> =>
            value -= LearningRate * (gradient + (WeightDecay * value));
    }

    private readonly record struct WithMomentum(
        Coefficient LearningRate, Coefficient Momentum, Coefficient Weight, Coefficient WeightDecay, Coefficient OfGradient, Coefficient OfVelocity) : IUpdateFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<R>(R gradient, ref R value, ref R velocity, ref R second, ref R third) where R : struct, IReal<R>
        {
            R step = gradient + (WeightDecay * value);
            velocity = (Momentum * velocity) + (Weight * step);
            value -= LearningRate * ((OfGradient * step) + (OfVelocity * velocity));
        }
    }
}
