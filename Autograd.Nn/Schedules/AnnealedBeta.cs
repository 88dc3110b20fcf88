using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Changes the inverse temperature of a <see cref="Softmax"/> in the course of training: from a small one, where all elements have their
/// share, to a large one, where the largest takes all. In equal steps, or by equal factors.
/// </summary>
public sealed class AnnealedBeta
{
    private readonly Softmax _softmax;
    private readonly bool _isGeometric;

    /// <summary>Sets the softmax to where it starts.</summary>
    /// <param name="softmax">The module whose <see cref="Softmax.Beta"/> is changed.</param>
    /// <param name="from">β at the start.</param>
    /// <param name="to">β after all steps; from then on it stays.</param>
    /// <param name="steps">The number of steps from the one to the other.</param>
    /// <param name="isGeometric">Whether β is multiplied by the same factor in each step (the default) or grows by the same amount.</param>
    /// <exception cref="ArgumentException">
    /// There is less than one step, or an end is not finite, or by factors and not positive.
    /// </exception>
    public AnnealedBeta(Softmax softmax, double from, double to, int steps, bool isGeometric = true)
    {
        ArgumentNullException.ThrowIfNull(softmax);
        Expect.AtLeast(1, steps, nameof(AnnealedBeta));
        ExpectBeta(from, nameof(from), isGeometric);
        ExpectBeta(to, nameof(to), isGeometric);
        (_softmax, From, To, Steps, _isGeometric) = (softmax, from, to, steps, isGeometric);
        softmax.Beta = from;
    }

    /// <summary>β at the start.</summary>
    public double From { get; }

    /// <summary>β after all steps.</summary>
    public double To { get; }

    /// <summary>The number of steps from the one to the other.</summary>
    public int Steps { get; }

    /// <summary>The number of steps taken. Setting it, as when a checkpoint is restored, sets β too.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public int Taken
    {
        get;
        set
        {
            Expect.AtLeast(0, value, nameof(AnnealedBeta), nameof(Taken));
            field = value;
            _softmax.Beta = At(value);
        }
    }

    /// <summary>β after a number of steps.</summary>
    /// <param name="step">The number of steps.</param>
    public double At(int step)
    {
        double share = Math.Clamp((double)step / Steps, 0, 1);
        return share == 1 ? To : _isGeometric ? From * Math.Pow(To / From, share) : From + ((To - From) * share);
    }

    /// <summary>Takes a step: call it after each batch or each epoch.</summary>
    public void Step() => Taken++;

    private static void ExpectBeta(double beta, string name, bool isGeometric) => Expect.That(
        double.IsFinite(beta) && (!isGeometric || beta > 0), beta, nameof(AnnealedBeta),
        isGeometric ? "a positive number; to start from 0 take equal steps, isGeometric: false" : "a finite number", name);
}
