using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

/// <summary>The features of a row, or the gradient by them; those that are not there are zero.</summary>
[InlineArray(StreamedSoftmax.FewFeatures)]
internal struct Features<T>
{
    private T _first;
}

/// <summary>
/// The weights of some classes that have few features, laid out for lanes of classes: the first feature of as many classes as a lane holds,
/// then their second, and so on. What is beyond the last class or feature is zero.
/// </summary>
internal unsafe ref struct FewWeights<T, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
{
    private const double Log2E = 1.4426950408889634;

    private readonly ReadOnlySpan<T> _weights;
    private readonly int _features;

    /// <summary>Makes room, in the scope that is open.</summary>
    public FewWeights(in ClassScores scores)
    {
        _features = scores.Features;
        _weights = scores.Weight.Elements<T>();
        Packed = Tensor.Result([Size(StreamedSoftmax.FewFeaturesStretch)], scores.X.DType).Elements<T>();
        Packed.Clear();
        Span<T> rows = Tensor.Result([scores.Rows, StreamedSoftmax.FewFeatures], scores.X.DType).Elements<T>();
        rows.Clear();
        Rows = MemoryMarshal.Cast<T, Features<T>>(rows);
        for (int row = 0; row < scores.Rows; row++)
        {
            scores.X.Elements<T>().Slice(row * _features, _features).CopyTo(Rows[row]);
        }
    }

    /// <summary>The features of each row.</summary>
    public Span<Features<T>> Rows { get; }

    public Span<T> Packed { get; }

    /// <summary>How many classes there are.</summary>
    public int Count { get; private set; }

    /// <summary>How much room so many classes take.</summary>
    public static int Size(int count) => (count + L.Count - 1) / L.Count * Block;

    private static int Block => StreamedSoftmax.FewFeatures * L.Count;

    /// <summary>Lays out the weights of classes.</summary>
    public void Load(int start, int count)
    {
        Count = count;
        Span<T> packed = Packed[..Size(count)];
        fixed (T* from = _weights.Slice(start * _features, count * _features), to = packed)
        {
            MatrixProductPacking<T, L>.PackStrips(new(from, 1, _features), to, Block, L.Count, L.Count, _features, count);
        }

        int rest = count % L.Count;
        for (int lane = packed.Length - Block; rest > 0 && lane < packed.Length; lane += L.Count)
        {
            packed[(lane + rest)..(lane + L.Count)].Clear();
        }
    }

    /// <summary>Stores factor · e^(s − shift) for the scores s of a row. What fills up the last lane is zero.</summary>
    [MethodImpl(Lanes.Hot)]
    public readonly void Powers(in Features<T> x, T shift, T factor, Span<T> powers)
    {
        nuint width = (nuint)L.Count, count = (nuint)Count, rest = count % width, end = count - rest, j = 0;
        ref readonly T w = ref Packed[..Size(Count)][0];
        ref T to = ref powers[..(Size(Count) / StreamedSoftmax.FewFeatures)][0];
        L x0 = L.Splat(x[0]), x1 = L.Splat(x[1]), x2 = L.Splat(x[2]), x3 = L.Splat(x[3]), less = L.Splat(-shift), times = L.Splat(factor);
        for (; ; end += width, less = Tail.Fill<T, L>(less, rest, double.NegativeInfinity))
        {
            for (; j < end; j += width)
            {
                // Of 2, for that takes fewer steps than of e.
                L power = L.Exp2OfNegativeTimes(Log2E * Scores(in w, StreamedSoftmax.FewFeatures * j, x0, x1, x2, x3, less), times);
                L.Store(power, ref to, j);
            }

            if (j >= count)
            {
                return;
            }
        }
    }

    /// <summary>Brings what is laid out like these back into the order of the weights.</summary>
    public readonly void Unpack(ReadOnlySpan<T> packed, Span<T> weights)
    {
        fixed (T* from = packed[..Size(Count)], to = weights[..(Count * _features)])
        {
            for (int start = 0; start < Count; start += L.Count)
            {
                MatrixProductPacking<T, L>.Transpose(
                    new(from + (start * StreamedSoftmax.FewFeatures), L.Count, 1), new(to + (start * _features), _features, 1),
                    Math.Min(L.Count, Count - start), _features);
            }
        }
    }

    // The scores of a lane of classes, less something.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static L Scores(ref readonly T packed, nuint at, L x0, L x1, L x2, L x3, L minusShift)
    {
        nuint width = (nuint)L.Count;
        L first = L.MultiplyAdd(x1, in packed, at + width, L.MultiplyAdd(x0, in packed, at, minusShift));
        return first + L.MultiplyAdd(x3, in packed, at + (3 * width), x2 * L.Load(in packed, at + (2 * width)));
    }
}
