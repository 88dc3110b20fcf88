using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

/// <summary>
/// Elements and rows picked by index, and added back to where they were picked from. Additions are made in the order of the index, one
/// after the other, so that their result is the same in every run.
/// </summary>
internal static partial class Picks
{
    /// <summary>Throws unless all indices lie within an axis.</summary>
    public static void ExpectWithin(in ArrayView index, Shape shape, int axis, string op, string argument = "index")
    {
        ReadOnlySpan<long> indices = index.Elements<long>();
        int size = shape[axis];
        for (int i = AllWithin(indices, size); i < indices.Length; i++)
        {
            if ((ulong)indices[i] >= (ulong)size)
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture,
                        $"{op}: the index at {index.Shape.Position(i)} is {indices[i]}; expected 0 to {size - 1}, for axis {axis} of " +
                        $"the shape {shape} has {size} elements."), argument);
            }
        }
    }

    // As many of the first as are seen at a glance to be.
    private static int AllWithin(ReadOnlySpan<long> indices, int size)
    {
        ref readonly long first = ref MemoryMarshal.GetReference(indices);
        int width = Vector<ulong>.Count, i = 0;
        var limit = new Vector<ulong>((ulong)size);
        while (i + width <= indices.Length
            && Vector.LessThanAll(Vector.AsVectorUInt64(Vector.LoadUnsafe(in first, (nuint)i)), limit))
        {
            i += width;
        }

        return i;
    }

    /// <summary>result[.., j, ..] = x[.., index[.., j, ..], ..].</summary>
    public static void Gather(in ArrayView x, int axis, in ArrayView index, in ArrayView result)
    {
        using var positions = new Positions(x.Shape, axis, index);
        switch (x.DType.Size())
        {
            case sizeof(byte):
                Gather<byte>(x, positions.Span, result);
                break;
            case sizeof(uint):
                Gather<uint>(x, positions.Span, result);
                break;
            default:
                Gather<ulong>(x, positions.Span, result);
                break;
        }
    }

    /// <summary>target[.., index[.., j, ..], ..] += source[.., j, ..].</summary>
    public static void ScatterAdd(in ArrayView target, int axis, in ArrayView index, in ArrayView source)
    {
        using var positions = new Positions(target.Shape, axis, index);
        var kernel = new AddKernel(target, source, positions.Span, 1, index.Shape[axis] > LongSum.Terms);
        Lanes.Run(in kernel, target.DType);
    }

    // How often the index that occurs most does, of so many.
    private static int Repeats(in ArrayView index, int size)
    {
        if (index.Count <= LongSum.Terms)
        {
            return index.Count;
        }

        int[] times = ArrayPool<int>.Shared.Rent(size);
        Array.Clear(times, 0, size);
        int most = 0;
        foreach (long i in index.Elements<long>())
        {
            most = Math.Max(most, ++times[i]);
        }

        ArrayPool<int>.Shared.Return(times);
        return most;
    }

    private static void Gather<T>(in ArrayView x, ReadOnlySpan<int> positions, in ArrayView result) where T : unmanaged
    {
        ReadOnlySpan<T> from = MemoryMarshal.Cast<byte, T>(x.Bytes);
        Span<T> to = MemoryMarshal.Cast<byte, T>(result.Bytes);
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = from[positions[i]];
        }
    }

    // Adds rows of the source, one after the other, where in the target each belongs; where many meet it keeps the error of the sums.
    private readonly ref struct AddKernel(ArrayView target, ArrayView source, ReadOnlySpan<int> positions, int length,
        bool isLong) : IFloatKernel
    {
        private readonly ReadOnlySpan<int> _positions = positions;

        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ReadOnlySpan<T> from = source.Elements<T>();
            Span<T> to = target.Elements<T>();
            if (isLong)
            {
                T[] errors = ArrayPool<T>.Shared.Rent(to.Length);
                Array.Clear(errors, 0, to.Length);
                if (length == 1)
                {
                    AddNumbers(from, to, errors);
                }

                for (int i = 0; i < _positions.Length && length > 1; i++)
                {
                    LongSum.Add<T, L>(to.Slice(_positions[i], length), from.Slice(i * length, length),
                        errors.AsSpan(_positions[i], length));
                }

                ArrayPool<T>.Shared.Return(errors);
            }
            else if (length == 1)
            {
                for (int i = 0; i < _positions.Length; i++)
                {
                    to[_positions[i]] += from[i];
                }
            }
            else
            {
                for (int i = 0; i < _positions.Length; i++)
                {
                    Span<T> sums = to.Slice(_positions[i], length);
                    Add<T, L>(from.Slice(i * length, length), sums, sums);
                }
            }
        }

        [MethodImpl(Lanes.Hot)]
        private void AddNumbers<T>(ReadOnlySpan<T> from, Span<T> to, Span<T> errors) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            for (int i = 0; i < _positions.Length; i++)
            {
                int at = _positions[i];
                Scalar<T> error = new(errors[at]);
                to[at] = LongSum.Add<T, Scalar<T>>(new(to[at]), new(from[i]), ref error).Value;
                errors[at] = error.Value;
            }
        }
    }

    /// <summary>Where in a shape each element of an index points to: its own indices, with that of one axis replaced.</summary>
    private readonly ref struct Positions : IDisposable
    {
        private readonly int[] _rented;

        public Positions(Shape shape, int axis, in ArrayView index)
        {
            _rented = ArrayPool<int>.Shared.Rent(index.Count);
            Span = _rented.AsSpan(0, index.Count);
            ReadOnlySpan<long> indices = index.Elements<long>();
            int last = shape.Rank - 1, length = index.Shape[^1], along = shape.CountOf((axis + 1)..);
            for (int i = 0; i < indices.Length; i += length)
            {
                int rest = i / length, start = 0, stride = shape[^1];
                for (int other = last - 1; other >= 0; other--)
                {
                    (rest, int at) = Math.DivRem(rest, index.Shape[other]);
                    start += other == axis ? 0 : at * stride;
                    stride *= shape[other];
                }

                for (int j = i; j < i + length; j++)
                {
                    Span[j] = start + ((int)indices[j] * along) + (axis == last ? 0 : j - i);
                }
            }
        }

        // Where rows along an axis begin, for each block of them.
        public Positions(Shape shape, int axis, ReadOnlySpan<long> rows)
        {
            int length = shape.CountOf((axis + 1)..), block = shape[axis] * length, blocks = shape.CountOf(..axis);
            _rented = ArrayPool<int>.Shared.Rent(blocks * rows.Length);
            Span<int> positions = _rented.AsSpan(0, blocks * rows.Length);
            for (int i = 0, start = 0; i < positions.Length; start += block)
            {
                foreach (long row in rows)
                {
                    positions[i++] = start + ((int)row * length);
                }
            }

            Span = positions;
        }

        public Span<int> Span { get; }

        public void Dispose() => ArrayPool<int>.Shared.Return(_rented);
    }
}
