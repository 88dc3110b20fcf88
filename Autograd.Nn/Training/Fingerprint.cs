using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// A number by which tensors can be told apart that differ by accident: FNV-1a (Fowler, Noll, Vo, 1991) over eight bytes at a time, without
/// the sign.
/// </summary>
internal static class Fingerprint
{
    private const ulong Start = 14695981039346656037, Prime = 1099511628211;

    /// <summary>That of tensors, by their elements.</summary>
    public static long Of(params ReadOnlySpan<Tensor> tensors)
    {
        ulong hash = Start;
        foreach (Tensor tensor in tensors)
        {
            hash = Add(hash, tensor.Bytes);
        }

        return (long)(hash >> 1);
    }

    /// <summary>That of states, by names, shapes and elements, as a text.</summary>
    public static string Of(IEnumerable<KeyValuePair<string, Tensor>> states)
    {
        ulong hash = Start;
        foreach ((string name, Tensor tensor) in states)
        {
            hash = Add(hash, Encoding.UTF8.GetBytes(FormattableString.Invariant($"{name} {tensor.DType} {tensor.Shape}")));
            hash = Add(hash, tensor.Bytes);
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    private static ulong Add(ulong hash, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes)) * Prime;
        }

        foreach (byte rest in bytes)
        {
            hash = (hash ^ rest) * Prime;
        }

        return hash;
    }
}
