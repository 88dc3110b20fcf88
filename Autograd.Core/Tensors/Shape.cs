using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

/// <summary>The sizes of a tensor's axes, outermost first. Immutable; written as a collection expression: <c>[2, 3]</c>; of an
/// array <c>Shape.Of(sizes)</c>.</summary>
[CollectionBuilder(typeof(Shape), nameof(Of))]
public sealed class Shape : IEquatable<Shape>
{
    // NumPy's old limit, and more than anybody has needed.
    private const int MostAxes = 32;

    private readonly int[] _sizes;

    // The sizes are bounded as if there were no zeros among them, so that no product of some of them overflows.
    private Shape(int[] sizes, string? op = null)
    {
        long product = 1;
        bool isEmpty = false;
        foreach (int size in sizes)
        {
            product = Math.Min(product * Math.Max(size, 1), int.MaxValue + 1L);
            isEmpty |= size == 0;
            if (size < 0)
            {
                throw Refused(op, $"a shape's sizes must not be negative, got {List(sizes)}.");
            }
        }

        _sizes = product <= int.MaxValue ? sizes : throw TooLarge(op, List(sizes));
        Count = isEmpty ? 0 : (int)product;
    }

    /// <summary>The shape of a single number: no axes, one element.</summary>
    public static Shape Scalar { get; } = new([]);

    /// <summary>The number of axes.</summary>
    public int Rank => _sizes.Length;

    /// <summary>The number of elements: the product of the sizes.</summary>
    public int Count { get; }

    /// <summary>The size of an axis; <c>^1</c> is the innermost.</summary>
    /// <param name="axis">The axis.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public int this[Index axis]
    {
        get
        {
            int i = axis.GetOffset(Rank);
            return (uint)i < (uint)_sizes.Length ? _sizes[i] : throw HasNo(axis);
        }
    }

    /// <summary>The sizes as a span.</summary>
    public ReadOnlySpan<int> Sizes => _sizes;

    /// <summary>A shape of the given sizes.</summary>
    /// <param name="sizes">The sizes, outermost first; none for a scalar.</param>
    /// <exception cref="ArgumentException">
    /// A size is negative, the product of the sizes that are not 0 is more than <see cref="int.MaxValue"/>, or they are more than 32.
    /// </exception>
    public static Shape Of(params ReadOnlySpan<int> sizes) => Of(sizes, op: null);

    /// <summary>The same for an op, which the message names.</summary>
    internal static Shape Of(ReadOnlySpan<int> sizes, string? op) => sizes.Length <= MostAxes
        ? sizes.IsEmpty ? Scalar : new(sizes.ToArray(), op)
        : throw Refused(op, $"there would be {sizes.Length} axes; a tensor has at most {MostAxes}.");

    /// <summary>Enumerates the sizes.</summary>
    public ReadOnlySpan<int>.Enumerator GetEnumerator() => Sizes.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Shape? other) =>
        ReferenceEquals(this, other) || (other is not null && Count == other.Count && Sizes.SequenceEqual(other.Sizes));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(MemoryMarshal.AsBytes(Sizes));
        return hash.ToHashCode();
    }

    /// <summary>The sizes in brackets: <c>[2, 3]</c>.</summary>
    public override string ToString() => List(_sizes);

    /// <summary>Equality of all sizes.</summary>
    public static bool operator ==(Shape? a, Shape? b) => a is null ? b is null : a.Equals(b);

    /// <summary>Inequality of any size.</summary>
    public static bool operator !=(Shape? a, Shape? b) => !(a == b);

    /// <summary>The axis counted from the front; negative axes count from the end.</summary>
    internal int Axis(int axis, string op) => axis >= -Rank && axis < Rank
        ? axis < 0 ? axis + Rank : axis
        : throw new ArgumentOutOfRangeException(
            nameof(axis),
            Rank == 0 ? FormattableString.Invariant(
                $"{op}: axis {axis} is out of range for the shape []; expected a tensor with at least one axis.")
            : FormattableString.Invariant($"{op}: axis {axis} is out of range for the shape {this}; expected {-Rank} to {Rank - 1}."));

    /// <summary>
    /// Where an axis that is to be added comes, counted from the front; negative axes count from the end of the new shape.
    /// </summary>
    internal int NewAxis(int axis, string op) => axis >= -Rank - 1 && axis <= Rank
        ? axis < 0 ? axis + Rank + 1 : axis
        : throw new ArgumentOutOfRangeException(
            nameof(axis), FormattableString.Invariant(
                $"{op}: the new axis {axis} is out of range for the shape {this}; expected {-Rank - 1} to {Rank}."));

    /// <summary>The product of the sizes of some axes.</summary>
    internal int CountOf(Range axes)
    {
        int product = 1;
        foreach (int size in Sizes[axes])
        {
            product *= size;
        }

        return product;
    }

    /// <summary>The shape with another size along an axis, which may be too large.</summary>
    internal Shape With(int axis, long size, string op)
    {
        int[] sizes = [.. _sizes];
        sizes[axis] = size <= int.MaxValue ? (int)size : throw TooLarge(op, $"with {size} positions along axis {axis}");
        return new(sizes, op);
    }

    /// <summary>The indices of an element, row by row, in brackets: <c>[0, 2]</c>.</summary>
    internal string Position(int element)
    {
        int[] indices = new int[Rank];
        for (int axis = Rank - 1; axis >= 0; axis--)
        {
            (element, indices[axis]) = Math.DivRem(element, _sizes[axis]);
        }

        return List(indices);
    }

    /// <summary>
    /// The shape that two operands broadcast to (NumPy's rule): axes are aligned at the end, and each pair is equal or has a 1.
    /// </summary>
    internal static Shape Broadcast(Shape a, Shape b, string op)
    {
        if (a.Equals(b) || (b.Rank == 0))
        {
            return a;
        }

        if (a.Rank == 0)
        {
            return b;
        }

        int[] sizes = new int[Math.Max(a.Rank, b.Rank)];
        for (int i = 1; i <= sizes.Length; i++)
        {
            int x = i <= a.Rank ? a._sizes[^i] : 1, y = i <= b.Rank ? b._sizes[^i] : 1;
            sizes[^i] = x == y || y == 1 ? x
                : x == 1 ? y
                : throw new ArgumentException(FormattableString.Invariant(
                    $"{op}: the shapes {a} and {b} do not broadcast: axis {-i} is {x} against {y}. Sizes must be equal or 1."));
        }

        return new(sizes, op);
    }

    /// <summary>Sizes, axes or indices in brackets, alike in every culture: <c>[2, -1]</c>.</summary>
    internal static string List(ReadOnlySpan<int> numbers) =>
        $"[{string.Join(", ", Array.ConvertAll(numbers.ToArray(), number => number.ToString(CultureInfo.InvariantCulture)))}]";

    private static ArgumentException TooLarge(string? op, string what) =>
        Refused(op, $"the shape {what} is too large; the sizes that are not 0 may multiply to {int.MaxValue}.");

    private static ArgumentException Refused(string? op, FormattableString message) =>
        new($"{op ?? nameof(Shape)}: {FormattableString.Invariant(message)}");

    private ArgumentOutOfRangeException HasNo(Index axis) =>
        new(nameof(axis), axis, $"The shape {this} has {Rank} {(Rank == 1 ? "axis" : "axes")}.");
}
