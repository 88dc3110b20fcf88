using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// The unfolded matrix times the transpose of what came out of the windows: the gradient of a convolution by its weights, transposed. The
/// images are shared out to parts, each with sums of its own, and the channels to slices, in a way that depends on the shapes alone.
/// </summary>
internal unsafe struct WindowWeightProduct<T, L> : IChunks
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
{
    // As many parts and slices are enough for the threads of most machines; the sums of all parts may be so many.
    private const int Most = 16;
    private const int LargestSums = 1 << 18;

    // As many positions at a time: their sums are added to those before. And as many rows of the unfolded matrix.
    private const int ShortStretch = 256;
    private const int LongStretch = 640;
    private const int RowsAtOnce = 48;
    private const int Apart = 16;

    // Of few channels each sum is a lane until the end, if all of them stay near.
    private const int LargestLanes = 1 << 16;

    public WindowSource<T, L> Source;
    public nint* Offsets;

    /// <summary>What came out: channels of one group, and the elements of one image's channel.</summary>
    public T* Result;

    public int Channels;

    /// <summary>The sums: part, group, row of the unfolded matrix, channel.</summary>
    public T* Sums;

    public int Parts, Slices;

    private static nint Width => MatrixProductTile<T, L, Wide>.Width;

    private readonly bool IsOfLanes => 2 * Channels <= L.Count && (long)Source.Depth * Channels * L.Count <= LargestLanes;

    private readonly int Stretch => IsOfLanes ? LongStretch : ShortStretch;

    private readonly nint StripsSize => IsOfLanes ? Channels * (Stretch + Apart) : (Channels + Width - 1) / Width * Width * Stretch;

    private readonly nint PanelSize => (RowsAtOnce + 1) * (Stretch + Apart);

    private readonly nint LanesSize => IsOfLanes ? (nint)Source.Depth * Channels * L.Count : 0;

    public readonly int Size => Source.Groups * Source.Depth * Channels;

    public readonly int Chunks => Parts * Source.Groups * Slices;

    public void Plan()
    {
        int blocks = Math.Max(1, Source.Blocks);
        for (Parts = 1; 2 * Parts <= Math.Min(Most, blocks) && 2L * Parts * Size <= LargestSums; Parts *= 2)
        {
        }

        Slices = Math.Clamp(Most / Parts / Source.Groups, 1, Math.Max(1, Source.Channels));
    }

    public readonly void Run(int chunk)
    {
        int slice = chunk % Slices, group = chunk / Slices % Source.Groups, part = chunk / Slices / Source.Groups;
        int channel = (int)((long)Source.Channels * slice / Slices), end = (int)((long)Source.Channels * (slice + 1) / Slices);
        int block = (int)((long)Source.Blocks * part / Parts), last = (int)((long)Source.Blocks * (part + 1) / Parts);
        T* sums = Sums + (((((nint)part * Source.Groups) + group) * Source.Depth) + (channel * Source.Taps)) * Channels;
        nint strips = StripsSize, panel = PanelSize, lanes = LanesSize, copy = Source.CopySize, all = strips + panel + lanes + copy;
        BufferPool pool = BufferPool.Current;
        TensorBuffer scratch = pool.Rent(all * sizeof(T));
        fixed (T* room = scratch.Span<T>(0, (int)all))
        {
            if (block == last)
            {
                new Span<T>(sums, (end - channel) * Source.Taps * Channels).Clear();
                lanes = 0;
            }

            for (int first = block; block < last; block++)
            {
                Block(group, channel, end - channel, block, block == first, lanes > 0 ? room + strips + panel : sums, room);
            }

            if (lanes > 0)
            {
                WindowDots<T, L>.Fold(room + strips + panel, (nint)(end - channel) * Source.Taps * Channels, sums);
            }
        }

        pool.Return(scratch);
    }

    [SkipLocalsInit]
    private readonly void Block(int group, int channel, int channels, int block, bool isFirst, T* sums, T* room)
    {
        int bands = Source.BlocksOfImage, image = block / bands * Source.Images, row = block % bands * Source.Rows;
        int images = Math.Min(Source.Images, Source.Batch - image), rows = Math.Min(Source.Rows, Source.Vertical.Grid - row);
        WindowRun* runs = stackalloc WindowRun[Stretch];
        T* packed = room + StripsSize, copy = packed + PanelSize + LanesSize;
        T* laid = Source.Lay(group, channel, channels, image, images, row, rows, copy);
        int positions = images * rows * Source.Horizontal.Grid;
        int firstRow = channel * Source.Taps, lastRow = firstRow + (channels * Source.Taps);
        Unsafe.SkipInit(out MatrixProductTile<T> tile);
        for (int at = 0; at < positions; at += Stretch, isFirst = false)
        {
            int depth = Math.Min(Stretch, positions - at), count = Source.Runs(at, depth, row, rows, runs);
            if (IsOfLanes)
            {
                PackRows(group, image, row, rows, at, depth, room);
            }
            else
            {
                PackResult(group, image, row, rows, at, depth, room);
            }

            tile.Depth = depth;
            for (int k = firstRow; k < lastRow; k += RowsAtOnce)
            {
                tile.Rows = Math.Min(RowsAtOnce, lastRow - k);
                Source.Pack(laid, Offsets, k, (int)tile.Rows, runs, count, packed, Stretch + Apart);
                tile.A = new(packed, Stretch + Apart, 1);
                if (IsOfLanes)
                {
                    Dots(packed, room, tile.Rows, depth, sums + ((nint)(k - firstRow) * Channels * L.Count), isFirst);
                    continue;
                }

                for (nint j = 0; j < Channels; j += Width)
                {
                    tile.Columns = nint.Min(Width, Channels - j);
                    tile.B = new(room + (j * depth), Width, 1);
                    tile.C = new(sums + ((nint)(k - firstRow) * Channels) + j, Channels, 1);
                    tile.Start = isFirst ? default : tile.C;
                    MatrixProductStrip<T, L>.Run(in tile);
                }
            }
        }
    }

    // Whole lanes are multiplied: what is beyond the end of a row counts for nothing.
    private readonly void Dots(T* packed, T* result, nint rows, int depth, T* sums, bool isFirst)
    {
        int whole = (depth + L.Count - 1) / L.Count * L.Count;
        for (nint i = 0; whole > depth && i < rows; i++)
        {
            new Span<T>(packed + (i * (Stretch + Apart)) + depth, whole - depth).Clear();
        }

        WindowDots<T, L>.Add(new(result, Stretch + Apart, 1), Channels, new(packed, Stretch + Apart, 1), rows, whole, sums, isFirst);
    }

    // What came out at some positions, a row for each channel, with zeros up to a whole lane.
    private readonly void PackRows(int group, int image, int row, int rows, int at, int count, T* to)
    {
        int grid = rows * Source.Horizontal.Grid;
        nint windows = (nint)Source.Vertical.Grid * Source.Horizontal.Grid;
        for (int c = 0; c < Channels; c++, to += Stretch + Apart)
        {
            for (int done = 0; done < count;)
            {
                int of = (at + done) / grid, position = (at + done) % grid, some = Math.Min(count - done, grid - position);
                nint channel = ((((nint)image + of) * Source.Groups) + group) * Channels;
                T* from = Result + ((channel + c) * windows) + ((nint)row * Source.Horizontal.Grid) + position;
                new ReadOnlySpan<T>(from, some).CopyTo(new(to + done, some));
                done += some;
            }

            new Span<T>(to + count, (L.Count - (count % L.Count)) % L.Count).Clear();
        }
    }

    // What came out at some positions, a row for each position, in strips of channels.
    private readonly void PackResult(int group, int image, int row, int rows, int at, int count, T* to)
    {
        int grid = rows * Source.Horizontal.Grid;
        nint windows = (nint)Source.Vertical.Grid * Source.Horizontal.Grid;
        for (int done = 0; done < count;)
        {
            int of = (at + done) / grid, position = (at + done) % grid, some = Math.Min(count - done, grid - position);
            nint channel = ((((nint)image + of) * Source.Groups) + group) * Channels;
            T* from = Result + (channel * windows) + ((nint)row * Source.Horizontal.Grid) + position;
            MatrixProductPacking<T, L>.PackStrips(
                new(from, 1, windows), to + (done * Width), Width * count, Width, Width, some, Channels);
            done += some;
        }
    }
}
