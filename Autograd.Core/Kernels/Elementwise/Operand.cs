using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

/// <summary>An operand's part of a block of rows: elements to walk along, or one element that repeats, from row to row at a step.</summary>
internal readonly ref struct Operand<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ref readonly T _first;
    private readonly nint _step;
    private readonly bool _advances;

    public Operand(ReadOnlySpan<T> elements, int offset, int column, bool advances, int step)
    {
        _first = ref MemoryMarshal.GetReference(elements[(advances ? offset + column : offset)..]);
        _advances = advances;
        _step = step;
    }

    /// <summary>An operand of a single row, as long as it or one element.</summary>
    public Operand(ReadOnlySpan<T> elements, bool advances)
    {
        _first = ref MemoryMarshal.GetReference(elements);
        _advances = advances;
    }

    /// <summary>Whether there are elements to walk along.</summary>
    public bool Advances => _advances;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public OperandRow<T, L> Row<L>(nint row) where L : struct, ILane<L, T>, IReal<L>
    {
        ref T first = ref Unsafe.Add(ref Unsafe.AsRef(in _first), row * _step);
        return new(in first, _advances, _advances ? default : L.Splat(first));
    }
}

/// <summary>An operand's part of one row.</summary>
internal readonly ref struct OperandRow<T, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
{
    private readonly ref readonly T _first;
    private readonly bool _advances;
    private readonly L _repeated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public OperandRow(ref readonly T first, bool advances, L repeated)
    {
        _first = ref first;
        _advances = advances;
        _repeated = repeated;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Load(nuint offset) => _advances ? L.Load(in _first, offset) : _repeated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Load<O>(O role, nuint offset) where O : struct, IRole => role.Advances ? L.Load(in _first, offset) : _repeated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L LoadTail(nuint offset, nuint count) => _advances ? Tail.LoadInline<T, L>(in _first, offset, count) : _repeated;
}

/// <summary>What becomes of the gradient by an operand.</summary>
internal enum Goal
{
    /// <summary>Nobody wants it.</summary>
    None,

    /// <summary>It is stored, element by element.</summary>
    Store,

    /// <summary>It is added, element by element: several rows go over the same elements.</summary>
    Add,

    /// <summary>It is summed along each row, into the one element that repeats.</summary>
    Sum,
}

/// <summary>Where the gradient by an operand goes along a block of rows.</summary>
internal readonly ref struct Destination<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ref T _first;
    private readonly nint _step;

    public Destination(Span<T> elements, int offset, int column, Goal goal, int step)
    {
        Goal = goal;
        _step = step;
        if (goal != Goal.None)
        {
            _first = ref MemoryMarshal.GetReference(elements[(goal == Goal.Sum ? offset : offset + column)..]);
        }
    }

    /// <summary>The gradient by an operand of a single row.</summary>
    public Destination(Span<T> elements, Goal goal)
    {
        Goal = goal;
        _first = ref MemoryMarshal.GetReference(elements);
    }

    public Goal Goal { get; }

    /// <summary>Where a row's part begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Row(nint row) => ref Unsafe.Add(ref _first, row * _step);
}

/// <summary>Where a block of rows is differentiated: the operands, and the gradient that arrived.</summary>
internal readonly ref struct Point<T>(Operand<T> x, Operand<T> y, Operand<T> z, ReadOnlySpan<T> upstream, nint step)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ref readonly T _upstream = ref MemoryMarshal.GetReference(upstream);
    private readonly nint _step = step;

    public readonly Operand<T> X = x, Y = y, Z = z;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly T Upstream(nint row) => ref Unsafe.Add(ref Unsafe.AsRef(in _upstream), row * _step);
}

/// <summary>Where the gradients by all operands go, and, if only a part of a row is walked, their sums.</summary>
internal readonly ref struct Gradients<T>(Destination<T> x, Destination<T> y, Destination<T> z, Span<double> parts)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Span<double> _parts = parts;

    public readonly Destination<T> X = x, Y = y, Z = z;

    /// <summary>Adds the sums along a row that are wanted.</summary>
    public void Finish(nint row, Goal goalX, double sumX, Goal goalY, double sumY, Goal goalZ, double sumZ)
    {
        if (goalX == Goal.Sum)
        {
            Add(row, 0, sumX);
        }

        if (goalY == Goal.Sum)
        {
            Add(row, 1, sumY);
        }

        if (goalZ == Goal.Sum)
        {
            Add(row, 2, sumZ);
        }
    }

    /// <summary>Adds a sum along a row to the element that repeats, or to the part's own sum.</summary>
    public void Add(nint row, int operand, double sum)
    {
        if (_parts.IsEmpty)
        {
            ref T to = ref (operand == 0 ? ref X : ref operand == 1 ? ref Y : ref Z).Row(row);
            to = T.CreateTruncating(double.CreateTruncating(to) + sum);
        }
        else
        {
            _parts[operand] += sum;
        }
    }
}
