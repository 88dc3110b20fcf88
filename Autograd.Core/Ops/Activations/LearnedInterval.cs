using System.Globalization;

namespace Autograd.Core;

/// <summary>The interval over which a nonlinearity is learned.</summary>
internal readonly struct LearnedInterval
{
    // More than any nonlinearity has; one of them is divided by.
    private const double Parts = 1e6;

    private readonly double _low;
    private readonly double _high;

    public LearnedInterval(double low, double high, string op)
    {
        Expect.Ordered(low, high, op, nameof(low), nameof(high), mayBeEqual: false);
        (_low, _high) = (low, high);
        if (!double.IsFinite(high - low) || !double.IsFinite(Parts / (high - low)))
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture,
                    $"{op}: low is {low} and high is {high}; expected an interval neither longer nor shorter than numbers can tell."),
                nameof(low));
        }
    }

    /// <summary>Whether Float32 holds the ends, the length and the inverse of a part of it.</summary>
    public bool FitsFloat32 => float.IsFinite((float)_low) && float.IsFinite((float)_high)
        && float.IsFinite((float)(_high - _low)) && float.IsFinite((float)(Parts / (_high - _low)));

    /// <summary>The ends.</summary>
    public override string ToString() => FormattableString.Invariant($"{_low} to {_high}");

    /// <summary>Where x lies, in parts of the interval, counted from a share of it: from its start at 0, from its middle at ½.</summary>
    public Tensor Position(Tensor x, double share, double parts)
    {
        double origin = _low + (share * (_high - _low)), rounded = ((Coefficient)origin).In(x.DType);
        Tensor from = x - rounded;

        // Of a narrow interval far from 0 the rounding of the origin would be a large part.
        from = rounded == origin ? from : from - (origin - rounded);
        return from / ((_high - _low) / parts);
    }
}
