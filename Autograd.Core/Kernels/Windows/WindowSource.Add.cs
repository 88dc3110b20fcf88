using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

internal unsafe partial struct WindowSource<T, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
{
    /// <summary>Adds rows of the unfolded matrix for some positions to where in the copy they are from: the opposite of packing.</summary>
    [SkipLocalsInit]
    public readonly void Add(T* copy, nint* offsets, int rows, WindowRun* runs, int count, T* from, nint width)
    {
        bool isShort = IsShort;
        WindowCopy* copies = stackalloc WindowCopy[runs[count - 1].To + runs[count - 1].Count];
        int number = Copies(runs, count, isShort ? L.Count / 2 : L.Count, copies);
        if (isShort && typeof(L) == typeof(Lane512<T>))
        {
            AddMany<Lane256<T>>(copy, offsets, rows, Taps, copies, number, from, width);
        }
        else if (isShort)
        {
            AddMany<Lane128<T>>(copy, offsets, rows, Taps, copies, number, from, width);
        }
        else
        {
            AddMany<L>(copy, offsets, rows, Taps, copies, number, from, width);
        }
    }

    /// <summary>Takes one channel of an image out of its copy; what the windows do not reach is one number.</summary>
    public readonly void TakeOut(T* copy, T* image, T other)
    {
        nint top = (nint)Vertical.Low, height = (nint)Vertical.Extent(Rows);
        int left = (int)Horizontal.Low, width = (int)_row, size = Horizontal.Source;
        int before = Math.Clamp(left, 0, size), behind = (int)Math.Clamp((long)left + width, before, size);
        for (nint i = 0; i < Vertical.Source; i++, image += size)
        {
            if (i < top || i >= top + height)
            {
                new Span<T>(image, size).Fill(other);
                continue;
            }

            new Span<T>(image, before).Fill(other);
            T* row = copy + ((i - top) * width) - left;
            if (Horizontal.Step > 1)
            {
                for (int phase = 0; phase < Horizontal.Step; phase++)
                {
                    // The first element of the phase that there is.
                    int first = Math.Max(0, (before - left - phase + Horizontal.Step - 1) / Horizontal.Step);
                    T* from = copy + ((i - top) * width) + (phase * _phase) + first;
                    for (int x = left + phase + (first * Horizontal.Step); x < behind; x += Horizontal.Step)
                    {
                        image[x] = *from++;
                    }
                }

                new Span<T>(image + behind, size - behind).Fill(other);
                continue;
            }

            new ReadOnlySpan<T>(row + before, behind - before).CopyTo(new(image + before, size - before));
            new Span<T>(image + behind, size - behind).Fill(other);
        }
    }

    // What a lane has beyond the end of a run is not added. Tap by tap, each for all channels: neighbouring taps add to overlapping lanes,
    // and to load what is still being stored takes long.
    [MethodImpl(Lanes.Hot)]
    private static void AddMany<H>(
        T* copy, nint* offsets, nint rows, nint taps, WindowCopy* copies, nint count, T* from, nint width)
        where H : struct, ILane<H, T>, IReal<H>
    {
        for (nint tap = 0; tap < taps; tap++)
        {
            for (nint k = tap; k < rows; k += taps)
            {
                T* to = copy + offsets[k], row = from + (k * width);
                for (WindowCopy* some = copies; some < copies + count; some++)
                {
                    H more = H.Load(ref row[some->To], 0);
                    more = some->Count == H.Count ? more : Tail.Mask<T, H>(more, (nuint)some->Count);
                    H.Store(H.Load(ref to[some->From], 0) + more, ref to[some->From], 0);
                }
            }
        }
    }
}
