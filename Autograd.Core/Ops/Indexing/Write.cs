using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>Writes a tensor into a part of another, in place.</summary>
internal static class Write
{
    /// <summary>target[offset + index · strides] = value[index], the value broadcast to the shape of the part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(in ArrayView value, in ArrayView target, int offset, Shape part, ReadOnlySpan<int> strides) =>
        DTypes.Move(new Kernel(value, target, offset, part, strides), target.DType);

    private readonly ref struct Kernel(ArrayView value, ArrayView target, int offset, Shape part,
        ReadOnlySpan<int> strides) : IElementKernel
    {
        private readonly ReadOnlySpan<int> _strides = strides;

        public void Run<T>() where T : unmanaged => Write.Run<T>(value, target, offset, part, _strides);
    }

    private static void Run<T>(in ArrayView value, in ArrayView target, int offset, Shape part, ReadOnlySpan<int> strides)
        where T : unmanaged
    {
        ReadOnlySpan<T> from = value.Elements<T>();
        Span<T> to = target.Elements<T>();
        int rank = part.Rank, length = rank == 0 ? 1 : part[^1], step = rank == 0 ? 1 : strides[^1];
        Span<int> sources = stackalloc int[rank];
        sources.Clear();
        for (int i = 1, stride = 1; i <= value.Rank; i++)
        {
            sources[^i] = value.Shape[^i] == part[^i] ? stride : 0;
            stride *= value.Shape[^i];
        }

        int advance = rank == 0 ? 1 : sources[^1];
        for (int row = 0, rows = part.Count == 0 ? 0 : part.Count / length; row < rows; row++)
        {
            int rest = row, start = offset, source = 0;
            for (int axis = rank - 2; axis >= 0; axis--)
            {
                (rest, int index) = Math.DivRem(rest, part[axis]);
                start += index * strides[axis];
                source += index * sources[axis];
            }

            if (step == 1 && advance == 1)
            {
                from.Slice(source, length).CopyTo(to[start..]);
                continue;
            }

            for (int i = 0; i < length; i++)
            {
                to[start + (i * step)] = from[source + (i * advance)];
            }
        }
    }
}
