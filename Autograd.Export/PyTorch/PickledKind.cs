namespace Autograd.Export;

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
