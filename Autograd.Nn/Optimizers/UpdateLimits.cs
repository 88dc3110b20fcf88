using System.Runtime.CompilerServices;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>What keeps the numbers of rules within their type, whatever the settings and the gradients.</summary>
internal static class UpdateLimits
{
    /// <summary>The root of the largest number: the square of a greater one would be infinite.</summary>
    public static Coefficient Root
    {
        // A call of it in each turn of a loop would take three times as long as all else.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(1.3e154, 1.8e19f);
    }

    /// <summary>
    /// What is added to a root that divides: at least the root of the smallest normal number, below which a square has lost its digits, or
    /// all of itself, and the divisor could be zero.
    /// </summary>
    public static Coefficient Divisor(double epsilon) =>
        new(Math.Max(epsilon, 1.5e-154), (float)Math.Min(Math.Max(epsilon, 1.1e-19), float.MaxValue));

    /// <summary>What a decay apart from the gradient leaves of a weight, 1 − η·λ.</summary>
    public static Coefficient Kept(ParameterRun run) => Math.Max(1 - (run.LearningRate * run.WeightDecay), -float.MaxValue);
}
