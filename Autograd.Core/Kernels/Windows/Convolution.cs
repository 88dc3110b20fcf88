using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// Convolution of images with zeros around them, and its two transposes, as matrix products with the unfolded images. Where lanes are
/// channels, no part of these is ever there (Dukhan, The Indirect Convolution Algorithm, 2019); of few channels, where lanes are positions,
/// the part of a strip that is being multiplied (Chetlur et al., cuDNN, 2014). One dimension is two with a height of one.
/// </summary>
/// <remarks>
/// No bit of a result depends on the number of threads. Weights are [groups · out, in, height, width], images [batch, groups · in, ...] and
/// results [batch, groups · out, ...].
/// </remarks>
internal static unsafe partial class Convolution
{
    /// <summary>y = x ⋆ w + b.</summary>
    public static void Run(in ConvolutionGeometry geometry, in ArrayView x, in ArrayView w, in ArrayView bias, in ArrayView y)
    {
        var kernel = new Forward(in geometry, in x, in w, in bias, in y);
        Lanes.Run(in kernel, y.DType);
    }

    /// <summary>The gradient by x of what has the gradient dy, plus a bias for each channel of x: a transposed convolution.</summary>
    public static void Transposed(in ConvolutionGeometry geometry, in ArrayView dy, in ArrayView w, in ArrayView bias, in ArrayView dx)
    {
        var kernel = new ByImage(in geometry, in dy, in w, in bias, in dx);
        Lanes.Run(in kernel, dx.DType);
    }

    /// <summary>The gradient by w.</summary>
    public static void ByWeight(in ConvolutionGeometry geometry, in ArrayView x, in ArrayView dy, in ArrayView dw)
    {
        var kernel = new Weights(in geometry, in x, in dy, in dw);
        Lanes.Run(in kernel, dw.DType);
    }

    /// <summary>The sum of each channel over all images and positions.</summary>
    public static void SumChannels(int batch, int channels, in ArrayView x, in ArrayView sums)
    {
        BufferPool pool = BufferPool.Current;
        TensorBuffer scratch = pool.Rent((long)batch * channels * x.DType.Size());
        ArrayView each = scratch.View(0, Shape.Of(batch * channels), x.DType);
        Reduce.SumLast(x, each);
        Reduce.SumRows(each, batch, sums);
        pool.Return(scratch);
    }

    private readonly ref struct Forward(
        in ConvolutionGeometry geometry, in ArrayView x, in ArrayView w, in ArrayView bias, in ArrayView y) : IFloatKernel
    {
        private readonly ref readonly ConvolutionGeometry _of = ref geometry;
        private readonly ref readonly ArrayView _x = ref x, _w = ref w, _bias = ref bias, _y = ref y;

        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ConvolutionGeometry of = _of;
            int channels = of.Groups * of.OutChannels;
            Span<T> images = _x.Elements<T>()[..(of.Batch * of.Groups * of.InChannels * of.Image)];
            Span<T> weights = _w.Elements<T>()[..(channels * of.Depth)];
            Span<T> result = _y.Elements<T>()[..(of.Batch * channels * of.Windows)];
            if (result.IsEmpty)
            {
                return;
            }

            fixed (T* image = images, weight = weights, biases = _bias.Elements<T>(), to = result)
            {
                Multiply<T, L>(new()
                {
                    Vertical = TapAxis.OfImage(of.Vertical),
                    Horizontal = TapAxis.OfImage(of.Horizontal),
                    Channels = of.InChannels,
                    Rows = of.OutChannels,
                    Groups = of.Groups,
                    Batch = of.Batch,
                    Source = image,
                    Factor = weight,
                    Bias = biases,
                    MayFlatten = true,
                    Target = new()
                    {
                        First = to,
                        Image = (nint)channels * of.Windows,
                        Channel = of.Windows,
                        Row = of.Horizontal.Count,
                        Column = 1,
                    },
                });
            }
        }
    }
}
