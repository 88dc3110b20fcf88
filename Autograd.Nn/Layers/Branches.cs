using System.Globalization;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Branches that are each given the input, and whose results are added, or put behind each other along an axis.</summary>
/// <example><code>
/// new Branches([new Conv2d(8, 4, 1), new Conv2d(8, 4, 3, padding: 1)], concatenationAxis: 1)
/// </code></example>
public sealed class Branches : Layer
{
    private readonly Layer[] _branches;
    private readonly int? _axis;

    /// <summary>Branches side by side, whose results are added; their names are their positions.</summary>
    /// <param name="branches">The branches, at least one.</param>
    /// <exception cref="ArgumentException">There is no branch, or one is null; none is taken then.</exception>
    public Branches(params ReadOnlySpan<Layer> branches)
    {
        Positions.ExpectAll(branches, nameof(Branches), nameof(branches));
        if (branches.IsEmpty)
        {
            throw new ArgumentException("Branches: there is no branch; expected at least one.", nameof(branches));
        }

        _branches = branches.ToArray();
        for (int i = 0; i < _branches.Length; i++)
        {
            Register(_branches[i], name: i.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The same, with results that are put behind each other.</summary>
    /// <param name="branches">The branches, at least one.</param>
    /// <param name="concatenationAxis">The axis along which they are, negative counted from the end.</param>
    /// <exception cref="ArgumentException">There is no branch, or one is null; none is taken then.</exception>
    public Branches(ReadOnlySpan<Layer> branches, int concatenationAxis)
        : this(branches) => _axis = concatenationAxis;

    /// <summary>The number of branches.</summary>
    public int Count => _branches.Length;

    /// <summary>A branch by its position.</summary>
    /// <param name="index">The position, from the front or the end.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no branch at the position.</exception>
    public Layer this[Index index] => _branches[Positions.Expect(index.GetOffset(Count), Count, nameof(Branches), nameof(index))];

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var results = new Tensor[_branches.Length];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = _branches[i].Forward(input);
        }

        if (_axis is { } axis)
        {
            int along = results[0].Shape.Axis(axis, nameof(Branches));
            for (int i = 1; i < results.Length; i++)
            {
                if (AxisOfDifference(results[0].Shape, results[i].Shape) is not { } differing || (differing >= 0 && differing != along))
                {
                    throw new ArgumentException(Given(results, i) + FormattableString.Invariant(
                        $"; expected sizes that are equal but along axis {along}, where they are put behind each other."));
                }
            }

            return Tensor.Concatenate(results, axis);
        }

        Tensor sum = results[0];
        for (int i = 1; i < results.Length; i++)
        {
            sum = results[i].Shape == sum.Shape ? sum + results[i] : throw new ArgumentException(
                $"{Given(results, i)}; expected equal shapes to add." +
                (AxisOfDifference(sum.Shape, results[i].Shape) is { } differing
                    ? FormattableString.Invariant($" With concatenationAxis: {differing} they are put behind each other.")
                    : ""));
        }

        return sum;
    }

    /// <inheritdoc/>
    protected override string Describe() =>
        _axis is { } axis ? FormattableString.Invariant($"Branches(concatenated along axis {axis})") : "Branches(added)";

    private static string Given(Tensor[] results, int branch) =>
        FormattableString.Invariant($"Branches: branch 0 gives {results[0].Shape} and branch {branch} {results[branch].Shape}");

    // The only axis along which two shapes differ; −1 where they are equal, null where it is not one alone.
    private static int? AxisOfDifference(Shape one, Shape other)
    {
        int axis = -1;
        for (int i = 0; i < one.Rank && one.Rank == other.Rank; i++)
        {
            if (one[i] != other[i])
            {
                if (axis >= 0)
                {
                    return null;
                }

                axis = i;
            }
        }

        return one.Rank == other.Rank ? axis : null;
    }
}
