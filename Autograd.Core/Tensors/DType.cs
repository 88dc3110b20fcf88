using System.Runtime.CompilerServices;

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
    public static int Size(this DType dtype) =>
        dtype == DType.Float32 ? sizeof(float)
        : dtype is DType.Float64 or DType.Int64 ? sizeof(double)
        : dtype == DType.Bool ? sizeof(bool)
        : throw Unknown(dtype);

    public static bool IsFloat(this DType dtype) => dtype is DType.Float32 or DType.Float64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DType Of<T>() where T : unmanaged =>
        typeof(T) == typeof(float) ? DType.Float32
        : typeof(T) == typeof(double) ? DType.Float64
        : typeof(T) == typeof(long) ? DType.Int64
        : typeof(T) == typeof(bool) ? DType.Bool
        : throw Unknown(typeof(T));

    /// <summary>What is thrown where no loop is written for a type.</summary>
    public static ArgumentOutOfRangeException Unknown(DType dtype) =>
        new(nameof(dtype), dtype, "No such element type; expected Float32, Float64, Int64 or Bool.");

    private static ArgumentException Unknown(Type type) =>
        new($"A tensor cannot hold {type.Name}; expected float, double, long or bool.", nameof(type));
}
