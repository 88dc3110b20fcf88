using System.Buffers;

namespace Autograd.Data;

/// <summary>Room for some numbers for a while: the stack's, or where that is too small one that is lent by a pool.</summary>
internal readonly ref struct Scratch<T>
    where T : struct
{
    private readonly T[]? _lent;

    /// <summary>Room for so many numbers, whatever they are.</summary>
    public Scratch(Span<T> onStack, int count)
    {
        _lent = count <= onStack.Length ? null : ArrayPool<T>.Shared.Rent(count);
        Span = (_lent is null ? onStack : _lent)[..count];
    }

    public Span<T> Span { get; }

    public void Dispose()
    {
        if (_lent is not null)
        {
            ArrayPool<T>.Shared.Return(_lent);
        }
    }
}
