using System.Buffers.Binary;
using System.IO.Compression;

namespace Autograd.Nn;

/// <summary>
/// Unpacks a file compressed by gzip (RFC 1952), and holds what it says of its contents against them, which .NET's stream does only where
/// the end is there, and what follows it is nothing.
/// </summary>
internal sealed class GzipMember(FileStream file) : Stream
{
    private const int TrailerSize = 8;

    private static readonly uint[] s_remainders = Remainders();

    private readonly DeflateStream _unpacked = AfterHeader(file);
    private uint _checksum = uint.MaxValue, _size;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int read = _unpacked.Read(buffer);
        uint checksum = _checksum;
        foreach (byte number in buffer[..read])
        {
            checksum = s_remainders[(byte)(checksum ^ number)] ^ (checksum >> 8);
        }

        _checksum = checksum;
        _size += (uint)read;
        return read;
    }

    /// <summary>Once all is read: throws unless the file ends with the checksum and the size of what was read.</summary>
    /// <exception cref="InvalidDataException">It does not.</exception>
    public void ExpectEnd()
    {
        Span<byte> trailer = stackalloc byte[TrailerSize];
        file.Position = Math.Max(0, file.Length - TrailerSize);
        file.ReadAtLeast(trailer, TrailerSize, throwOnEndOfStream: false);
        if (BinaryPrimitives.ReadUInt32LittleEndian(trailer) != ~_checksum ||
            BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) != _size)
        {
            throw new InvalidDataException("it does not end with the checksum and the size of what it holds.");
        }
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        _unpacked.Dispose();
        base.Dispose(disposing);
    }

    private static DeflateStream AfterHeader(FileStream file)
    {
        const int HasChecksum = 2, HasExtra = 4, HasName = 8, HasComment = 16;
        Span<byte> head = stackalloc byte[10];
        if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || head[2] != 8)
        {
            throw new InvalidDataException("it is cut off, or compressed in another way than gzip's.");
        }

        int flags = head[3];
        if ((flags & HasExtra) != 0)
        {
            Skip(file, file.ReadByte() | (file.ReadByte() << 8));
        }

        for (int texts = ((flags & HasName) / HasName) + ((flags & HasComment) / HasComment); texts > 0; texts--)
        {
            while (file.ReadByte() > 0)
            {
            }
        }

        Skip(file, flags & HasChecksum);
        return new(file, CompressionMode.Decompress, leaveOpen: true);
    }

    // Behind the end, where the file is cut off, there is nothing to unpack.
    private static void Skip(FileStream file, int bytes) => file.Position += Math.Max(0, bytes);

    private static uint[] Remainders()
    {
        uint[] remainders = new uint[256];
        for (uint i = 0; i < remainders.Length; i++)
        {
            uint remainder = i;
            for (int bit = 0; bit < 8; bit++)
            {
                remainder = (remainder & 1) != 0 ? 0xedb88320 ^ (remainder >> 1) : remainder >> 1;
            }

            remainders[i] = remainder;
        }

        return remainders;
    }
}
