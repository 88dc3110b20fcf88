using Autograd.Core;

namespace Autograd.Tests.Laws.Oracles;

/// <summary>An array of doubles of any rank that is slow, plain, and shares no code with what it is there to check.</summary>
internal sealed record Nd(int[] Sizes, double[] Data)
{
    public int Rank => Sizes.Length;

    /// <summary>Whether the numbers stand for truth values.</summary>
    public bool IsBool { get; init; }

    public double this[params int[] index] => Data[Offset(index)];

    public static Nd From(Tensor tensor) => new(tensor.Shape.Sizes.ToArray(), Numbers.Of(tensor)) { IsBool = tensor.DType == DType.Bool };

    /// <summary>An array whose elements are a function of their indices.</summary>
    public static Nd Make(int[] sizes, Func<int[], double> at)
    {
        var result = new Nd(sizes, new double[Count(sizes)]);
        for (int i = 0; i < result.Data.Length; i++)
        {
            result.Data[i] = at(result.Index(i));
        }

        return result;
    }

    public static int Count(int[] sizes) => sizes.Aggregate(1, (product, size) => product * size);

    /// <summary>The shape that all broadcast to, or an exception where they do not.</summary>
    public static int[] Broadcast(IEnumerable<int[]> shapes)
    {
        int[] result = [];
        foreach (int[] shape in shapes)
        {
            int rank = Math.Max(result.Length, shape.Length);
            int[] merged = new int[rank];
            for (int i = 0; i < rank; i++)
            {
                int a = i < rank - result.Length ? 1 : result[i - (rank - result.Length)];
                int b = i < rank - shape.Length ? 1 : shape[i - (rank - shape.Length)];
                merged[i] = a == 1 ? b : b == 1 || a == b ? a : throw new InvalidOperationException("The shapes do not broadcast.");
            }

            result = merged;
        }

        return result;
    }

    /// <summary>The element at an index of a shape that this one broadcasts to.</summary>
    public double Broadcasting(int[] index)
    {
        int offset = 0;
        for (int axis = 0; axis < Rank; axis++)
        {
            offset = (offset * Sizes[axis]) + (Sizes[axis] == 1 ? 0 : index[axis + index.Length - Rank]);
        }

        return Data[offset];
    }

    public Nd BroadcastTo(int[] sizes) => Make(sizes, Broadcasting);

    /// <summary>The sum over all that was repeated to get here from a smaller shape.</summary>
    public Nd SumTo(int[] sizes)
    {
        var result = new Nd(sizes, new double[Count(sizes)]);
        for (int i = 0; i < Data.Length; i++)
        {
            int[] index = Index(i);
            result.Data[result.Offset([.. sizes.Select((size, axis) => size == 1 ? 0 : index[axis + Rank - sizes.Length])])] += Data[i];
        }

        return result;
    }

    /// <summary>
    /// An array without the given axes (or with 1 in their place), each of whose elements is a function of the list of what was there.
    /// </summary>
    public Nd Reduce(int[] axes, bool keepDims, Func<double[], double> fold)
    {
        bool[] isReduced = [.. Sizes.Select((_, axis) => axes.Length == 0 || axes.Any(a => (a + Rank) % Rank == axis))];
        int[] kept = [.. Sizes.Select((size, axis) => isReduced[axis] ? 1 : size)];
        var groups = new List<double>[Count(kept)];
        var shape = new Nd(kept, new double[groups.Length]);
        for (int i = 0; i < groups.Length; i++)
        {
            groups[i] = [];
        }

        for (int i = 0; i < Data.Length; i++)
        {
            groups[shape.Offset([.. Index(i).Select((at, axis) => isReduced[axis] ? 0 : at)])].Add(Data[i]);
        }

        int[] sizes = keepDims ? kept : [.. Sizes.Where((_, axis) => !isReduced[axis])];
        return new(sizes, [.. groups.Select(group => fold([.. group]))]);
    }

    /// <summary>An array of the same shape, each line of it along an axis replaced by a function of the line.</summary>
    public Nd AlongAxis(int axis, Func<double[], double[]> line)
    {
        int along = (axis + Rank) % Rank;
        return Make(Sizes, index => line([.. Enumerable.Range(0, Sizes[along]).Select(i => this[Replace(index, along, i)])])[index[along]]);
    }

    public static int[] Replace(int[] index, int axis, int by)
    {
        int[] copy = [.. index];
        copy[axis] = by;
        return copy;
    }

    public int Offset(int[] index)
    {
        int offset = 0;
        for (int axis = 0; axis < Rank; axis++)
        {
            offset = (offset * Sizes[axis]) + index[axis];
        }

        return offset;
    }

    public int[] Index(int offset)
    {
        int[] index = new int[Rank];
        for (int axis = Rank - 1; axis >= 0; axis--)
        {
            index[axis] = offset % Sizes[axis];
            offset /= Sizes[axis];
        }

        return index;
    }
}
