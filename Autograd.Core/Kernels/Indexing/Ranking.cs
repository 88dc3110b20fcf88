using System.Numerics;

namespace Autograd.Core;

/// <summary>
/// The elements along an axis in order, and where they came from. Equal ones keep their order, and NaN counts as larger than all numbers.
/// </summary>
internal static class Ranking
{
    /// <summary>
    /// The first elements in an order, as many as the results are long along the axis: sorted, or as they stand in x.
    /// </summary>
    public static void Run(in ArrayView x, int axis, bool descending, bool sorted, in ArrayView values, in ArrayView indices)
    {
        var kernel = new Kernel(x, axis, descending, sorted, values, indices);
        DTypes.Run(in kernel, x.DType);
    }

    private readonly ref struct Kernel(ArrayView x, int axis, bool descending, bool sorted, ArrayView values, ArrayView indices)
        : INumberKernel
    {
        public void Run<T>() where T : unmanaged, INumber<T>
        {
            int length = x.Shape[axis], count = values.Shape[axis], inner = x.Shape.CountOf((axis + 1)..);
            ReadOnlySpan<T> from = x.Numbers<T>();
            Span<T> to = values.Numbers<T>();
            Span<long> places = indices.Elements<long>();
            BufferPool pool = BufferPool.Current;
            TensorBuffer buffer = pool.Rent((long)count * 2 * sizeof(long));
            Span<Entry<T>> first = buffer.Span<Entry<T>>(0, count);
            var order = new Order<T>(descending);
            for (int line = 0; count > 0 && line < to.Length / count; line++)
            {
                int start = (line / inner * length * inner) + (line % inner), write = (line / inner * count * inner) + (line % inner);
                Select(from[start..], inner, length, first, in order);
                if (!sorted)
                {
                    first.Sort(static (a, b) => a.Index.CompareTo(b.Index));
                }

                for (int i = 0; i < count; i++, write += inner)
                {
                    (to[write], places[write]) = (first[i].Value, first[i].Index);
                }
            }

            pool.Return(buffer);
        }

        // Of few of many a heap is kept, the last of them at its root.
        private static void Select<T>(ReadOnlySpan<T> x, int step, int length, Span<Entry<T>> first, in Order<T> order)
            where T : unmanaged, INumber<T>
        {
            for (int i = 0; i < first.Length; i++)
            {
                first[i] = new(x[i * step], i);
            }

            if (first.Length < length)
            {
                for (int i = (first.Length / 2) - 1; i >= 0; i--)
                {
                    Sink(first, i, in order);
                }

                for (int i = first.Length; i < length; i++)
                {
                    Entry<T> next = new(x[i * step], i);
                    if (order.Compare(next, first[0]) < 0)
                    {
                        first[0] = next;
                        Sink(first, 0, in order);
                    }
                }
            }

            first.Sort(order);
        }

        private static void Sink<T>(Span<Entry<T>> heap, int at, in Order<T> order) where T : unmanaged, INumber<T>
        {
            Entry<T> sinking = heap[at];
            for (int child = (2 * at) + 1; child < heap.Length; child = (2 * at) + 1)
            {
                child += child + 1 < heap.Length && order.Compare(heap[child + 1], heap[child]) > 0 ? 1 : 0;
                if (order.Compare(heap[child], sinking) <= 0)
                {
                    break;
                }

                heap[at] = heap[child];
                at = child;
            }

            heap[at] = sinking;
        }
    }

    private readonly record struct Entry<T>(T Value, int Index) where T : unmanaged;

    private readonly struct Order<T>(bool descending) : IComparer<Entry<T>> where T : unmanaged, INumber<T>
    {
        public int Compare(Entry<T> x, Entry<T> y)
        {
            int order = x.Value < y.Value ? -1 : x.Value > y.Value ? 1 : T.IsNaN(x.Value).CompareTo(T.IsNaN(y.Value));
            return order == 0 ? x.Index - y.Index : descending ? -order : order;
        }
    }
}
