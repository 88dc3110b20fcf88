namespace Autograd.Core;

/// <summary>
/// A number of a formula that is known only at run time, such as a learning rate: already rounded to each precision, so that a lane is
/// filled with it by one instruction. A double would be rounded anew in each turn of a loop.
/// </summary>
/// <param name="value">The number.</param>
/// <param name="single">The number in single precision.</param>
public readonly struct Coefficient(double value, float single)
{
    /// <summary>A number that is the same in each precision, but for its rounding.</summary>
    /// <param name="value">The number.</param>
    public Coefficient(double value)
        : this(value, (float)value)
    {
    }

    /// <summary>The largest finite number of each precision.</summary>
    public static Coefficient Largest => new(double.MaxValue, float.MaxValue);

    /// <summary>The number.</summary>
    public double Value { get; } = value;

    /// <summary>The number in single precision.</summary>
    public float Single { get; } = single;

    /// <summary>The number as a coefficient.</summary>
    public static implicit operator Coefficient(double value) => new(value);

    /// <summary>A positive number, or the smallest of a type that would make it zero, to divide by.</summary>
    internal static Coefficient AtLeastSmallest(double value) => new(value, Math.Max((float)value, float.Epsilon));

    /// <summary>The number as a coefficient.</summary>
    public static Coefficient FromDouble(double value) => new(value);
}
