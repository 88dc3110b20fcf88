using Autograd.Core;

namespace Autograd.Export;

/// <summary>Elements that do not lie row by row, brought into that order.</summary>
internal static class Strided
{
    /// <summary>Picks a tensor's elements from where they lie.</summary>
    /// <param name="source">The elements as they lie.</param>
    /// <param name="offset">Where the first lies.</param>
    /// <param name="strides">How far it is from one to the next along each axis; all are inside the source.</param>
    /// <param name="tensor">The tensor that is filled.</param>
    public static void Gather(Tensor source, long offset, ReadOnlySpan<long> strides, Tensor tensor)
    {
        if (tensor.Count > 0)
        {
            var kernel = new Kernel(source, offset, strides, tensor);
            DTypes.Move(in kernel, tensor.DType);
        }
    }

    /// <summary>The strides of a shape whose first axis runs fastest, as Fortran has it.</summary>
    public static long[] ColumnMajor(Shape shape)
    {
        long[] strides = new long[shape.Rank];
        long stride = 1;
        for (int axis = 0; axis < strides.Length; axis++)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        return strides;
    }

    private readonly ref struct Kernel(Tensor source, long offset, ReadOnlySpan<long> strides, Tensor tensor) : IElementKernel
    {
        private readonly ReadOnlySpan<long> _strides = strides;

        public void Run<T>() where T : unmanaged
        {
            ReadOnlySpan<T> from = source.Elements<T>();
            Span<T> to = tensor.Elements<T>();
            Shape shape = tensor.Shape;
            int[] index = new int[shape.Rank];
            int inner = shape.Rank == 0 ? 1 : shape[^1];
            long innerStride = shape.Rank == 0 ? 0 : _strides[^1], place = offset;
            for (int row = 0; row < to.Length; row += inner)
            {
                long at = place;
                for (int i = 0; i < inner; i++, at += innerStride)
                {
                    to[row + i] = from[(int)at];
                }

                for (int axis = shape.Rank - 2; axis >= 0; axis--)
                {
                    place += _strides[axis];
                    if (++index[axis] < shape[axis])
                    {
                        break;
                    }

                    place -= _strides[axis] * index[axis];
                    index[axis] = 0;
                }
            }
        }
    }
}
