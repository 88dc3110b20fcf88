using System.Globalization;
using System.Numerics;

namespace Autograd.Core;

/// <summary>
/// A number that is to become an element, kept as it was given: every double and every long, exactly. It is never written out: a double, a
/// float, a long and an int become one by themselves.
/// </summary>
public readonly struct Number : IEquatable<Number>
{
    private readonly double _real;
    private readonly long _integer;
    private readonly bool _isInteger;

    private Number(double real, long integer, bool isInteger)
    {
        _real = real;
        _integer = integer;
        _isInteger = isInteger;
    }

    /// <summary>A floating-point number.</summary>
    public static implicit operator Number(double value) => new(value, 0, isInteger: false);

    /// <summary>An integer, which has no rounding to fear.</summary>
    public static implicit operator Number(long value) => new(value, value, isInteger: true);

    /// <summary>The nearest double.</summary>
    internal double Real => _real;

    /// <summary>The number as an element, rounded once.</summary>
    internal T As<T>() where T : INumber<T> => _isInteger ? T.CreateTruncating(_integer) : T.CreateTruncating(_real);

    internal bool IsFinite => double.IsFinite(_real);

    /// <summary>The same number; throws where it is finite and a type would make it infinite.</summary>
    internal Number Within(DType dtype, string method, string argument = "value") =>
        !IsFinite || dtype.Holds(_real)
        ? this
        : throw new ArgumentException(
            $"{method}: {this} is beyond {dtype}, which would make it infinite; expected a smaller number, or take Float64.", argument);

    /// <summary>The number as an Int64, where it is one.</summary>
    internal bool TryInt64(out long value)
    {
        // 2^63 is a double, the largest Int64 is not.
        bool isInteger = _isInteger || (_real == Math.Truncate(_real) && _real is >= long.MinValue and < -(double)long.MinValue);
        value = _isInteger ? _integer : isInteger ? (long)_real : 0;
        return isInteger;
    }

    /// <summary>The number as an Int64; throws where it is none.</summary>
    internal long Int64(string method, string argument) => TryInt64(out long value)
        ? value
        : throw new ArgumentException($"{method}: {this} is no Int64; expected an integer, or another type of elements.", argument);

    /// <inheritdoc/>
    public bool Equals(Number other) => TryInt64(out long a) && other.TryInt64(out long b) ? a == b : _real.Equals(other._real);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Number other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => TryInt64(out long value) ? value.GetHashCode() : _real.GetHashCode();

    /// <summary>The number in the invariant culture.</summary>
    public override string ToString() => _isInteger
        ? _integer.ToString(CultureInfo.InvariantCulture)
        : _real.ToString(CultureInfo.InvariantCulture);

    /// <summary>Equality of the numbers, however they were given.</summary>
    public static bool operator ==(Number a, Number b) => a.Equals(b);

    /// <summary>Inequality of the numbers, however they were given.</summary>
    public static bool operator !=(Number a, Number b) => !a.Equals(b);
}
