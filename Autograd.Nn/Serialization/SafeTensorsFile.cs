using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using Autograd.Core;
using Microsoft.Win32.SafeHandles;

namespace Autograd.Nn;

/// <summary>
/// A safetensors file that is open for reading: its header has been read and checked, and of the tensors only those are read that are asked
/// for, so that a large file costs what is used of it. Several threads may read at once.
/// </summary>
/// <remarks>
/// <para>The file is not mapped into memory but read at positions: a map of a file that another program cuts off meanwhile ends this one,
/// where a read says so, and on Windows nobody could replace the file.</para>
/// <para>The format: https://github.com/huggingface/safetensors.</para>
/// </remarks>
/// <example><code>
/// using SafeTensorsFile file = SafeTensorsFile.Open("weights.safetensors");
/// Tensor bias = file.Read("encoder.bias");
/// </code></example>
public sealed class SafeTensorsFile : IDisposable
{
    private const int ChunkBytes = 1 << 16;

    private readonly SafeFileHandle _handle;
    private readonly Dictionary<string, SafeTensorsEntry> _entries = [];

    private SafeTensorsFile(string path, SafeFileHandle handle)
    {
        Path = path;
        _handle = handle;
        byte[] header = ReadHeader(out long dataBytes);
        (List<SafeTensorsEntry> entries, Dictionary<string, string> metadata) = SafeTensorsHeader.Read(path, header, dataBytes);
        foreach (SafeTensorsEntry entry in entries)
        {
            _entries.Add(entry.Name, entry);
        }

        Entries = entries.AsReadOnly();
        if (metadata.Remove(SafeTensors.VersionName, out string? version))
        {
            ExpectVersion(version);
        }

        Metadata = metadata.AsReadOnly();
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What the file holds, in the order of the data.</summary>
    public IReadOnlyList<SafeTensorsEntry> Entries { get; }

    /// <summary>The strings that were written along; of other programs too.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file, and checks all but the numbers in it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="TensorFileException">
    /// It is no such file, damaged, cut off, or written by a version after this one.
    /// </exception>
    /// <exception cref="IOException">The file is not there, is a folder or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static SafeTensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("safetensors files are read and written on little-endian machines only.");
        }

        SafeFileHandle handle = ReadableFile.OpenHandle(path, "a safetensors file");
        try
        {
            return new(path, handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>What the file says of a tensor, or null where it has none of that name.</summary>
    /// <param name="name">The name.</param>
    public SafeTensorsEntry? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _entries.GetValueOrDefault(name);
    }

    /// <summary>Reads a tensor.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="dtype">
    /// The type wanted; where none is given, the one that loses nothing: Float32 for F16 and BF16, Int64 for smaller integers.
    /// Floating-point numbers become Float32 or Float64, rounded to the nearest; nothing else is converted.
    /// </param>
    /// <exception cref="ArgumentException">There is no tensor of that name, or it does not become that type.</exception>
    /// <exception cref="TensorFileException">
    /// The elements are of a type that is not read here, a number is too large for the type wanted, a truth value is neither 0 nor 1, or
    /// another program has cut the file off since it was opened.
    /// </exception>
    public Tensor Read(string name, DType? dtype = null)
    {
        SafeTensorsEntry entry = Find(name) ?? throw new ArgumentException(
            $"'{Path}' has no tensor '{name}'; it has {_entries.Count}, among them " +
            $"{string.Join(", ", Entries.Take(3).Select(entry => $"'{entry.Name}'"))}.", nameof(name));
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        if (Unreadable(entry) is { } reason)
        {
            throw new TensorFileException(Path, $"'{SafeTensorsHeader.Short(name)}' {reason}", entry.Place);
        }

        if (!CanBecome(entry, dtype ?? entry.DType!.Value))
        {
            throw new ArgumentException(
                $"'{name}' in '{Path}' is {entry.StoredAs}, which is read as {entry.DType}, not as {dtype}.", nameof(dtype));
        }

        Tensor stored = Tensor.Uninitialized(entry.Shape, entry.DType!.Value);
        if (entry.Type.Size != stored.DType.Size())
        {
            ReadConverted(entry, entry.Type.Elements!, stored.Bytes);
        }
        else
        {
            Fill(stored.Bytes, entry.Offset);
        }

        ExpectTruthValues(entry, stored);
        return dtype is { } wanted && wanted != stored.DType ? Rounded(entry, stored, wanted) : stored;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _handle.Dispose();

    /// <summary>Whether a tensor is read as a type.</summary>
    internal static bool CanBecome(SafeTensorsEntry entry, DType dtype) =>
        entry.DType == dtype || (entry.DType is { } stored && stored.IsFloat() && dtype.IsFloat());

    /// <summary>Why a tensor cannot be read; null where it can.</summary>
    internal static string? Unreadable(SafeTensorsEntry entry) =>
        entry.DType is not { } dtype ? $"is {entry.StoredAs}, which is not read here; expected {StoredType.Readable}"
        : !TensorBuffer.Holds(entry.Shape.Count, dtype) ? $"is {entry.Shape}, which is more than a tensor can hold"
        : null;

    private byte[] ReadHeader(out long dataBytes)
    {
        long length = RandomAccess.GetLength(_handle);
        if (length < SafeTensorsHeader.LengthBytes)
        {
            throw new TensorFileException(
                Path, $"the file ends here; a safetensors file begins with {SafeTensorsHeader.LengthBytes} bytes for the header's length.",
                length);
        }

        Span<byte> first = stackalloc byte[SafeTensorsHeader.LengthBytes];
        Fill(first, 0);
        ulong bytes = BinaryPrimitives.ReadUInt64LittleEndian(first);
        dataBytes = length - SafeTensorsHeader.LengthBytes;
        if (bytes > (ulong)dataBytes || bytes > SafeTensorsHeader.Largest)
        {
            bool isZip = first.StartsWith("PK\u0003\u0004"u8);
            throw new TensorFileException(
                Path, isZip
                    ? "it is a zip file and no safetensors file: Autograd.Export's PyTorchFile.Read reads what torch.save wrote (.pt), " +
                        "and Npz.Read NumPy's .npz."
                    : FormattableString.Invariant($"the header is said to have {bytes} bytes; expected at most ") +
                        FormattableString.Invariant($"{SafeTensorsHeader.Largest}, and {dataBytes} follow. Is it a safetensors file?"),
                0);
        }

        byte[] header = GC.AllocateUninitializedArray<byte>((int)bytes);
        Fill(header, SafeTensorsHeader.LengthBytes);
        if (header.Length == 0 || header[0] != '{')
        {
            throw new TensorFileException(Path, "the header does not begin with '{'; it is no safetensors file.",
                SafeTensorsHeader.LengthBytes);
        }

        dataBytes -= header.Length;
        return header;
    }

    private void ExpectVersion(string version)
    {
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < 1)
        {
            throw new TensorFileException(
                Path, $"'{SafeTensors.VersionName}' is '{SafeTensorsHeader.Short(version)}'; expected a number from 1 on.", null);
        }

        if (number > SafeTensors.Version)
        {
            throw new TensorFileException(
                Path, $"the file is of version {version} of the format ('{SafeTensors.VersionName}'), and this program knows those up to " +
                $"{SafeTensors.Version}; read it with a newer Autograd.", null);
        }
    }

    private void Fill(Span<byte> bytes, long offset)
    {
        while (!bytes.IsEmpty)
        {
            int read = RandomAccess.Read(_handle, bytes, offset);
            if (read == 0)
            {
                throw new TensorFileException(Path, "the file ends here, and was longer when it was opened.", offset);
            }

            offset += read;
            bytes = bytes[read..];
        }
    }

    private void ReadConverted(SafeTensorsEntry entry, ElementType type, Span<byte> elements)
    {
        int growth = type.DType.Size() / type.Width;
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            for (long done = 0; done < entry.ByteCount; done += ChunkBytes)
            {
                Span<byte> stored = chunk.AsSpan(0, (int)Math.Min(ChunkBytes, entry.ByteCount - done));
                Fill(stored, entry.Offset + done);
                _ = type.Convert(stored, isBigEndian: false, elements.Slice((int)done * growth, stored.Length * growth));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    // A bool of another byte than these two is neither true nor false to all code.
    private void ExpectTruthValues(SafeTensorsEntry entry, Tensor stored)
    {
        if (stored.DType == DType.Bool && stored.Bytes.IndexOfAnyExceptInRange((byte)0, (byte)1) is >= 0 and int wrong)
        {
            throw new TensorFileException(
                Path, $"'{SafeTensorsHeader.Short(entry.Name)}' holds the truth value {stored.Bytes[wrong]}; expected 0 or 1.",
                entry.Offset + wrong);
        }
    }

    private Tensor Rounded(SafeTensorsEntry entry, Tensor stored, DType dtype)
    {
        Tensor rounded = Elements.Apart(() => stored.To(dtype));
        if (stored.DType == DType.Float64)
        {
            ReadOnlySpan<double> numbers = stored.AsSpan<double>();
            int wrong = FirstTooLarge(numbers);
            if (wrong >= 0)
            {
                throw new TensorFileException(
                    Path, FormattableString.Invariant($"'{SafeTensorsHeader.Short(entry.Name)}' holds {numbers[wrong]}, which is ")
                        + $"too large for {dtype}.",
                    entry.Offset + ((long)wrong * sizeof(double)));
            }
        }

        return rounded;
    }

    /// <summary>Where the first finite number is that a Float32 does not hold; −1 where there is none.</summary>
    internal static int FirstTooLarge(ReadOnlySpan<double> numbers)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            if (double.IsFinite(numbers[i]) && !float.IsFinite((float)numbers[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
