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

internal static partial class DTypes
{
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
}
