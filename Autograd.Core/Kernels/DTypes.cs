using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>A loop that moves elements of whatever type.</summary>
internal interface IElementKernel
{
    void Run<T>() where T : unmanaged;
}

/// <summary>A loop over elements as numbers of whatever type; truth values are bytes, 0 or 1.</summary>
internal interface INumberKernel
{
    void Run<T>() where T : unmanaged, INumber<T>;
}

/// <summary>
/// All that depends on which types of elements there are: another one is a line in each of these and nothing elsewhere, but for
/// <see cref="Lanes"/>, which chooses among those that are computed with.
/// </summary>
internal static class DTypes
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

    /// <summary>A coefficient as the type has it.</summary>
    public static double In(this Coefficient number, DType dtype) => dtype == DType.Float32 ? number.Single : number.Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DType Of<T>() where T : unmanaged =>
        typeof(T) == typeof(float) ? DType.Float32
        : typeof(T) == typeof(double) ? DType.Float64
        : typeof(T) == typeof(long) ? DType.Int64
        : typeof(T) == typeof(bool) ? DType.Bool
        : throw Unknown(typeof(T));

    /// <summary>Runs a loop that moves elements with the type at hand.</summary>
    public static void Move<K>(in K kernel, DType dtype) where K : struct, IElementKernel, allows ref struct
    {
        switch (dtype)
        {
            case DType.Float32:
                Unsafe.AsRef(in kernel).Run<float>();
                break;
            case DType.Float64:
                Unsafe.AsRef(in kernel).Run<double>();
                break;
            case DType.Int64:
                Unsafe.AsRef(in kernel).Run<long>();
                break;
            case DType.Bool:
                Unsafe.AsRef(in kernel).Run<bool>();
                break;
            default:
                throw Unknown(dtype);
        }
    }

    /// <summary>Runs a loop over numbers with the type at hand.</summary>
    public static void Run<K>(in K kernel, DType dtype) where K : struct, INumberKernel, allows ref struct
    {
        switch (dtype)
        {
            case DType.Float32:
                Unsafe.AsRef(in kernel).Run<float>();
                break;
            case DType.Float64:
                Unsafe.AsRef(in kernel).Run<double>();
                break;
            case DType.Int64:
                Unsafe.AsRef(in kernel).Run<long>();
                break;
            case DType.Bool:
                Unsafe.AsRef(in kernel).Run<byte>();
                break;
            default:
                throw Unknown(dtype);
        }
    }

    /// <summary>What is thrown where no loop is written for a type.</summary>
    public static ArgumentOutOfRangeException Unknown(DType dtype) =>
        new(nameof(dtype), $"There is no element type {(int)dtype}; expected {string.Join(", ", Enum.GetNames<DType>())}.");

    private static ArgumentException Unknown(Type type) =>
        new($"A tensor cannot hold {type.Name}; expected float, double, long or bool.", nameof(type));
}
