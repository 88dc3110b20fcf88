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

/// <summary>
/// All that depends on which types of elements there are: another one is a line in each of these and nothing elsewhere, but for
/// <see cref="Lanes"/>, which chooses among those that are computed with in lanes.
/// </summary>
internal static partial class DTypes
{
    public static int Size(this DType dtype) =>
        dtype == DType.Float32 ? sizeof(float)
        : dtype is DType.Float64 or DType.Int64 ? sizeof(double)
        : dtype == DType.Bool ? sizeof(bool)
        : throw Unknown(dtype);

    public static bool IsFloat(this DType dtype) => dtype is DType.Float32 or DType.Float64;

    public static bool IsInteger(this DType dtype) => dtype == DType.Int64;

    /// <summary>Whether a finite number is finite as an element too.</summary>
    public static bool Holds(this DType dtype, double value) => dtype != DType.Float32 || float.IsFinite((float)value);

    /// <summary>From 1 to the next larger number of a floating-point type.</summary>
    public static double Epsilon(this DType dtype) => dtype == DType.Float32 ? 1.1920928955078125e-7 : 2.220446049250313e-16;

    /// <summary>A coefficient as the type has it.</summary>
    public static double In(this Coefficient number, DType dtype) => dtype == DType.Float32 ? number.Single : number.Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DType Of<T>() where T : unmanaged =>
        typeof(T) == typeof(float) ? DType.Float32
        : typeof(T) == typeof(double) ? DType.Float64
        : typeof(T) == typeof(long) ? DType.Int64
        : typeof(T) == typeof(bool) ? DType.Bool
        : throw Unknown(typeof(T));

    /// <summary>What is thrown where no loop is written for a type.</summary>
    public static ArgumentOutOfRangeException Unknown(DType dtype) =>
        new(nameof(dtype), $"There is no element type {(int)dtype}; expected {string.Join(", ", Enum.GetNames<DType>())}.");

    private static ArgumentException Unknown(Type type) =>
        new($"A tensor cannot hold {type.Name}; expected float, double, long or bool.", nameof(type));
}
