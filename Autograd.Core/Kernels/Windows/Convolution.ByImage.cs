using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

internal static unsafe partial class Convolution
{
    private readonly ref struct ByImage(
        in ConvolutionGeometry geometry, in ArrayView dy, in ArrayView w, in ArrayView bias, in ArrayView dx) : IFloatKernel
    {
        private readonly ref readonly ConvolutionGeometry _of = ref geometry;
        private readonly ref readonly ArrayView _dy = ref dy, _w = ref w, _bias = ref bias, _dx = ref dx;

        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ConvolutionGeometry of = _of;
            int channels = of.Groups * of.InChannels;
            Span<T> results = _dy.Elements<T>()[..(of.Batch * of.Groups * of.OutChannels * of.Windows)];
            Span<T> weights = _w.Elements<T>()[..(of.Groups * of.OutChannels * of.Depth)];
            Span<T> images = _dx.Elements<T>()[..(of.Batch * channels * of.Image)], biases = _bias.Elements<T>();
            if (images.IsEmpty)
            {
                return;
            }

            if (of.InChannels <= L.Count && WindowTransposedProduct<T, L>.Pays(in of))
            {
                Added<T, L>(results, weights, biases, images);
                return;
            }

            nint size = (nint)weights.Length * sizeof(T);
            BufferPool pool = BufferPool.Current;
            TensorBuffer scratch = pool.Rent(size);
            fixed (T* result = results, weight = weights, image = images, bias = biases)
            fixed (byte* room = scratch.Span<byte>(0, checked((int)size)))
            {
                for (int i = 0; i < Math.Min(of.Vertical.Stride, of.Vertical.Size); i++)
                {
                    for (int j = 0; j < Math.Min(of.Horizontal.Stride, of.Horizontal.Size); j++)
                    {
                        var product = new Product<T>
                        {
                            Vertical = TapAxis.OfWindows(of.Vertical, i),
                            Horizontal = TapAxis.OfWindows(of.Horizontal, j),
                            Channels = of.OutChannels,
                            Rows = of.InChannels,
                            Groups = of.Groups,
                            Batch = of.Batch,
                            Source = result,
                            Factor = (T*)room,
                            Bias = bias,
                            MayFlatten = of.Vertical.Stride == 1 && of.Horizontal.Stride == 1,
                            Target = new()
                            {
                                First = image + (i * of.Horizontal.Size) + j,
                                Image = (nint)channels * of.Image,
                                Channel = of.Image,
                                Row = (nint)of.Vertical.Stride * of.Horizontal.Size,
                                Column = of.Horizontal.Stride,
                            },
                        };
                        Turn(in of, product.Vertical, product.Horizontal, weight, product.Factor);
                        Multiply<T, L>(in product);
                    }
                }
            }

            pool.Return(scratch);
        }

        private void Added<T, L>(Span<T> results, Span<T> weights, Span<T> biases, Span<T> images)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ConvolutionGeometry of = _of;
            nint offsets = (nint)of.Depth * sizeof(nint), size = offsets + ((nint)weights.Length * sizeof(T));
            BufferPool pool = BufferPool.Current;
            TensorBuffer scratch = pool.Rent(size);
            fixed (T* result = results, weight = weights, image = images, bias = biases)
            fixed (byte* room = scratch.Span<byte>(0, checked((int)size)))
            {
                T* factor = (T*)(room + offsets);
                for (int group = 0; group < of.Groups; group++)
                {
                    nint at = (nint)group * of.OutChannels * of.Depth;
                    MatrixProductPacking<T, L>.Transpose(
                        MatrixView<T>.Rows(weight + at, of.Depth), MatrixView<T>.Rows(factor + at, of.OutChannels), of.Depth,
                        of.OutChannels);
                }

                var product = new WindowTransposedProduct<T, L>
                {
                    Image = new()
                    {
                        Vertical = TapAxis.OfImage(of.Vertical),
                        Horizontal = TapAxis.OfImage(of.Horizontal),
                        Channels = of.InChannels,
                        Groups = of.Groups,
                        Batch = of.Batch,
                        First = image,
                    },
                    Offsets = (nint*)room,
                    Factor = factor,
                    Result = result,
                    Channels = of.OutChannels,
                    Bias = biases.IsEmpty ? null : bias,
                };
                product.Plan();
                product.Image.Offsets(product.Offsets);
                Workers.Run(in product, product.Chunks, (long)results.Length * of.Depth);
            }

            pool.Return(scratch);
        }

        // The weights of the taps that some positions of the image have: a row for each of its channels.
        private static void Turn<T>(in ConvolutionGeometry of, TapAxis vertical, TapAxis horizontal, T* weight, T* to) where T : unmanaged
        {
            int width = of.Horizontal.Kernel, taps = of.Vertical.Kernel * width;
            for (int group = 0; group < of.Groups; group++, weight += (nint)of.OutChannels * of.InChannels * taps)
            {
                for (int channel = 0; channel < of.InChannels; channel++)
                {
                    for (int out_ = 0; out_ < of.OutChannels; out_++)
                    {
                        T* from = weight + ((((nint)out_ * of.InChannels) + channel) * taps);
                        for (int i = 0; i < vertical.Taps; i++)
                        {
                            T* row = from + ((vertical.KernelFirst + (i * vertical.KernelStep)) * width) + horizontal.KernelFirst;
                            for (int j = 0; j < horizontal.Taps; j++)
                            {
                                *to++ = row[j * horizontal.KernelStep];
                            }
                        }
                    }
                }
            }
        }
    }
}
