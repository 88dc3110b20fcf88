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

internal static class DTypes
{
    public static int Size(this DType dtype) => dtype switch
    {
        DType.Float32 => sizeof(float),
        DType.Float64 => sizeof(double),
        DType.Int64 => sizeof(long),
        DType.Bool => sizeof(bool),
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "No such element type; expected Float32, Float64, Int64 or Bool."),
    };

    public static bool IsFloat(this DType dtype) => dtype is DType.Float32 or DType.Float64;

    public static DType Of<T>() where T : unmanaged =>
        typeof(T) == typeof(float) ? DType.Float32
        : typeof(T) == typeof(double) ? DType.Float64
        : typeof(T) == typeof(long) ? DType.Int64
        : typeof(T) == typeof(bool) ? DType.Bool
        : throw new ArgumentException($"A tensor cannot hold {typeof(T).Name}; expected float, double, long or bool.", nameof(T));
}
