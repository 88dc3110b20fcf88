using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

internal unsafe partial struct WindowSource<T, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
{
    /// <summary>
    /// Packs rows of the unfolded matrix for some positions, the rows so far apart; a lane behind each may be written to.
    /// </summary>
    public readonly void Pack(T* laid, nint* offsets, int first, int rows, WindowRun* runs, int count, T* to, nint width)
    {
        if (_isScattered)
        {
            PackScattered(laid, first, rows, runs, count, to, width);
        }
        else
        {
            PackRuns(laid, offsets + first, rows, runs, count, to, width);
        }
    }

    // Lanes reach over the end of a run: the next run, or the next row, is written over it. A store takes as long as it is wide, so short
    // rows are copied by half lanes.
    [SkipLocalsInit]
    private readonly void PackRuns(T* laid, nint* offsets, nint rows, WindowRun* runs, int count, T* to, nint width)
    {
        bool isShort = IsShort;
        WindowCopy* copies = stackalloc WindowCopy[runs[count - 1].To + runs[count - 1].Count];
        int number = Copies(runs, count, isShort ? L.Count / 2 : L.Count, copies);
        if (isShort && typeof(L) == typeof(Lane512<T>))
        {
            CopyMany<Lane256<T>>(laid, offsets, rows, copies, number, to, width);
        }
        else if (isShort)
        {
            CopyMany<Lane128<T>>(laid, offsets, rows, copies, number, to, width);
        }
        else if (number <= 4)
        {
            CopyFew(laid, offsets, rows, copies, number, to, width);
        }
        else
        {
            CopyMany<L>(laid, offsets, rows, copies, number, to, width);
        }
    }

    // Whether half a lane holds a row of the grid.
    private readonly bool IsShort =>
        (typeof(L) == typeof(Lane512<T>) || typeof(L) == typeof(Lane256<T>)) && 2 * Horizontal.Grid <= L.Count;

    private static int Copies(WindowRun* runs, int count, int lane, WindowCopy* copies)
    {
        int number = 0;
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < runs[i].Count; j += lane)
            {
                copies[number++] = new() { From = runs[i].Offset + j, To = runs[i].To + j, Count = Math.Min(lane, runs[i].Count - j) };
            }
        }

        return number;
    }

    [MethodImpl(Lanes.Hot)]
    private static void CopyMany<H>(T* laid, nint* offsets, nint rows, WindowCopy* copies, nint count, T* to, nint width)
        where H : struct, ILane<H, T>, IReal<H>
    {
        for (nint k = 0; k < rows; k++, to += width)
        {
            T* from = laid + offsets[k];
            for (WindowCopy* copy = copies; copy < copies + count; copy++)
            {
                H.Store(H.Load(ref from[copy->From], 0), ref to[copy->To], 0);
            }
        }
    }

    [MethodImpl(Lanes.Hot)]
    private static void CopyFew(T* laid, nint* offsets, nint rows, WindowCopy* copies, nint count, T* to, nint width)
    {
        nint last = count - 1, from0 = copies[0].From, from1 = copies[nint.Min(1, last)].From, from2 = copies[nint.Min(2, last)].From;
        nint from3 = copies[last].From, to1 = copies[nint.Min(1, last)].To, to2 = copies[nint.Min(2, last)].To, to3 = copies[last].To;
        for (nint k = 0; k < rows; k++, to += width)
        {
            T* from = laid + offsets[k];
            L.Store(L.Load(ref from[from0], 0), ref to[0], 0);
            if (count > 1)
            {
                L.Store(L.Load(ref from[from1], 0), ref to[to1], 0);
            }

            if (count > 2)
            {
                L.Store(L.Load(ref from[from2], 0), ref to[to2], 0);
            }

            if (count > 3)
            {
                L.Store(L.Load(ref from[from3], 0), ref to[to3], 0);
            }
        }
    }

    // Windows that reach over much more than there is: number by number, from the images as they are.
    private readonly void PackScattered(T* images, int first, int rows, WindowRun* runs, int count, T* to, nint width)
    {
        nint size = (nint)Vertical.Source * Horizontal.Source;
        for (int k = first; k < first + rows; k++, to += width)
        {
            int channel = k / Taps, tap = k % Taps, across = tap % Horizontal.Taps, down = tap / Horizontal.Taps;
            for (int i = 0; i < count; i++)
            {
                WindowRun run = runs[i];
                long y = Vertical.First + ((long)run.Row * Vertical.Step) + ((long)down * Vertical.Apart);
                T* source = images + ((((nint)run.Image * Groups * Channels) + channel) * size) + ((nint)y * Horizontal.Source);
                for (int j = 0; j < run.Count; j++)
                {
                    long x = Horizontal.First + ((long)(run.Column + j) * Horizontal.Step) + ((long)across * Horizontal.Apart);
                    to[run.To + j] = y >= 0 && y < Vertical.Source && x >= 0 && x < Horizontal.Source ? source[x] : T.Zero;
                }
            }
        }
    }
}
