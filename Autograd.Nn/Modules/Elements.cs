using Autograd.Core;

namespace Autograd.Nn;

/// <summary>What tensors hold, moved and compared whole.</summary>
internal static class Elements
{
    /// <summary>Copies all elements in place; shape and type are the same.</summary>
    internal static void CopyTo(this Tensor source, Tensor destination)
    {
        switch (source.DType)
        {
            case DType.Float32:
                source.AsSpan<float>().CopyTo(destination.AsWritableSpan<float>());
                break;
            case DType.Float64:
                source.AsSpan<double>().CopyTo(destination.AsWritableSpan<double>());
                break;
            case DType.Int64:
                source.AsSpan<long>().CopyTo(destination.AsWritableSpan<long>());
                break;
            case DType.Bool:
                source.AsSpan<bool>().CopyTo(destination.AsWritableSpan<bool>());
                break;
            default:
                throw new NotSupportedException($"There is no copying of {source.DType}.");
        }
    }

    /// <summary>Why a tensor's elements cannot be read, as after its tape or scope was closed; null where they can.</summary>
    internal static string? Unreadable(this Tensor tensor)
    {
        try
        {
            _ = tensor.IsWithin(tensor);
            return null;
        }
        catch (ObjectDisposedException error)
        {
            return $"cannot be read: {error.Message}";
        }
    }

    /// <summary>
    /// The result of a computation, in memory of its own. An open tape neither records the computation nor owns the result: what is drawn
    /// when a parameter is first used lives on when that tape is closed.
    /// </summary>
    internal static Tensor Apart(Func<Tensor> compute)
    {
        using var tape = new Tape();
        return compute().Detach();
    }
}
