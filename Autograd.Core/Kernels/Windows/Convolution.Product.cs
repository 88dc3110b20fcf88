using System.Numerics;

namespace Autograd.Core;

internal static unsafe partial class Convolution
{
    // A matrix for each group times the images as a grid unfolds them.
    private struct Product<T> where T : unmanaged
    {
        public TapAxis Vertical, Horizontal;
        public int Channels, Rows, Groups, Batch;
        public T* Source, Factor, Bias;
        public WindowTarget<T> Target;
        public bool MayFlatten;

        public readonly int Depth => Channels * Vertical.Taps * Horizontal.Taps;

        public readonly long Work => (long)Batch * Groups * Rows * Vertical.Grid * Horizontal.Grid * Math.Max(1, Depth);
    }

    private static void Multiply<T, L>(in Product<T> of)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        if (IndirectProduct<T, L>.Pays(of.Vertical, of.Horizontal, of.Channels, of.Rows)
            || (ReadsBeyond(of.Vertical, of.Horizontal) && !Finite.All<T, L>(of.Factor, (nuint)((nint)of.Groups * of.Rows * of.Depth))))
        {
            MultiplyIndirectly<T, L>(in of);
            return;
        }

        nint width = WindowProduct<T, L>.Width, offsets = (nint)of.Depth * sizeof(nint);
        nint size = offsets + ((nint)of.Groups * of.Rows * width * sizeof(T));
        BufferPool pool = BufferPool.Current;
        TensorBuffer scratch = pool.Rent(size);
        fixed (byte* room = scratch.Span<byte>(0, checked((int)size)))
        {
            T* start = (T*)(room + offsets);
            var product = new WindowProduct<T, L>
            {
                Source = new()
                {
                    Vertical = of.Vertical,
                    Horizontal = of.Horizontal,
                    Channels = of.Channels,
                    Groups = of.Groups,
                    Batch = of.Batch,
                    First = of.Source,
                },
                Offsets = (nint*)room,
                Factor = of.Factor,
                Rows = of.Rows,
                Start = of.Bias is null ? null : start,
                Target = of.Target,
            };
            product.Source.Plan(of.MayFlatten);
            product.Source.Offsets(product.Offsets);

            // The same number in all lanes of a strip, for each channel.
            for (int i = 0; of.Bias is not null && i < of.Groups * of.Rows; i++, start += width)
            {
                new Span<T>(start, (int)width).Fill(of.Bias[i]);
            }

            Workers.Run(in product, product.Source.Blocks, of.Work);
        }

        pool.Return(scratch);
    }

    // What lies beyond the images counts for nothing. The direct way multiplies zeros there, which is nothing beside finite numbers alone;
    // the indirect way leaves it out.
    private static bool ReadsBeyond(TapAxis vertical, TapAxis horizontal) => !vertical.IsInside || !horizontal.IsInside;

    private static void MultiplyIndirectly<T, L>(in Product<T> of)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        int depth = of.Depth;
        nint padded = IndirectProduct<T, L>.Padded(of.Rows), width = IndirectProduct<T, L>.Width;
        nint factors = of.Groups * padded * depth, runs = ((nint)of.Vertical.Grid + of.Horizontal.Grid) * sizeof(TapRun);
        nint size = ((factors + (of.Groups * padded)) * sizeof(T)) + runs;
        BufferPool pool = BufferPool.Current;
        TensorBuffer scratch = pool.Rent(size);
        fixed (byte* room = scratch.Span<byte>(0, checked((int)size)))
        {
            T* factor = (T*)(room + runs), start = factor + factors;
            var product = new IndirectProduct<T, L>
            {
                Grid = new()
                {
                    Vertical = of.Vertical,
                    Horizontal = of.Horizontal,
                    Channels = of.Channels,
                    Groups = of.Groups,
                    Batch = of.Batch,
                    First = of.Source,
                },
                Factor = factor,
                Columns = of.Rows,
                Start = of.Bias is null ? null : start,
                Target = of.Target,
            };
            product.Plan((TapRun*)room);
            for (nint group = 0; group < of.Groups; group++)
            {
                MatrixProductPacking<T, L>.PackStrips(
                    new(of.Factor + (group * of.Rows * depth), 1, depth), factor + (group * padded * depth), depth * width, width, width,
                    depth, of.Rows);
                if (of.Bias is not null)
                {
                    new ReadOnlySpan<T>(of.Bias + (group * of.Rows), of.Rows).CopyTo(new(start + (group * padded), of.Rows));
                }
            }

            Workers.Run(in product, product.Grid.Blocks, of.Work);
        }

        pool.Return(scratch);
    }
}
