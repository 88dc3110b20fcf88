using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

internal static unsafe partial class Convolution
{
    private readonly ref struct Weights(in ConvolutionGeometry geometry, in ArrayView x, in ArrayView dy, in ArrayView dw) : IFloatKernel
    {
        private readonly ref readonly ConvolutionGeometry _of = ref geometry;
        private readonly ref readonly ArrayView _x = ref x, _dy = ref dy, _dw = ref dw;

        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ConvolutionGeometry of = _of;
            Span<T> images = _x.Elements<T>()[..(of.Batch * of.Groups * of.InChannels * of.Image)];
            Span<T> results = _dy.Elements<T>()[..(of.Batch * of.Groups * of.OutChannels * of.Windows)], weights = _dw.Elements<T>();
            if (weights.IsEmpty)
            {
                return;
            }

            TapAxis vertical = TapAxis.OfImage(of.Vertical), horizontal = TapAxis.OfImage(of.Horizontal);
            bool isIndirect = IndirectProduct<T, L>.Pays(vertical, horizontal, of.InChannels, of.OutChannels);
            if (!isIndirect)
            {
                Directly<T, L>(results, images, weights);
                fixed (T* weight = weights)
                {
                    isIndirect = ReadsBeyond(vertical, horizontal) && !Finite.All<T, L>(weight, (nuint)weights.Length);
                }
            }

            if (isIndirect)
            {
                Indirectly<T, L>(results, images, weights);
            }
        }

        private void Directly<T, L>(Span<T> results, Span<T> images, Span<T> weights)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ConvolutionGeometry of = _of;
            fixed (T* image = images, result = results, weight = weights)
            {
                var product = new WindowWeightProduct<T, L>
                {
                    Source = new()
                    {
                        Vertical = TapAxis.OfImage(of.Vertical),
                        Horizontal = TapAxis.OfImage(of.Horizontal),
                        Channels = of.InChannels,
                        Groups = of.Groups,
                        Batch = of.Batch,
                        First = image,
                    },
                    Result = result,
                    Channels = of.OutChannels,
                };
                product.Source.Plan(mayFlatten: true);
                product.Plan();
                int sums = product.Size, parts = product.Parts, all = checked((parts > 1 ? parts + 1 : 1) * sums);
                nint offsets = (nint)of.Depth * sizeof(nint), size = offsets + ((nint)all * sizeof(T));
                BufferPool pool = BufferPool.Current;
                TensorBuffer scratch = pool.Rent(size);
                fixed (byte* room = scratch.Span<byte>(0, checked((int)size)))
                {
                    product.Offsets = (nint*)room;
                    product.Sums = (T*)(room + offsets);
                    product.Source.Offsets(product.Offsets);
                    Workers.Run(in product, product.Chunks, (long)results.Length * of.Depth);
                    Finish<T, L>(scratch, (int)(offsets / sizeof(T)), parts, sums, of.OutChannels, weight);
                }

                pool.Return(scratch);
            }
        }

        private void Indirectly<T, L>(Span<T> results, Span<T> images, Span<T> weights)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ConvolutionGeometry of = _of;
            nint runs = ((nint)of.Vertical.Count + of.Horizontal.Count) * sizeof(TapRun);
            BufferPool pool = BufferPool.Current;
            TensorBuffer axes = pool.Rent(runs);
            fixed (T* image = images, result = results, weight = weights)
            fixed (byte* cut = axes.Span<byte>(0, checked((int)runs)))
            {
                var product = new IndirectWeightProduct<T, L>
                {
                    Grid = new()
                    {
                        Vertical = TapAxis.OfImage(of.Vertical),
                        Horizontal = TapAxis.OfImage(of.Horizontal),
                        Channels = of.InChannels,
                        Groups = of.Groups,
                        Batch = of.Batch,
                        First = image,
                    },
                    Result = result,
                    Columns = of.OutChannels,
                };
                product.Plan((TapRun*)cut);
                int sums = product.Size, parts = product.Parts, all = checked((parts > 1 ? parts + 1 : 1) * sums);
                TensorBuffer scratch = pool.Rent((nint)all * sizeof(T));
                fixed (T* room = scratch.Span<T>(0, all))
                {
                    product.Sums = room;
                    Workers.Run(in product, product.Chunks, (long)results.Length * of.Depth);
                    Finish<T, L>(scratch, 0, parts, sums, product.Padded, weight);
                }

                pool.Return(scratch);
            }

            pool.Return(axes);
        }

        // The sums of all parts, in rows so far apart, added up and turned.
        private void Finish<T, L>(TensorBuffer scratch, int first, int parts, int size, int apart, T* weight)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ConvolutionGeometry of = _of;
            int total = parts > 1 ? first + (parts * size) : first;
            if (parts > 1)
            {
                ArrayView each = scratch.View(first, Shape.Of(parts * size), _dw.DType);
                Reduce.SumRows(each, parts, scratch.View(total, Shape.Of(size), _dw.DType));
            }

            fixed (T* sums = scratch.Span<T>(total, size))
            {
                for (nint group = 0; group < of.Groups; group++)
                {
                    MatrixProductPacking<T, L>.Transpose(
                        MatrixView<T>.Rows(sums + (group * of.Depth * apart), apart),
                        MatrixView<T>.Rows(weight + (group * of.OutChannels * of.Depth), of.Depth), of.OutChannels, of.Depth);
                }
            }
        }
    }
}
