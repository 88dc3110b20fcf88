using System.Numerics;

namespace Autograd.Core;

/// <summary>The windows of a pooling over planes of rows; a row alone is a plane of height 1.</summary>
internal readonly record struct PoolingWindows(WindowAxis Vertical, WindowAxis Horizontal)
{
    /// <summary>The elements of a plane of the input.</summary>
    public int Input => Vertical.Size * Horizontal.Size;

    /// <summary>The elements of a plane of the result.</summary>
    public int Output => Vertical.Count * Horizontal.Count;

    /// <summary>
    /// Whether as many windows as a lane holds are taken at once, each lane tap by tap: where windows are small, so that a sum over one
    /// keeps its digits, and lie so that the rows laid out for it (<see cref="PoolingRows{T}"/>) take little more room than they are.
    /// </summary>
    public bool AreAbreast(int lanes)
    {
        WindowAxis across = Horizontal;
        if (Vertical.Stride == 0 || across.Stride == 0 || (long)Vertical.Kernel * across.Kernel > LongSum.Terms)
        {
            return false;
        }

        long span = (long)(across.Kernel - 1) * across.Dilation;
        long room = Math.Min(across.Stride, span + 1) * (across.Count + lanes + (span / across.Stride));
        return room <= (4L * across.Size) + 256 && room * Vertical.Size < 1 << 30;
    }

    /// <summary>Whether no element is in two windows, and these are too large to be taken abreast.</summary>
    public bool AreApart => Vertical.IsApart && Horizontal.IsApart && (long)Vertical.Kernel * Horizontal.Kernel > LongSum.Terms;

    /// <summary>Where in a plane of the input a tap of a window is.</summary>
    public int Place(int row, int column, int tap)
    {
        Vertical.Window(row, out int top, out _, out _);
        Horizontal.Window(column, out int left, out _, out _);
        (int down, int right) = Math.DivRem(tap, Horizontal.Kernel);
        return ((top + (down * Vertical.Dilation)) * Horizontal.Size) + left + (right * Horizontal.Dilation);
    }

    /// <summary>Does so many planes, some of them by other threads.</summary>
    public void Run<K, T, L>(in K kernel, int planes)
        where K : struct, IPlaneKernel
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        int size = Math.Max(Input, Output), some = Math.Max(1, Workers.Chunk / 2 / size);
        if ((long)planes * size < Workers.Serial || some >= planes)
        {
            kernel.Planes<T, L>(0, planes);
        }
        else
        {
            Workers.Run(new Chunks<K, T, L>(kernel, planes, some), (planes + some - 1) / some);
        }
    }

    private readonly struct Chunks<K, T, L>(K kernel, int planes, int some) : IChunks
        where K : struct, IPlaneKernel
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        public void Run(int chunk) => kernel.Planes<T, L>(chunk * some, Math.Min(planes, (chunk + 1) * some));
    }
}

/// <summary>A loop over planes, each by itself.</summary>
internal interface IPlaneKernel
{
    void Planes<T, L>(int first, int end)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>;
}
