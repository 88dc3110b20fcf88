namespace Autograd.Export;

/// <summary>A tuple or a list.</summary>
internal sealed class PickledSequence(bool isTuple, object?[] items)
{
    /// <summary>One for all, for nothing can be added to it.</summary>
    public static PickledSequence EmptyTuple { get; } = new(isTuple: true, []);

    public bool IsTuple => isTuple;

    public IReadOnlyList<object?> Items { get; private set; } = items;

    public void Append(object?[] items)
    {
        if (Items is not List<object?> list)
        {
            Items = list = [];
        }

        list.AddRange(items);
    }
}
