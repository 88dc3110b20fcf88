namespace Autograd.Core;

public abstract partial class Op
{
    // An attribute that the op cannot do with in Float32, with its value.
    private string? _beyondFloat32;

    /// <summary>
    /// States a coefficient without which the op is another function: where the type of the input makes it infinite, the op refuses the
    /// input. Limits need no such check: what is beyond the type limits nothing.
    /// </summary>
    /// <param name="name">The attribute.</param>
    /// <param name="value">Its value.</param>
    /// <param name="mayVanish">Whether it may as well be 0.</param>
    internal Op WithCoefficient(string name, double value, bool mayVanish = true)
    {
        float single = (float)value;
        if ((float.IsInfinity(single) && double.IsFinite(value)) || (single == 0 && value != 0 && !mayVanish))
        {
            _beyondFloat32 ??= FormattableString.Invariant($"{name} is {value}");
        }

        return this;
    }

    /// <summary>States an interval that the op is about: an input whose type does not hold it is refused.</summary>
    internal Op WithInterval(LearnedInterval interval)
    {
        _beyondFloat32 ??= interval.FitsFloat32 ? null : $"the interval is {interval}";
        return this;
    }
}
