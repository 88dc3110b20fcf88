using Autograd.Core;

namespace Autograd.Export;

/// <summary>A dictionary, plain or ordered, as it was written: keys that are there twice too.</summary>
internal sealed class PickledDictionary(bool isOrdered)
{
    /// <summary>Whether it is an OrderedDict, which alone may be given attributes.</summary>
    public bool IsOrdered => isOrdered;

    public List<(object? Key, object? Value)> Items { get; } = [];
}

/// <summary>A tuple or a list.</summary>
internal sealed class PickledSequence(bool isTuple, IEnumerable<object?> items)
{
    public bool IsTuple => isTuple;

    public List<object?> Items { get; } = [.. items];
}

/// <summary>A name of Python that is known here: a function that makes something, or a type of storage.</summary>
/// <param name="Kind">What it makes.</param>
/// <param name="Elements">Of a storage, its elements.</param>
internal sealed record PickledName(PickledKind Kind, ElementType? Elements = null);

/// <summary>What a known name of Python makes.</summary>
internal enum PickledKind
{
    /// <summary>An OrderedDict.</summary>
    Dictionary,

    /// <summary>The sizes of a tensor.</summary>
    Size,

    /// <summary>A tensor, of a storage.</summary>
    Tensor,

    /// <summary>A parameter, of a tensor.</summary>
    Parameter,

    /// <summary>Nothing: it is the type of a storage.</summary>
    Storage,
}

/// <summary>Numbers in a file of their own, which tensors are views of.</summary>
internal sealed record PickledStorage(ZipEntry Entry, ElementType Type, int Count);

/// <summary>A view of a storage, all of it inside.</summary>
internal sealed record PickledTensor(PickledStorage Storage, long Offset, Shape Shape, long[] Strides);
