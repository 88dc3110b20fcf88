using System.Runtime.CompilerServices;

namespace Autograd.Core;

internal unsafe partial struct WindowProduct<T, L>
{
    // To pack a strip for so few rows takes longer than to multiply it.
    private const int MostDirect = 4;

    // Rows of the grid that leave most of a lane idle are packed side by side after all.
    private readonly bool IsDirect =>
        Rows is > 0 and <= MostDirect && Source.IsLaid && Target.Column == 1
        && 2 * Source.Horizontal.Grid >= L.Count;

    // For a few rows of the product, as of a kernel for each channel: straight from the images, a row of the grid at a time.
    private readonly void Direct(int group, T* laid, int image, int images, int row, int rows)
    {
        T* factor = Factor + ((nint)group * Rows * Source.Depth), start = Start is null ? null : Start + ((nint)group * Rows * Width);
        T* first = Target.First + (image * Target.Image) + ((nint)group * Rows * Target.Channel) + (row * Target.Row);
        for (int i = 0; i < images; i++)
        {
            for (int j = 0; j < rows; j++)
            {
                T* from = laid + Source.Offset(i, j), to = first + (i * Target.Image) + (j * Target.Row);
                for (nint at = 0; at < Source.Horizontal.Grid; at += Width)
                {
                    nint count = nint.Min(Width, Source.Horizontal.Grid - at);
                    if (Rows == 1)
                    {
                        One(from + at, Offsets, Source.Depth, factor, start, to + at, count);
                    }
                    else
                    {
                        Few(from + at, Offsets, Source.Depth, factor, start, Rows, to + at, Target.Channel, count);
                    }
                }
            }
        }
    }

    [MethodImpl(Lanes.Hot)]
    private static void One(T* from, nint* offsets, nint depth, T* factor, T* start, T* to, nint count)
    {
        L low = start is null ? default : L.Load(ref *start, 0), high = low, evenLow = default, evenHigh = default;
        nint k = 0;
        for (; k + 1 < depth; k += 2)
        {
            T* x = from + offsets[k], y = from + offsets[k + 1];
            L a = L.Splat(factor[k]), b = L.Splat(factor[k + 1]);
            low = L.MultiplyAdd(a, L.Load(ref *x, 0), low);
            high = L.MultiplyAdd(a, L.Load(ref *x, (nuint)L.Count), high);
            evenLow = L.MultiplyAdd(b, L.Load(ref *y, 0), evenLow);
            evenHigh = L.MultiplyAdd(b, L.Load(ref *y, (nuint)L.Count), evenHigh);
        }

        if (k < depth)
        {
            T* x = from + offsets[k];
            L a = L.Splat(factor[k]);
            low = L.MultiplyAdd(a, L.Load(ref *x, 0), low);
            high = L.MultiplyAdd(a, L.Load(ref *x, (nuint)L.Count), high);
        }

        Store(low + evenLow, high + evenHigh, to, count);
    }

    // Two to four rows; one that is not there coincides with the last.
    [MethodImpl(Lanes.Hot)]
    private static void Few(T* from, nint* offsets, nint depth, T* factor, T* start, nint rows, T* to, nint apart, nint count)
    {
        nint second = depth, third = nint.Min(2, rows - 1) * depth, fourth = (rows - 1) * depth;
        L r0 = default, r1 = default, r2 = default, r3 = default, s0 = default, s1 = default, s2 = default, s3 = default;
        for (nint k = 0; k < depth; k++, factor++)
        {
            T* x = from + offsets[k];
            L low = L.Load(ref *x, 0), high = L.Load(ref *x, (nuint)L.Count), a = L.Splat(factor[0]), b = L.Splat(factor[second]);
            L c = L.Splat(factor[third]), d = L.Splat(factor[fourth]);
            r0 = L.MultiplyAdd(a, low, r0);
            s0 = L.MultiplyAdd(a, high, s0);
            r1 = L.MultiplyAdd(b, low, r1);
            s1 = L.MultiplyAdd(b, high, s1);
            r2 = L.MultiplyAdd(c, low, r2);
            s2 = L.MultiplyAdd(c, high, s2);
            r3 = L.MultiplyAdd(d, low, r3);
            s3 = L.MultiplyAdd(d, high, s3);
        }

        Finish(r0, s0, start, 0, to, count);
        Finish(r1, s1, start, 1, to + apart, count);
        if (rows > 2)
        {
            Finish(r2, s2, start, 2, to + (2 * apart), count);
        }

        if (rows > 3)
        {
            Finish(r3, s3, start, 3, to + (3 * apart), count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(L low, L high, T* start, nint row, T* to, nint count)
    {
        L begin = start is null ? default : L.Load(ref start[row * Width], 0);
        Store(low + begin, high + begin, to, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(L low, L high, T* to, nint count)
    {
        if (count == Width)
        {
            L.Store(low, ref *to, 0);
            L.Store(high, ref *to, (nuint)L.Count);
        }
        else if (count >= L.Count)
        {
            L.Store(low, ref *to, 0);
            Tail.StoreInline(high, ref *to, (nuint)L.Count, (nuint)(count - L.Count));
        }
        else
        {
            Tail.StoreInline(low, ref *to, 0, (nuint)count);
        }
    }
}
