using System.Buffers.Binary;
using System.Text;

namespace Autograd.Export;

/// <summary>
/// The directory of a zip file, read strictly: every entry is where it says, has bytes of its own, and a name that leads nowhere else.
/// </summary>
/// <remarks>
/// The framework's ZipArchive is more lenient than a file from a stranger deserves: it checks neither checksums nor that entries do not
/// overlap, as those of a bomb do, and does not say where a fault is.
/// </remarks>
internal sealed class ZipDirectory
{
    private const uint EndMark = 0x06054b50, End64Mark = 0x06064b50, Locator64Mark = 0x07064b50, EntryMark = 0x02014b50,
        HeaderMark = 0x04034b50;

    private const int EndSize = 22, Locator64Size = 20, End64Size = 56, EntrySize = 46, HeaderSize = 30, LongestComment = ushort.MaxValue;

    // Deflate makes nothing smaller than by this factor.
    private const int MostPacked = 1032;

    private const int LongestName = 500;

    private static readonly UTF8Encoding s_names = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _path;
    private readonly FileStream _stream;
    private readonly SourceFile _file;
    private readonly List<ZipEntry> _entries = [];

    private ZipDirectory(string path, FileStream stream) => (_path, _stream, _file) = (path, stream, new(path, stream));

    /// <summary>The files inside, in the directory's order.</summary>
    public IReadOnlyList<ZipEntry> Entries => _entries;

    /// <summary>Whether a file begins as a zip file does.</summary>
    public static bool Begins(ReadOnlySpan<byte> file) =>
        file.StartsWith("PK\u0003\u0004"u8) || file.StartsWith("PK\u0005\u0006"u8);

    /// <summary>
    /// Whether a name leads out of a folder, on any system, or is none. Nothing is written under it here, but others may do so; and
    /// <c>dense/kernel:0</c> is a usual name.
    /// </summary>
    public static bool LeadsOut(string name) => name.Length is 0 or > LongestName || name[0] is '/' or '\\' || name.Contains('\0')
        || (name.Length > 2 && char.IsAsciiLetter(name[0]) && name[1] == ':' && name[2] is '/' or '\\')
        || name.Split('/', '\\').Contains("..");

    /// <summary>Reads the directory.</summary>
    public static ZipDirectory Read(string path, FileStream stream)
    {
        ZipDirectory directory = new(path, stream);
        (long start, long length, long count) = directory.FindDirectory();
        directory.ReadEntries(start, directory.Bytes(start, length, "the directory"), count);
        return directory;
    }

    /// <summary>Opens a file inside, whose unpacked bytes have been checked against length and checksum if they are packed.</summary>
    public SourceFile Open(ZipEntry entry)
    {
        if (entry.IsPacked)
        {
            // Nothing is allocated for bytes that are not there, so they are unpacked twice.
            using Stream unpacked = Unpacked(entry);
            SourceFile check = Source(entry, unpacked);
            check.Skip(entry.Length, "the packed bytes");
            check.ExpectEnd($"the {entry.Length} bytes that it says it has");
        }

        return Source(entry, entry.IsPacked ? Unpacked(entry) : new PartStream(_stream, entry.Start, entry.PackedLength));
    }

    private SourceFile Source(ZipEntry entry, Stream stream) => new(_path, stream, entry.IsPacked ? 0 : entry.Start)
    {
        Part = $"'{entry.Name}' ",
        IsUnpacked = entry.IsPacked,
        Crc = entry.Crc,
    };

    private System.IO.Compression.DeflateStream Unpacked(ZipEntry entry) =>
        new(new PartStream(_stream, entry.Start, entry.PackedLength), System.IO.Compression.CompressionMode.Decompress);

    private (long Start, long Length, long Count) FindDirectory()
    {
        long length = _stream.Length;
        long tail = Math.Min(length, EndSize + LongestComment);
        byte[] bytes = Bytes(length - tail, tail, "the end of the directory");
        int at = -1;
        for (int i = bytes.Length - EndSize; i >= 0 && at < 0; i--)
        {
            bool isEnd = U32(bytes, i) == EndMark && i + EndSize + U16(bytes, i + 20) == bytes.Length;
            at = isEnd ? i : at;
        }

        if (at < 0)
        {
            throw _file.Damage("is no zip file, or cut off: it does not end as one", length);
        }

        long end = length - tail + at;
        (long count, long size, long start) = (U16(bytes, at + 10), U32(bytes, at + 12), U32(bytes, at + 16));
        if (U16(bytes, at + 4) != 0 || U16(bytes, at + 6) != 0 || U16(bytes, at + 8) != count)
        {
            throw _file.Damage("is one of several volumes of a zip file", end);
        }

        bool isLong = at >= Locator64Size && U32(bytes, at - Locator64Size) == Locator64Mark;
        if (isLong)
        {
            long end64 = I64(bytes, at - Locator64Size + 8);
            if (end64 < 0 || end64 > end - Locator64Size - End64Size)
            {
                throw _file.Damage("says that its directory's end is where it cannot be", end - Locator64Size);
            }

            byte[] long64 = Bytes(end64, End64Size, "the end of the directory");
            (count, size, start, end) = (I64(long64, 32), I64(long64, 40), I64(long64, 48), end64);
            if (U32(long64, 0) != End64Mark || I64(long64, 24) != count)
            {
                throw _file.Damage("has no end of its directory where it says", end64);
            }
        }

        return start >= 0 && size >= 0 && start <= end - size && count >= 0 && count <= size / EntrySize && size <= Array.MaxLength
            ? (start, size, count)
            : throw _file.Damage(
                FormattableString.Invariant($"has a directory of {count} entries and {size} bytes at byte {start}, where it cannot be"),
                end);
    }

    private void ReadEntries(long start, byte[] directory, long count)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        int at = 0;
        for (long i = 0; i < count; i++)
        {
            int from = at;
            if (directory.Length - at < EntrySize || U32(directory, at) != EntryMark)
            {
                throw _file.Damage(FormattableString.Invariant($"has no entry {i} in its directory"), start + at);
            }

            int nameLength = U16(directory, at + 28), extraLength = U16(directory, at + 30);
            long end = (long)at + EntrySize + nameLength + extraLength + U16(directory, at + 32);
            if (end > directory.Length)
            {
                throw _file.Damage(FormattableString.Invariant($"has an entry {i} that reaches beyond its directory"), start + at);
            }

            ReadOnlySpan<byte> nameBytes = directory.AsSpan(at + EntrySize, nameLength);
            string name = Name(nameBytes, start + from);
            int flags = U16(directory, at + 8), method = U16(directory, at + 10);
            if ((flags & 1) != 0 || method is not (0 or 8))
            {
                throw _file.Damage(
                    (flags & 1) != 0 ? $"is encrypted in '{name}'"
                        : FormattableString.Invariant($"packs '{name}' by method {method}; expected 0, stored, or 8, deflate"),
                    start + from);
            }

            long packed = U32(directory, at + 20), unpacked = U32(directory, at + 24), header = U32(directory, at + 42);
            ReadLongSizes(directory.AsSpan(at + EntrySize + nameLength, extraLength), ref unpacked, ref packed, ref header);
            ZipEntry entry = new(name, method == 8, U32(directory, at + 16), packed, unpacked, header);
            at = (int)end;
            if (!names.Add(name))
            {
                throw _file.Damage($"has two entries '{name}'", start + from);
            }

            if (header < 0 || packed < 0 || unpacked < 0 || header > start - HeaderSize - packed - nameLength)
            {
                throw _file.Damage($"has an entry '{name}' outside itself", start + from);
            }

            if (method == 0 ? packed != unpacked : unpacked / MostPacked > packed)
            {
                throw _file.Damage(
                    FormattableString.Invariant($"says that the {packed} bytes of '{name}' make {unpacked}, which they cannot"),
                    start + from);
            }

            _entries.Add(Located(entry, nameBytes, flags, start));
        }

        if (at != directory.Length)
        {
            throw _file.Damage(FormattableString.Invariant($"has more in its directory than its {count} entries"), start + at);
        }

        ExpectApart();
    }

    // What stands before the bytes of an entry repeats what the directory says.
    private ZipEntry Located(ZipEntry entry, ReadOnlySpan<byte> name, int flags, long directory)
    {
        byte[] header = Bytes(entry.Header, HeaderSize + name.Length, $"the header of '{entry.Name}'");
        bool isSame = U32(header, 0) == HeaderMark && (U16(header, 6) & 1) == (flags & 1)
            && U16(header, 8) == (entry.IsPacked ? 8 : 0) && U16(header, 26) == name.Length
            && header.AsSpan(HeaderSize).SequenceEqual(name);
        ZipEntry located = entry with { Start = entry.Header + header.Length + (isSame ? U16(header, 28) : 0) };
        return isSame && located.End <= directory ? located : throw _file.Damage(
            isSame ? $"has an entry '{entry.Name}' that reaches into its directory"
                : $"has other things than the entry '{entry.Name}' where its directory says",
            entry.Header);
    }

    private void ExpectApart()
    {
        ZipEntry? last = null;
        foreach (ZipEntry entry in _entries.OrderBy(entry => entry.Header))
        {
            if (last is not null && entry.Header < last.End)
            {
                throw _file.Damage($"has two entries '{last.Name}' and '{entry.Name}' that overlap", entry.Header);
            }

            last = entry;
        }
    }

    private string Name(ReadOnlySpan<byte> bytes, long at)
    {
        string name;
        try
        {
            name = s_names.GetString(bytes);
        }
        catch (ArgumentException)
        {
            throw _file.Damage("has an entry whose name is not UTF-8", at);
        }

        return !LeadsOut(name) ? name : throw _file.Damage(
            $"has an entry '{name.Replace("\0", "\\0", StringComparison.Ordinal)}'; expected a name inside a folder", at);
    }

    // Sizes that four bytes do not hold follow in a field of their own, those alone and in this order.
    private static void ReadLongSizes(ReadOnlySpan<byte> extra, ref long unpacked, ref long packed, ref long header)
    {
        while (extra.Length >= 4)
        {
            int id = BinaryPrimitives.ReadUInt16LittleEndian(extra), length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            ReadOnlySpan<byte> field = extra.Slice(4, Math.Min(length, extra.Length - 4));
            extra = extra[(4 + field.Length)..];
            if (id == 1)
            {
                Take(ref field, ref unpacked);
                Take(ref field, ref packed);
                Take(ref field, ref header);
            }
        }

        static void Take(ref ReadOnlySpan<byte> field, ref long size)
        {
            if (size == uint.MaxValue && field.Length >= 8)
            {
                size = BinaryPrimitives.ReadInt64LittleEndian(field);
                field = field[8..];
            }
        }
    }

    private byte[] Bytes(long start, long length, string what)
    {
        byte[] bytes = new byte[length];
        _stream.Position = start;
        new SourceFile(_path, _stream, start).Fill(bytes, what);
        return bytes;
    }

    private static int U16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static long I64(byte[] bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
}
