namespace Autograd.Core;

/// <summary>
/// A number of a formula that is known only at run time, such as a learning rate: already rounded to each precision, so that a lane is
/// filled with it by one instruction. A double would be rounded anew in each turn of a loop.
/// </summary>
/// <param name="value">The number.</param>
public readonly struct Coefficient(double value)
{
    /// <summary>The number.</summary>
    public double Value { get; } = value;

    /// <summary>The number, rounded.</summary>
    public float Single { get; } = (float)value;

    /// <summary>The number as a coefficient.</summary>
    public static implicit operator Coefficient(double value) => new(value);

    /// <summary>The number as a coefficient.</summary>
    public static Coefficient FromDouble(double value) => new(value);
}
