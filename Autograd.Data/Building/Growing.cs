namespace Autograd.Data;

/// <summary>A list that is handed over as it is: where the number of rows was estimated well, nothing is copied.</summary>
internal struct Growing<T>(int capacity)
{
    private const int Least = 16;

    private T[] _items = new T[Math.Max(Least, capacity)];

    public int Count { get; private set; }

    public void Add(T item)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, (int)Math.Min(Array.MaxLength, 2L * Count));
        }

        _items[Count++] = item;
    }

    /// <summary>The items. What was never written to of a large array takes no memory, so that a little too much of it stays.</summary>
    public T[] ToArray()
    {
        Array.Resize(ref _items, Count);
        return _items;
    }

    /// <summary>The items, behind which an array may go on.</summary>
    public ReadOnlyMemory<T> ToMemory() => Count < _items.Length - (_items.Length / 8) ? ToArray() : _items.AsMemory(0, Count);
}
