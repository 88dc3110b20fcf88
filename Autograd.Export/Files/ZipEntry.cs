namespace Autograd.Export;

/// <summary>A file inside a zip file.</summary>
/// <param name="Name">Its name, with folders.</param>
/// <param name="IsPacked">Whether its bytes are packed, by deflate, or stored as they are.</param>
/// <param name="Crc">The checksum of its bytes.</param>
/// <param name="PackedLength">The bytes it takes.</param>
/// <param name="Length">The bytes it has.</param>
/// <param name="Header">Where its own header is.</param>
/// <param name="Start">Where its bytes begin.</param>
internal sealed record ZipEntry(string Name, bool IsPacked, uint Crc, long PackedLength, long Length, long Header, long Start = 0)
{
    /// <summary>Where its bytes end.</summary>
    public long End => Start + PackedLength;
}
