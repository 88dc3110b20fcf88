namespace Autograd.Export;

/// <summary>A dictionary, plain or ordered, as it was written: keys that are there twice too.</summary>
internal sealed class PickledDictionary(bool isOrdered)
{
    // Made with the first item: a pickle makes an empty one from a single byte.
    private List<(object? Key, object? Value)>? _items;

    /// <summary>Whether it is an OrderedDict, which alone may be given attributes.</summary>
    public bool IsOrdered => isOrdered;

    public IReadOnlyList<(object? Key, object? Value)> Items => _items is null ? [] : _items;

    public void Add(object? key, object? value) => (_items ??= []).Add((key, value));
}
