namespace Autograd.Core;

/// <summary>
/// Where the windows of a pooling lie along one axis. A window has taps, the places it looks at; those in the padding or beyond the end are
/// no part of it.
/// </summary>
/// <param name="Size">The size of the input.</param>
/// <param name="Kernel">The taps of a window; of windows of several sizes, the most.</param>
/// <param name="Stride">From one window to the next; 0 where they are spread over the axis, each from ⌊i·size/output⌋ to
/// ⌈(i + 1)·size/output⌉.</param>
/// <param name="Margin">How far the first window begins before the input.</param>
/// <param name="Dilation">From one tap to the next.</param>
/// <param name="Output">The number of windows.</param>
internal readonly record struct PoolingAxis(int Size, int Kernel, int Stride, int Margin, int Dilation, int Output)
{
    /// <summary>The axis that a row does not have.</summary>
    public static PoolingAxis One { get; } = new(1, 1, 1, 0, 1, 1);

    /// <summary>Whether no element is in two windows, and those of one follow each other.</summary>
    public bool IsApart => Stride >= Kernel && Dilation == 1;

    /// <summary>Windows of one size, beside each other where the input can be cut so, else spread over it and overlapping.</summary>
    public static PoolingAxis Spread(int size, int output) => size % output == 0
        ? new(size, size / output, size / output, 0, 1, output)
        : new(size, Math.Min(size, (size / output) + 2), 0, 0, 1, output);

    /// <summary>Where tap 0 of a window lies, the first tap within the input, and the one behind the last.</summary>
    public void Window(int i, out int at, out int first, out int end)
    {
        if (Stride == 0)
        {
            at = (int)((long)i * Size / Output);
            first = 0;
            end = (int)(((((long)i + 1) * Size) + Output - 1) / Output) - at;
            return;
        }

        at = (i * Stride) - Margin;
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
            first = (int)((long)place * Output / Size);
            end = (int)(((((long)place + 1) * Output) - 1) / Size) + 1;
            return;
        }

        int last = place + Margin, before = last - Kernel;
        first = before < 0 ? 0 : (before / Stride) + 1;
        end = Math.Min(Output, (last / Stride) + 1);
    }
}
