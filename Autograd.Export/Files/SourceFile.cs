using System.Buffers;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Export;

/// <summary>A stream of a file that is not trusted: what is wrong is told with the byte at which it is.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="stream">What is read.</param>
/// <param name="start">Where in the file the stream begins.</param>
internal sealed class SourceFile(string path, Stream stream, long start = 0)
{
    private const int Chunk = 1 << 16, LongestMessage = 1000;

    private uint _crc;

    /// <summary>The bytes read so far, and with them the place in the file; null of compressed bytes, which have no place in it.</summary>
    public long Position { get; private set; } = start;

    /// <summary>What goes before every message: of which part of the file it speaks.</summary>
    public string Part { get; init; } = "";

    /// <summary>Whether places are those of the unpacked bytes, not of the file.</summary>
    public bool IsUnpacked { get; init; }

    /// <summary>The checksum of all bytes, where the file states it.</summary>
    public uint? Crc { get; init; }

    /// <summary>What is wrong with the file, at the byte that is read next or the one given.</summary>
    public TensorFileException Damage(string message, long? at = null)
    {
        // What the file says may be part of it, of any length.
        message = message.Length <= LongestMessage ? message : $"{message.AsSpan(0, LongestMessage)}...";
        return IsUnpacked
            ? new(path, FormattableString.Invariant($"{Part}{message} (byte {at ?? Position} of what is packed there)"), null)
            : new(path, Part + message, at ?? Position);
    }

    /// <summary>Reads as many bytes.</summary>
    public void Fill(Span<byte> bytes, string what)
    {
        int read = Read(bytes);
        if (read < bytes.Length)
        {
            throw Damage(FormattableString.Invariant($"ends within {what}: {read} of its {bytes.Length} bytes are there"), Position + read);
        }

        Position += read;
        _crc = Crc is null ? 0 : Crc32.Of(_crc, bytes);
    }

    /// <summary>Reads on without looking.</summary>
    public void Skip(long length, string what)
    {
        byte[] chunk = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            for (long left = length; left > 0;)
            {
                Span<byte> bytes = chunk.AsSpan(0, (int)Math.Min(left, Chunk));
                Fill(bytes, what);
                left -= bytes.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    /// <summary>Reads elements.</summary>
    public void Fill(Tensor tensor, ElementType type, bool isBigEndian)
    {
        Span<byte> destination = tensor.Bytes;
        int width = tensor.DType.Size(), left = tensor.Count;
        byte[] chunk = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            while (left > 0)
            {
                int count = Math.Min(left, Chunk / type.Width);
                Span<byte> source = chunk.AsSpan(0, count * type.Width);
                Fill(source, "the elements");
                int refused = type.Convert(source, isBigEndian, destination);
                if (refused >= 0)
                {
                    throw Damage(
                        FormattableString.Invariant($"element {tensor.Count - left + refused} {type.Refusal}"),
                        Position - source.Length + (refused * type.Width));
                }

                destination = destination[(count * width)..];
                left -= count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    /// <summary>Throws unless the file ends here, and its bytes have the checksum that it states.</summary>
    public void ExpectEnd(string what)
    {
        Span<byte> one = stackalloc byte[1];
        if (Read(one) > 0)
        {
            throw Damage($"goes on behind {what}");
        }

        if (Crc is { } expected && _crc != expected)
        {
            throw Damage(FormattableString.Invariant($"has the checksum {_crc:x8} where {expected:x8} is stated: some bytes are wrong"));
        }
    }

    // Packed bytes that are damaged show when they are unpacked.
    private int Read(Span<byte> bytes)
    {
        try
        {
            return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException error)
        {
            throw new TensorFileException(path, $"{Part}the packed bytes are damaged", null, error);
        }
    }
}
