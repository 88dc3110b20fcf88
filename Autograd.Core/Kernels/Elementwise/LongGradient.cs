using System.Buffers;
using System.Numerics;

namespace Autograd.Core;

/// <summary>The errors of those gradients by three operands in which so many rows meet that their sum would lose digits.</summary>
internal readonly record struct Errors<T>(T[]? X, T[]? Y, T[]? Z)
{
    public bool AreKept => X is not null || Y is not null || Z is not null;

    public void Return()
    {
        foreach (T[]? errors in (ReadOnlySpan<T[]?>)[X, Y, Z])
        {
            if (errors is not null)
            {
                ArrayPool<T>.Shared.Return(errors);
            }
        }
    }
}

/// <summary>
/// Room for the gradient by an operand over a few rows, before it is added to that over all, and the error of that addition with it. Rows
/// that meet have one place, others each their own.
/// </summary>
internal readonly ref struct LongGradient<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[]? _room;
    private readonly T[]? _errors;
    private readonly int _step, _length;
    private readonly bool _advances;

    public LongGradient(T[]? errors, bool advances, int step, int columns)
    {
        _errors = errors;
        _step = step;
        _advances = advances;
        _length = advances ? columns : 1;
        _room = errors is null ? null : ArrayPool<T>.Shared.Rent(_length * LongSum.Terms);
    }

    public bool IsKept => _room is not null;

    /// <summary>The room for some rows, cleared.</summary>
    public Destination<T> Part(Goal goal, int rows)
    {
        Span<T> room = _room.AsSpan(0, _step == 0 ? _length : _length * rows);
        room.Clear();
        return new(room, 0, 0, goal, _step == 0 ? 0 : _length);
    }

    /// <summary>Adds what is in the room to the rows it belongs to.</summary>
    public void Add<L>(Span<T> totals, int offset, int column, int rows) where L : struct, ILane<L, T>, IReal<L>
    {
        if (_room is null)
        {
            return;
        }

        int at = _advances ? offset + column : offset;
        for (int row = 0; row < (_step == 0 ? 1 : rows); row++)
        {
            LongSum.Add<T, L>(totals.Slice(at, _length), _room.AsSpan(row * _length, _length), _errors.AsSpan(at, _length));
            at += _step;
        }
    }

    public void Dispose()
    {
        if (_room is not null)
        {
            ArrayPool<T>.Shared.Return(_room);
        }
    }
}
