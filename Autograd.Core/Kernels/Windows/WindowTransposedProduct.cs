using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// The gradient of a convolution by its image, made where it is less work than a convolution of what came out: the transposed weights times
/// what came out is a part of the unfolded image, a strip of which is added to the image at a time. Each chunk of work is some channels of
/// one image, so the order of the additions depends on the shapes alone.
/// </summary>
internal unsafe struct WindowTransposedProduct<T, L> : IChunks
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
{
    private const int LongestStretch = 192;

    // As many rows of the unfolded image stay in the first-level cache until they are added.
    private const int RowsAtOnce = 144;

    // As many chunks are enough for the threads of most machines.
    private const int Most = 16;

    // An image with what is around it may be so large, or so many times the image.
    private const double LargestCopy = 1 << 20;

    // In cycles for a strip and a row: of packing it, of doing so for results that are stored number by number, and of adding it.
    private const double Packing = 8, PackingSteps = 16, Adding = 18;

    public WindowSource<T, L> Image;
    public nint* Offsets;

    /// <summary>The weights, transposed: for each group a row for each channel and tap of the image.</summary>
    public T* Factor;

    /// <summary>What came out: channels of one group, and the elements of one image's channel.</summary>
    public T* Result;

    public int Channels;

    /// <summary>What each channel of the image starts from, or nothing.</summary>
    public T* Bias;

    public int Slices;

    public readonly int Chunks => Image.Batch * Image.Groups * Slices;

    private static nint Width => MatrixProductTile<T, L, Wide>.Width;

    /// <summary>Whether it is less work than the other way.</summary>
    public static bool Pays(in ConvolutionGeometry of)
    {
        TapAxis vertical = TapAxis.OfImage(of.Vertical), horizontal = TapAxis.OfImage(of.Horizontal);
        double copy = (double)vertical.Extent(vertical.Grid) * horizontal.Extent(horizontal.Grid) * of.InChannels;
        double taps = of.Vertical.Kernel * of.Horizontal.Kernel, steps = (double)of.Vertical.Stride * of.Horizontal.Stride;
        double adding = (double)of.Windows * of.InChannels * ((2.0 * of.OutChannels) + Adding);
        double packing = of.Image * (double)of.OutChannels * ((2.0 * of.InChannels) + (steps > 1 ? PackingSteps : Packing)) / steps;
        return adding * taps < packing * taps && (copy <= LargestCopy || copy <= 4.0 * of.InChannels * of.Image);
    }

    public void Plan()
    {
        Image.PlanWhole();
        Slices = Math.Clamp(Most / Math.Max(1, Image.Batch * Image.Groups), 1, Math.Max(1, Image.Channels));
    }

    public readonly void Run(int chunk)
    {
        int slice = chunk % Slices, group = chunk / Slices % Image.Groups, image = chunk / Slices / Image.Groups;
        int first = (int)((long)Image.Channels * slice / Slices), end = (int)((long)Image.Channels * (slice + 1) / Slices);
        nint plane = Image.Channel, size = plane * (end - first), part = RowsOf(AtOnce) * Width;
        BufferPool pool = BufferPool.Current;
        TensorBuffer scratch = pool.Rent((size + part + Width) * sizeof(T));
        fixed (T* room = scratch.Span<T>(0, (int)(size + part + Width)))
        {
            T* copy = room + part;
            int all = (group * Image.Channels) + first;
            for (int channel = first; channel < end; channel++, all++)
            {
                new Span<T>(copy + ((channel - first) * plane), (int)plane).Fill(Bias is null ? T.Zero : Bias[all]);
            }

            AddAll(group, first, end, image, copy, room);
            nint pixels = (nint)Image.Vertical.Source * Image.Horizontal.Source;
            all = (group * Image.Channels) + first;
            T* to = Image.First + ((((nint)image * Image.Groups * Image.Channels) + all) * pixels);
            for (int channel = first; channel < end; channel++, all++, to += pixels)
            {
                Image.TakeOut(copy + ((channel - first) * plane), to, Bias is null ? T.Zero : Bias[all]);
            }
        }

        pool.Return(scratch);
    }

    private readonly int AtOnce => Math.Max(1, RowsAtOnce / Math.Max(1, Image.Taps));

    private readonly nint RowsOf(int channels) => (nint)channels * Image.Taps;

    [SkipLocalsInit]
    private readonly void AddAll(int group, int first, int end, int image, T* copy, T* part)
    {
        WindowRun* runs = stackalloc WindowRun[(int)Width];
        int grid = Image.Vertical.Grid, positions = grid * Image.Horizontal.Grid;
        T* result = Result + ((((nint)image * Image.Groups) + group) * Channels * positions);
        T* factor = Factor + ((nint)group * Image.Depth * Channels);
        Unsafe.SkipInit(out MatrixProductTile<T> tile);
        tile.C = new(part, Width, 1);
        for (int at = 0; at < positions; at += (int)Width)
        {
            int columns = Math.Min((int)Width, positions - at), count = Image.Runs(at, columns, 0, grid, runs);
            tile.Columns = columns <= L.Count ? L.Count : Width;
            for (int channel = first; channel < end; channel += AtOnce)
            {
                tile.Rows = RowsOf(Math.Min(AtOnce, end - channel));
                int p = 0;
                do
                {
                    tile.Depth = Math.Min(LongestStretch, Channels - p);
                    tile.A = new(factor + (RowsOf(channel) * Channels) + p, Channels, 1);
                    tile.B = new(result + ((nint)p * positions) + at, positions, 1);
                    tile.Start = p > 0 ? tile.C : default;
                    MatrixProductStrip<T, L>.Run(in tile);
                    p += LongestStretch;
                }
                while (p < Channels);

                nint* offsets = Offsets + RowsOf(channel - first);
                Image.Add(copy, offsets, (int)tile.Rows, runs, count, part, Width);
            }
        }
    }
}
