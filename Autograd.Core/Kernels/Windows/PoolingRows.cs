using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

/// <summary>
/// A plane laid out so that the same tap of neighbouring windows lies side by side: of each row, padded, first the elements that are
/// multiples of the stride away from the first (phase 0), then those one further, and so on. Behind what there is comes room for whole
/// lanes.
/// </summary>
internal readonly ref struct PoolingRows<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly WindowAxis _across;
    private readonly int _phases, _length, _height;
    private readonly T[] _rented;

    public PoolingRows(PoolingWindows windows, int lanes)
    {
        _across = windows.Horizontal;
        int span = (_across.Kernel - 1) * _across.Dilation;
        _phases = Math.Min(_across.Stride, span + 1);
        Width = (_across.Count + lanes - 1) / lanes * lanes;
        _length = Width + (span / _across.Stride);
        _height = windows.Vertical.Size;
        int room = _height * RowLength;
        _rented = ArrayPool<T>.Shared.Rent(room + Width);
        Elements = _rented.AsSpan(0, room);
        Columns = _rented.AsSpan(room, Width);
    }

    /// <summary>The windows of a row, and as many more as fill the last lane.</summary>
    public int Width { get; }

    /// <summary>The elements as they are laid out.</summary>
    public Span<T> Elements { get; }

    /// <summary>Room for a number for each window of a row.</summary>
    public Span<T> Columns { get; }

    /// <summary>From one row to the next.</summary>
    public int RowLength => _phases * _length;

    /// <summary>Where in a row the taps of the first window lie, noted in the room that is given.</summary>
    public ReadOnlySpan<int> Taps(Span<int> room)
    {
        Span<int> places = room[.._across.Kernel];
        for (int tap = 0; tap < places.Length; tap++)
        {
            (int further, int phase) = Math.DivRem(tap * _across.Dilation, _across.Stride);
            places[tap] = (phase * _length) + further;
        }

        return places;
    }

    /// <summary>Lays a plane out; what lies around it stays as it is.</summary>
    public void Lay(ReadOnlySpan<T> plane)
    {
        (int firstPair, int endPair) = Pairs();
        if (firstPair < endPair)
        {
            Split(plane, firstPair, endPair - firstPair);
        }

        for (int phase = 0; phase < _phases; phase++)
        {
            Inside(phase, out int first, out int end);
            if (first >= firstPair && end <= endPair)
            {
                continue;
            }

            for (int y = 0; y < _height; y++)
            {
                ReadOnlySpan<T> row = plane.Slice(y * _across.Size, _across.Size);
                Span<T> laid = Phase(y, phase);
                for (int i = first; i < end; i++)
                {
                    i = i == firstPair ? Math.Max(i, endPair) : i;
                    if (i < end)
                    {
                        laid[i] = row[(i * _across.Stride) + phase - _across.Before];
                    }
                }
            }
        }
    }

    /// <summary>Puts the elements back; where none was laid out there is 0.</summary>
    public void Return(Span<T> plane)
    {
        if (_phases < _across.Stride || (long)_length * _across.Stride < (long)_across.Size + _across.Before)
        {
            plane.Clear();
        }

        (int firstPair, int endPair) = Pairs();
        if (firstPair < endPair)
        {
            Join(plane, firstPair, endPair - firstPair);
        }

        for (int phase = 0; phase < _phases; phase++)
        {
            Inside(phase, out int first, out int end);
            if (first >= firstPair && end <= endPair)
            {
                continue;
            }

            for (int y = 0; y < _height; y++)
            {
                Span<T> row = plane.Slice(y * _across.Size, _across.Size);
                ReadOnlySpan<T> laid = Phase(y, phase);
                for (int i = first; i < end; i++)
                {
                    i = i == firstPair ? Math.Max(i, endPair) : i;
                    if (i < end)
                    {
                        row[(i * _across.Stride) + phase - _across.Before] = laid[i];
                    }
                }
            }
        }
    }

    public void Dispose() => ArrayPool<T>.Shared.Return(_rented);

    private Span<T> Phase(int y, int phase) => Elements.Slice((y * RowLength) + (phase * _length), _length);

    // The part of a phase that is no padding.
    private void Inside(int phase, out int first, out int end)
    {
        int stride = _across.Stride, before = _across.Before - phase, last = _across.Size - 1 + before;
        first = Math.Min(_length, before > 0 ? (before + stride - 1) / stride : 0);
        end = last < 0 ? first : Math.Clamp((last / stride) + 1, first, _length);
    }

    // The part of both phases of a stride of 2 for which vectors are wide enough; where there is none, nothing.
    private (int First, int End) Pairs()
    {
        if (typeof(T) != typeof(float) || !Vector.IsHardwareAccelerated || _across.Stride != 2 || _phases != 2)
        {
            return default;
        }

        Inside(0, out int first, out _);
        Inside(1, out _, out int end);
        return end - first < Vector<uint>.Count ? default : (first, end);
    }

    // Two neighbours are one number of twice the size, the first its lower half. The last vector may do again what was done.
    [MethodImpl(Lanes.Hot)]
    private void Split(ReadOnlySpan<T> plane, int first, int count)
    {
        for (int y = 0; y < _height; y++)
        {
            ref ulong pairs = ref Unsafe.As<T, ulong>(ref Pair(plane, y, first, count));
            ref uint evens = ref Unsafe.As<T, uint>(ref Laid(y, first, count)), odds = ref Unsafe.Add(ref evens, _length);
            for (int i = 0; i < count; i += Vector<uint>.Count)
            {
                nuint at = (nuint)Math.Min(i, count - Vector<uint>.Count);
                Vector<ulong> a = Vector.LoadUnsafe(ref pairs, at), b = Vector.LoadUnsafe(ref pairs, at + (nuint)Vector<ulong>.Count);
                Vector.Narrow(a, b).StoreUnsafe(ref evens, at);
                Vector.Narrow(a >>> 32, b >>> 32).StoreUnsafe(ref odds, at);
            }
        }
    }

    [MethodImpl(Lanes.Hot)]
    private void Join(ReadOnlySpan<T> plane, int first, int count)
    {
        for (int y = 0; y < _height; y++)
        {
            ref ulong pairs = ref Unsafe.As<T, ulong>(ref Pair(plane, y, first, count));
            ref uint evens = ref Unsafe.As<T, uint>(ref Laid(y, first, count)), odds = ref Unsafe.Add(ref evens, _length);
            for (int i = 0; i < count; i += Vector<uint>.Count)
            {
                nuint at = (nuint)Math.Min(i, count - Vector<uint>.Count);
                Vector.Widen(Vector.LoadUnsafe(ref evens, at), out Vector<ulong> a, out Vector<ulong> b);
                Vector.Widen(Vector.LoadUnsafe(ref odds, at), out Vector<ulong> c, out Vector<ulong> d);
                (a | (c << 32)).StoreUnsafe(ref pairs, at);
                (b | (d << 32)).StoreUnsafe(ref pairs, at + (nuint)Vector<ulong>.Count);
            }
        }
    }

    // The first of so many pairs of a row, and where it is laid; all of them are there.
    private ref T Pair(ReadOnlySpan<T> plane, int y, int first, int count) => ref MemoryMarshal.GetReference(
        plane.Slice((y * _across.Size) + (2 * first) - _across.Before, 2 * count));

    private ref T Laid(int y, int first, int count) => ref MemoryMarshal.GetReference(
        Elements.Slice((y * RowLength) + first, _length + count));
}
