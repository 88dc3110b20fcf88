using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>Positions of a grid side by side in one row: of which image and where, and where they go in a packed row.</summary>
internal struct WindowRun
{
    public nint Offset;
    public int Image, Row, Column, Count, To;
}

/// <summary>From where to where a lane is copied, and how many of its numbers count.</summary>
internal struct WindowCopy
{
    public nint From, To, Count;
}

/// <summary>
/// The images of a convolution, as the positions of a grid meet them: makes rows of the unfolded matrix, a row for each channel and tap, of
/// some positions at a time. Where positions reach beyond the images, or are more than one element apart, these are first copied with zeros
/// around them, and so that the elements of neighbouring positions follow each other, a block at a time.
/// </summary>
internal unsafe partial struct WindowSource<T, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
{
    // As many positions are enough for a block. Copies with zeros around them may be so large, or so many times the images, and always so
    // many times what is read of them.
    private const int Block = 1024;
    private const long LargestCopy = 1 << 20;
    private const double Times = 3;

    public TapAxis Vertical, Horizontal;

    /// <summary>Channels of one group, and the groups.</summary>
    public int Channels, Groups, Batch;

    public T* First;

    /// <summary>How many images and rows of the grid a block has.</summary>
    public int Images, Rows;

    private nint _row, _channel, _image, _phase;
    private bool _isCopied, _isScattered;

    /// <summary>The rows of the unfolded matrix.</summary>
    public readonly int Depth => Channels * Taps;

    public readonly int Taps => Vertical.Taps * Horizontal.Taps;

    /// <summary>The elements of the copy of a block.</summary>
    public readonly nint CopySize => _isCopied ? _image * Images : 0;

    public readonly int BlocksOfImage => (Vertical.Grid + Rows - 1) / Rows;

    public readonly int Blocks => (Batch + Images - 1) / Images * BlocksOfImage;

    /// <summary>Whether the unfolded matrix lies in memory as it is: windows of one tap, side by side.</summary>
    public readonly bool IsMatrix => !_isCopied && !_isScattered && Taps == 1 && Vertical.Grid == 1 && Horizontal.Step == 1;

    /// <summary>Whether a lane can be loaded from where a position and a tap say.</summary>
    public readonly bool IsLaid => !_isScattered;

    /// <summary>Where a row of the grid begins, in a block.</summary>
    public readonly nint Offset(int image, int row) => (image * _image) + ((nint)row * Vertical.Step * _row);

    /// <summary>How far channels are apart, in a block.</summary>
    public readonly nint Channel => _channel;

    /// <summary>
    /// Decides how blocks are cut and what is copied, before anything else; where it may, takes a grid without gaps for one row.
    /// </summary>
    public void Plan(bool mayFlatten)
    {
        int width = Horizontal.Source, height = Vertical.Source;
        bool isInside = Taps == 0 || (Vertical.IsInside && Horizontal.IsInside);
        if (mayFlatten && isInside && Horizontal.Step == 1 && Vertical.Step == 1 && Horizontal.Grid == width && Horizontal.Taps == 1)
        {
            // Rows follow each other without a gap: they are one.
            Horizontal = new(width * height, width * Vertical.Grid, 1, 1, 0, 1, Horizontal.KernelFirst, 1);
            // The rows that taps are apart are columns then.
            Horizontal = Horizontal with
            {
                Taps = Vertical.Taps,
                First = Vertical.First * width,
                Apart = Vertical.Apart * width,
                KernelFirst = Vertical.KernelFirst,
                KernelStep = Vertical.KernelStep,
            };
            Vertical = new(1, 1, 1, 1, 0, 1, 0, 1);
            (width, height) = (Horizontal.Source, 1);
        }

        int windows = Vertical.Grid * Horizontal.Grid;
        Images = Math.Clamp(windows >= Block / 4 ? 1 : Block / 4 / Math.Max(1, windows), 1, Math.Max(1, Batch));
        Rows = windows <= 2 * Block ? Vertical.Grid : Math.Clamp(Block / Horizontal.Grid, 1, Vertical.Grid);
        (_row, _channel, _image) = (width, (nint)width * height, (nint)width * height * Channels * Groups);
        _isCopied = !isInside || Horizontal.Step > 1;
        if (_isCopied)
        {
            while (Size() > LargestCopy && Images > 1)
            {
                Images--;
            }

            while (Size() > LargestCopy && Rows > 1)
            {
                Rows = (Rows + 1) / 2;
            }

            double read = (double)Depth * Images * Rows * Horizontal.Grid, images = (double)Channels * width * height;
            _isScattered = Size() > Times * read || (Size() > LargestCopy && Size() > Times * images);
            _isCopied = !_isScattered;
        }

        if (_isCopied)
        {
            PlanCopy();
        }
    }

    /// <summary>Has each image copied as a whole, one a block.</summary>
    public void PlanWhole()
    {
        (Images, Rows, _isCopied) = (1, Vertical.Grid, true);
        PlanCopy();
    }

    // Of steps of s every s-th element of a row comes first, then those behind them, and so on: where positions are s apart, these follow
    // each other.
    private void PlanCopy()
    {
        _phase = (nint)((Horizontal.Extent(Horizontal.Grid) + Horizontal.Step - 1) / Horizontal.Step);
        _row = _phase * Horizontal.Step;
        _channel = _row * (nint)Vertical.Extent(Rows);
        _image = _channel * Channels;
    }

    // In double, for it may be beyond any integer.
    private readonly double Size() =>
        (double)Horizontal.Extent(Horizontal.Grid) * Vertical.Extent(Rows) * Channels * Images;

    /// <summary>Where each row of the unfolded matrix begins, from where a position begins.</summary>
    public readonly void Offsets(nint* offsets)
    {
        if (_isScattered)
        {
            return;
        }

        for (int channel = 0; channel < Channels; channel++)
        {
            for (int i = 0; i < Vertical.Taps; i++)
            {
                for (int j = 0; j < Horizontal.Taps; j++)
                {
                    nint down = Vertical.First + ((nint)i * Vertical.Apart) - (nint)Vertical.Low;
                    nint across = Horizontal.First + ((nint)j * Horizontal.Apart) - (nint)Horizontal.Low;
                    *offsets++ = (channel * _channel) + (down * _row) + Place(across);
                }
            }
        }
    }

    /// <summary>Lays some channels of a block out where they can be read; returns where their first position begins.</summary>
    public readonly T* Lay(int group, int channel, int channels, int image, int images, int row, int rows, T* copy)
    {
        nint size = (nint)Vertical.Source * Horizontal.Source;
        T* source = First + ((((nint)image * Groups) + group) * Channels * size);
        if (_isScattered)
        {
            return source;
        }

        if (!_isCopied)
        {
            return source + (((nint)Vertical.Low + ((nint)row * Vertical.Step)) * _row) + (nint)Horizontal.Low;
        }

        nint top = (nint)Vertical.Low + ((nint)row * Vertical.Step), height = (nint)Vertical.Extent(rows);
        for (int i = 0; i < images; i++)
        {
            for (int c = channel; c < channel + channels; c++)
            {
                Copy(source + ((((nint)i * Groups * Channels) + c) * size), top, height, copy + (i * _image) + (c * _channel));
            }
        }

        return copy;
    }

    // One channel, with zeros where it has nothing.
    private readonly void Copy(T* source, nint top, nint height, T* copy)
    {
        int left = (int)Horizontal.Low, width = (int)_row;
        if (Horizontal.Step > 1)
        {
            CopyPhases(source, top, height, copy);
            return;
        }

        int before = Math.Clamp(-left, 0, width), behind = Math.Clamp(Horizontal.Source - left, before, width);
        for (nint i = top; i < top + height; i++, copy += width)
        {
            if (i < 0 || i >= Vertical.Source)
            {
                new Span<T>(copy, width).Clear();
                continue;
            }

            new Span<T>(copy, before).Clear();
            T* row = source + (i * Horizontal.Source) + left;
            new ReadOnlySpan<T>(row + before, behind - before).CopyTo(new(copy + before, width - before));
            new Span<T>(copy + behind, width - behind).Clear();
        }
    }

    private readonly void CopyPhases(T* source, nint top, nint height, T* copy)
    {
        nint left = (nint)Horizontal.Low, step = Horizontal.Step;
        for (nint i = top; i < top + height; i++, copy += _row)
        {
            if (i < 0 || i >= Vertical.Source)
            {
                new Span<T>(copy, (int)_row).Clear();
                continue;
            }

            for (nint phase = 0; phase < step; phase++)
            {
                // The elements of the phase that there are.
                nint first = left + phase, begin = nint.Clamp((step - 1 - first) / step, 0, _phase);
                nint end = nint.Clamp((Horizontal.Source - first + step - 1) / step, begin, _phase);
                begin = first >= 0 ? 0 : begin;
                Step(source + (i * Horizontal.Source) + first, step, copy + (phase * _phase), begin, end, _phase);
            }
        }
    }

    [MethodImpl(Lanes.Hot)]
    private static void Step(T* from, nint step, T* to, nint begin, nint end, nint count)
    {
        new Span<T>(to, (int)begin).Clear();
        from += begin * step;
        for (nint j = begin; j < end; j++, from += step)
        {
            to[j] = *from;
        }

        new Span<T>(to + end, (int)(count - end)).Clear();
    }

    // Where in a row of the copy an element is.
    private readonly nint Place(nint across) => Horizontal.Step == 1 ? across
        : (across % Horizontal.Step * _phase) + (across / Horizontal.Step);

    /// <summary>Cuts positions of a block into runs; returns how many.</summary>
    public readonly int Runs(int first, int count, int row, int rows, WindowRun* runs)
    {
        int number = 0, columns = Horizontal.Grid;
        for (int done = 0; done < count; number++)
        {
            int at = first + done, line = at / columns, column = at - (line * columns), image = line / rows, of = line - (image * rows);
            int some = Math.Min(columns - column, count - done);
            runs[number] = new()
            {
                Image = image,
                Row = row + of,
                Column = column,
                Count = some,
                To = done,
                Offset = (image * _image) + ((nint)of * Vertical.Step * _row) + column,
            };
            done += some;
        }

        return number;
    }
}
