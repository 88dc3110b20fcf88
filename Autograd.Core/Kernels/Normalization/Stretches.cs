using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// Some stretches of memory that pass at a time, whole rows or the parts of one, and of each what belongs to it: the statistics in the
/// tensor's type, and sums, or then what is subtracted.
/// </summary>
internal readonly unsafe ref struct Stretches<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many there are at most, and how many numbers of the tensor's type, and doubles, they need.</summary>
    public const int Most = LongSum.Terms, Singles = 3 * Most, Doubles = 2 * Most;

    /// <summary>The first elements, and the gradients by them.</summary>
    public required T* X { get; init; }

    public T* Dy { get; init; }

    public required int Count { get; init; }

    /// <summary>How long each is, and how far from the next.</summary>
    public required int Length { get; init; }

    public required int Step { get; init; }

    /// <summary>A weight for each element of any of them, or else perhaps one for each of them.</summary>
    public T* Weights { get; init; }

    public T* WeightOfEach { get; init; }

    public int WeightStep { get; init; }

    public required T* Shifts { get; init; }

    public T* Rests => Shifts + Most;

    public T* Scales => Shifts + (2 * Most);

    public double* Plain { get; init; }

    public double* Standardized => Plain + Most;

    /// <summary>Notes the statistics of a row, and of those so far apart.</summary>
    public void Note(in Standardization of, int row, int step)
    {
        ReadOnlySpan<double> shifts = of.Shifts, rests = of.Rests, scales = of.Scales;
        for (int i = 0; i < Count; i++, row += step)
        {
            Shifts[i] = T.CreateTruncating(shifts[row]);
            Rests[i] = T.CreateTruncating(rests[row]);
            Scales[i] = Narrow(scales[row]);
        }
    }

    /// <summary>As many that begin with a later one, of the same statistics.</summary>
    public Stretches<T> From(int first) => this with
    {
        X = X + (first * Step),
        Dy = Dy + (first * Step),
        WeightOfEach = WeightOfEach is null ? null : WeightOfEach + (first * WeightStep),
    };

    /// <summary>Whether the sums of some are.</summary>
    public bool IsFinite(int first, int end)
    {
        double sum = 0;
        for (int i = first; i < end; i++)
        {
            sum += 0 * (Plain[i] + Standardized[i]);
        }

        return sum == 0;
    }

    /// <summary>
    /// A scale in the tensor's type. Of a tiny ε it may be more than single precision holds, and equal elements have no deviations all the
    /// same.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Narrow(double scale)
    {
        T narrow = T.CreateTruncating(scale);
        return T.IsInfinity(narrow) && double.IsFinite(scale) ? T.CopySign(T.BitDecrement(T.PositiveInfinity), narrow) : narrow;
    }
}
