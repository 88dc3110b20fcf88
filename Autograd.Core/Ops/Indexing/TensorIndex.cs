namespace Autograd.Core;

/// <summary>
/// What is taken along one axis in <c>x[0, 1..3, ^1]</c>: one place, which removes the axis, or a range, which keeps it. It is never
/// written out: an int, an <see cref="Index"/> and a <see cref="Range"/> become one by themselves.
/// </summary>
public readonly struct TensorIndex : IEquatable<TensorIndex>
{
    private readonly Index _start;
    private readonly Index _end;

    private TensorIndex(Index start, Index end, bool isRange)
    {
        _start = start;
        _end = end;
        IsRange = isRange;
    }

    internal bool IsRange { get; }

    /// <summary>One place, counted from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The place is negative.</exception>
    public static implicit operator TensorIndex(int place) => place >= 0
        ? new(place, place, isRange: false)
        : throw new ArgumentOutOfRangeException(nameof(place),
            FormattableString.Invariant($"The index {place} is negative; count from the end with ^{-(long)place}."));

    /// <summary>One place, counted from either end: <c>^1</c> is the last.</summary>
    public static implicit operator TensorIndex(Index place) => new(place, place, isRange: false);

    /// <summary>The places from a start up to an end that is not among them; <c>..</c> is the whole axis.</summary>
    public static implicit operator TensorIndex(Range range) => new(range.Start, range.End, isRange: true);

    /// <inheritdoc/>
    public bool Equals(TensorIndex other) => IsRange == other.IsRange && _start.Equals(other._start) && _end.Equals(other._end);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TensorIndex other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_start, _end, IsRange);

    /// <summary>The index as C# writes it: <c>0</c>, <c>^1</c> or <c>1..3</c>.</summary>
    public override string ToString() => IsRange ? new Range(_start, _end).ToString() : _start.ToString();

    /// <summary>Equality of what is taken, as it is written.</summary>
    public static bool operator ==(TensorIndex a, TensorIndex b) => a.Equals(b);

    /// <summary>Inequality of what is taken, as it is written.</summary>
    public static bool operator !=(TensorIndex a, TensorIndex b) => !a.Equals(b);

    /// <summary>The places along an axis of a shape: where they start and how many they are.</summary>
    internal (int Start, int Length) On(Shape shape, int axis, string method)
    {
        int size = shape[axis], start = _start.GetOffset(size), end = IsRange ? _end.GetOffset(size) : start + 1;
        return start >= 0 && start <= end && end <= size
            ? (start, end - start)
            : throw new ArgumentOutOfRangeException(
                null,
                $"{method}: the index {this} is out of range for axis {axis} of the shape {shape}, which has {size} " +
                    $"{(size == 1 ? "place" : "places")}.");
    }
}
