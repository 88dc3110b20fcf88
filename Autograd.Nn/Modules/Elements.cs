using Autograd.Core;

namespace Autograd.Nn;

/// <summary>What tensors hold, moved and compared whole.</summary>
internal static class Elements
{
    // So many bytes are copied at once, and twice as many are worth another thread.
    private const int Part = 1 << 20;

    /// <summary>Copies all elements in place; shape and type are the same.</summary>
    internal static void CopyTo(this Tensor source, Tensor destination) => DTypes.Move(new Copy(source, destination), source.DType);

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

    private readonly struct Copy(Tensor source, Tensor destination) : IElementKernel
    {
        public void Run<T>() where T : unmanaged
        {
            Span<T> writable = destination.AsWritableSpan<T>();
            ReadOnlySpan<byte> bytes = source.Bytes;
            if (bytes.Length < 2 * Part)
            {
                source.AsSpan<T>().CopyTo(writable);
                return;
            }

            var parts = new Parts(source, destination);
            Workers.Run(in parts, (bytes.Length + Part - 1) / Part);
        }
    }

    private readonly struct Parts(Tensor source, Tensor destination) : IChunks
    {
        public void Run(int chunk)
        {
            ReadOnlySpan<byte> bytes = source.Bytes[(chunk * Part)..];
            bytes[..Math.Min(Part, bytes.Length)].CopyTo(destination.Bytes[(chunk * Part)..]);
        }
    }
}
