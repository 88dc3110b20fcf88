namespace Autograd.Core;

/// <summary>A loop that moves elements of whatever type.</summary>
internal interface IElementKernel
{
    void Run<T>() where T : unmanaged;
}

/// <summary>Chooses the type of elements that are only moved, once per op; what is computed chooses with <see cref="Lanes"/>.</summary>
internal static class ElementTypes
{
    public static void Run<K>(in K kernel, DType dtype) where K : struct, IElementKernel, allows ref struct
    {
        switch (dtype)
        {
            case DType.Float32:
                kernel.Run<float>();
                break;
            case DType.Float64:
                kernel.Run<double>();
                break;
            case DType.Int64:
                kernel.Run<long>();
                break;
            case DType.Bool:
                kernel.Run<bool>();
                break;
            default:
                throw DTypes.Unknown(dtype);
        }
    }
}
