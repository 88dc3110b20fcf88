namespace Autograd.Core;

/// <summary>
/// Which elements of a source meet at each position of a grid, along one axis: at position i those at First + i · Step + t · Apart, t
/// counting taps; outside the source there are zeros. Tap t is that of the kernel at KernelFirst + t · KernelStep.
/// </summary>
internal readonly record struct TapAxis(int Source, int Grid, int Step, int Taps, int First, int Apart, int KernelFirst, int KernelStep)
{
    /// <summary>The first position of the source that is met, which may be outside.</summary>
    public long Low => First + (Math.Max(0, Taps - 1L) * Math.Min(0, Apart));

    /// <summary>The positions of the source, from the first on, that so many of the grid reach over.</summary>
    public long Extent(int grid) => ((grid - 1L) * Step) + (Math.Max(0, Taps - 1L) * Math.Abs(Apart)) + 1;

    /// <summary>Whether all that is met is inside the source.</summary>
    public bool IsInside => Low >= 0 && Low + Extent(Grid) <= Source;

    /// <summary>The first of the taps that a position meets inside the source, and the one behind the last.</summary>
    public (int First, int End) Met(int position)
    {
        // Those that come before the source and those that come behind it, in the direction of the taps.
        long at = First + ((long)position * Step), apart = Math.Abs((long)Apart), left = Apart < 0 ? Source - 1 - at : at;
        long first = left < 0 ? (apart - 1 - left) / apart : 0, end = (Source - 1 - left + apart) / apart;
        first = Math.Min(first, Taps);
        return ((int)first, (int)Math.Clamp(left >= Source ? 0 : end, first, Taps));
    }

    /// <summary>The image, as windows meet it.</summary>
    public static TapAxis OfImage(WindowAxis axis) =>
        new(axis.Size, axis.Count, axis.Stride, axis.Kernel, -axis.Before, axis.Dilation, 0, 1);

    /// <summary>
    /// The windows, as every Stride-th position of the image meets them, from one of the first on: they have some of the taps in common,
    /// and lie side by side.
    /// </summary>
    public static TapAxis OfWindows(WindowAxis axis, int residue)
    {
        int grid = ((axis.Size - 1 - residue) / axis.Stride) + 1;
        long at = (long)residue + axis.Before;
        int common = (int)Common(axis.Stride, axis.Dilation), step = axis.Stride / common, first = 0;
        while (first < axis.Kernel && (at - ((long)first * axis.Dilation)) % axis.Stride != 0)
        {
            // The residues repeat after so many taps.
            first = first + 1 < step ? first + 1 : axis.Kernel;
        }

        return first < axis.Kernel
            ? new(axis.Count, grid, 1, ((axis.Kernel - 1 - first) / step) + 1, (int)((at - ((long)first * axis.Dilation)) / axis.Stride),
                -(axis.Dilation / common), first, step)
            : new(axis.Count, grid, 1, 0, 0, 1, 0, 1);
    }

    private static long Common(long a, long b) => b == 0 ? a : Common(b, a % b);
}
