namespace Autograd.Core;

/// <summary>The type of a tensor's elements.</summary>
public enum DType : byte
{
    /// <summary>32-bit floating point, the default.</summary>
    Float32,

    /// <summary>64-bit floating point, for checks.</summary>
    Float64,

    /// <summary>64-bit signed integers, for class indices.</summary>
    Int64,

    /// <summary>Truth values, for masks.</summary>
    Bool,
}
