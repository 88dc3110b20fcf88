using System.Runtime.CompilerServices;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The rule of <see cref="Adam"/> and <see cref="AdamW"/>.</summary>
/// <param name="StepSize">The learning rate, with both corrections in it.</param>
/// <param name="OfGradient">The share of the gradient in its mean.</param>
/// <param name="OfSquare">The share of its square in the mean square.</param>
/// <param name="Epsilon">What is added to the root, with the mean square's correction in it.</param>
/// <param name="WeightDecay">The factor of a penalty, which goes through the means.</param>
/// <param name="Kept">What a decay past the means leaves of a weight.</param>
/// <param name="IsPenalized">Whether there is the penalty.</param>
/// <param name="IsShrunk">Whether there is the decay past the means.</param>
internal readonly record struct AdamRule(
    Coefficient StepSize, Coefficient OfGradient, Coefficient OfSquare, Coefficient Epsilon, Coefficient WeightDecay, Coefficient Kept,
    bool IsPenalized, bool IsShrunk) : IUpdateFormula
{
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
        R penalized = R.Clamp(IsPenalized ? gradient + (WeightDecay * value) : gradient, UpdateLimits.Root);
        mean += OfGradient * (penalized - mean);
        square += OfSquare * ((penalized * penalized) - square);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Move<R>(ref R value, R mean, R square) where R : struct, IReal<R>
    {
        R kept = IsShrunk ? R.Saturate(Kept * value) : value;
        value = R.Saturate(kept - (StepSize * (mean / (R.Sqrt(square) + Epsilon))));
    }
}

/// <summary>The same with the largest mean square so far in the divisor.</summary>
internal readonly record struct AmsGradRule(AdamRule Rule) : IUpdateFormula
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
