using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

/// <summary>An operand's part of a row: elements to walk along, or one element that repeats.</summary>
internal readonly ref struct Operand<T, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
{
    private readonly ref readonly T _first;
    private readonly L _repeated;
    private readonly bool _advances;

    public Operand(ReadOnlySpan<T> elements, bool advances)
    {
        _first = ref MemoryMarshal.GetReference(elements);
        _advances = advances;
        _repeated = advances ? default : L.Splat(elements[0]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Load(nuint offset) => _advances ? L.Load(in _first, offset) : _repeated;

    public L LoadTail(nuint offset, nuint count) => _advances ? Tail.Load<T, L>(in _first, offset, count) : _repeated;
}

/// <summary>Where the gradient by an operand goes along a row: element by element, or summed into the one element that repeats.</summary>
internal ref struct Destination<T, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
{
    private readonly bool _advances;
    private ref T _first;
    private L _sum;
    private double _total;

    public Destination(Span<T> elements, int offset, bool advances)
    {
        IsWanted = !elements.IsEmpty;
        _advances = advances;
        if (IsWanted)
        {
            _first = ref elements[offset];
        }
    }

    public bool IsWanted { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(L gradient, nuint offset)
    {
        if (_advances)
        {
            L.Store(L.Load(ref _first, offset) + gradient, ref _first, offset);
        }
        else
        {
            _sum += gradient;
        }
    }

    public void AddTail(L gradient, nuint offset, nuint count)
    {
        if (_advances)
        {
            Tail.Store<T, L>(Tail.Load<T, L>(ref _first, offset, count) + gradient, ref _first, offset, count);
        }
        else
        {
            _sum += Tail.Mask<T, L>(gradient, count);
        }
    }

    /// <summary>Goes on behind the elements just walked.</summary>
    public Destination<T, L> EndStretch(nuint length)
    {
        Destination<T, L> next = this;
        if (_advances && IsWanted)
        {
            next._first = ref Unsafe.Add(ref _first, length);
        }

        next._total += double.CreateTruncating(L.Sum(_sum));
        next._sum = 0;
        return next;
    }

    /// <summary>Adds the row's sum to the element that repeats.</summary>
    public readonly void Finish()
    {
        if (IsWanted && !_advances)
        {
            _first = T.CreateTruncating(double.CreateTruncating(_first) + _total);
        }
    }
}
