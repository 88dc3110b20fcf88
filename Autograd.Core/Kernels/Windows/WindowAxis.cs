namespace Autograd.Core;

/// <summary>
/// Where the windows of a convolution or a pooling lie along one axis of an image: window i looks at the places i · Stride − Before +
/// t · Dilation, t counting its taps. Outside the image a convolution finds zeros, and a pooling nothing.
/// </summary>
/// <param name="Size">The size of the image.</param>
/// <param name="Count">The number of windows.</param>
/// <param name="Kernel">The taps of a window; of windows of several sizes, the most.</param>
/// <param name="Stride">From one window to the next; 0 where they are spread over the axis, each from ⌊i·size/count⌋ to
/// ⌈(i + 1)·size/count⌉.</param>
/// <param name="Dilation">From one tap to the next.</param>
/// <param name="Before">How far the first window begins before the image.</param>
internal readonly record struct WindowAxis(int Size, int Count, int Kernel, int Stride, int Dilation, int Before)
{
    /// <summary>From one window to the next; where there is none, it is anything, and here no more than the taps.</summary>
    public int Stride { get; } = Count == 1 ? Math.Min(Stride, Kernel) : Stride;

    /// <summary>An axis that is not there: one window of one tap.</summary>
    public static WindowAxis None { get; } = new(1, 1, 1, 1, 1, 0);

    /// <summary>How many places a window reaches over.</summary>
    public static long Reach(int kernel, int dilation) => ((kernel - 1L) * dilation) + 1;

    /// <summary>Whether no element is in two windows, and those of one follow each other.</summary>
    public bool IsApart => Stride >= Kernel && Dilation == 1;

    /// <summary>Windows of one size, beside each other where the input can be cut so, else spread over it and overlapping.</summary>
    public static WindowAxis Spread(int size, int output) => size % output == 0
        ? new(size, output, size / output, size / output, 1, 0)
        : new(size, output, Math.Min(size, (size / output) + 2), 0, 1, 0);

    /// <summary>Where tap 0 of a window lies, the first tap within the input, and the one behind the last.</summary>
    public void Window(int i, out int at, out int first, out int end)
    {
        if (Stride == 0)
        {
            at = (int)((long)i * Size / Count);
            first = 0;
            end = (int)(((((long)i + 1) * Size) + Count - 1) / Count) - at;
            return;
        }

        at = (i * Stride) - Before;
        first = at < 0 ? Math.Min(Kernel, (-at + Dilation - 1) / Dilation) : 0;
        if (at + (((long)Kernel - 1) * Dilation) < Size)
        {
            end = Kernel;
            return;
        }

        end = at < Size ? Math.Max(first, (int)Math.Min(Kernel, ((long)Size - at + Dilation - 1) / Dilation)) : first;
    }

    /// <summary>The first window that a place is in, and the one behind the last, where the taps lie side by side.</summary>
    public void Covering(int place, out int first, out int end)
    {
        if (Stride == 0)
        {
            first = (int)((long)place * Count / Size);
            end = (int)(((((long)place + 1) * Count) - 1) / Size) + 1;
            return;
        }

        int last = place + Before, before = last - Kernel;
        first = before < 0 ? 0 : (before / Stride) + 1;
        end = Math.Min(Count, (last / Stride) + 1);
    }
}
