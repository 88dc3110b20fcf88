using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Files of named tensors in the format safetensors, which PyTorch's world reads and writes too: a header of names, types and shapes, then
/// the elements, and nothing that could be run. <see cref="SafeTensorsFile"/> reads some tensors of a file, <see cref="Module.Save"/>
/// writes those of a model.
/// </summary>
/// <example><code>
/// SafeTensors.Write("statistics.safetensors", new Dictionary&lt;string, Tensor&gt; { ["mean"] = mean, ["deviation"] = deviation });
/// IReadOnlyDictionary&lt;string, Tensor&gt; statistics = SafeTensors.Read("statistics.safetensors");
/// </code></example>
public static class SafeTensors
{
    /// <summary>Under this name the metadata hold the version of what is written here.</summary>
    internal const string VersionName = "autograd.version";

    /// <summary>The version. Files of those before are read; one that comes after has another meaning.</summary>
    internal const int Version = 1;

    // The data begin at a multiple of it.
    private const int Alignment = 8;

    private static readonly JsonEncodedText s_dtype = JsonEncodedText.Encode("dtype"), s_shape = JsonEncodedText.Encode("shape"),
        s_offsets = JsonEncodedText.Encode("data_offsets");

    /// <summary>
    /// Writes tensors to a file: under its name there is the old one until the new one is complete, and an error leaves the old one alone.
    /// </summary>
    /// <param name="path">The file; its folder must be there.</param>
    /// <param name="tensors">The tensors by name.</param>
    /// <param name="metadata">Strings to be written along.</param>
    /// <param name="flush">
    /// Whether to wait until all of it is on the disk, so that not even a power failure harms it; without, the system does it later.
    /// </param>
    /// <exception cref="ArgumentException">A name or a string is no Unicode or reserved, or a tensor can no longer be read.</exception>
    /// <exception cref="IOException">
    /// The disk is full, the folder is not there, the path is a folder, or another program has the file open (Windows).
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">The folder, or the file itself, may not be written to.</exception>
    public static void Write(
        string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null, bool flush = true)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        List<(string Name, Tensor Tensor)> named = new(tensors.Count);
        foreach ((string name, Tensor tensor) in tensors)
        {
            named.Add((name, tensor));
        }

        Write(path, named, metadata, flush);
    }

    /// <summary>Reads all tensors of a file, by name.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The tensors in the order of the file; F16 and BF16 become Float32, small integers Int64.</returns>
    /// <exception cref="TensorFileException">
    /// It is no such file, damaged, cut off, written by a version after this one, or has a tensor of a type that is not read here.
    /// </exception>
    /// <exception cref="IOException">The file is not there, is a folder or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path) => Read(path, out _);

    /// <summary>Reads all tensors of a file, by name, and the strings that were written along.</summary>
    /// <param name="path">The file.</param>
    /// <param name="metadata">The strings.</param>
    /// <returns>As for the other overload.</returns>
    /// <exception cref="TensorFileException">As for the other overload.</exception>
    /// <exception cref="IOException">As for the other overload.</exception>
    /// <exception cref="UnauthorizedAccessException">As for the other overload.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path, out IReadOnlyDictionary<string, string> metadata)
    {
        using SafeTensorsFile file = SafeTensorsFile.Open(path);
        metadata = file.Metadata;
        Dictionary<string, Tensor> tensors = new(file.Entries.Count);
        foreach (SafeTensorsEntry entry in file.Entries)
        {
            tensors.Add(entry.Name, file.Read(entry.Name));
        }

        return tensors;
    }

    internal static void Write(
        string path, List<(string Name, Tensor Tensor)> tensors, IReadOnlyDictionary<string, string>? metadata, bool flush)
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("safetensors files are read and written on little-endian machines only.");
        }

        Check(tensors, metadata);

        // Those of large elements first, so that each begins at a multiple of its elements' size.
        (string Name, Tensor Tensor)[] ordered = [.. tensors.OrderByDescending(named => named.Tensor.DType.Size())];
        byte[] header = Header(ordered, metadata, out long dataBytes);
        AtomicFile.Write(
            path,
            stream =>
            {
                stream.Write(header);
                foreach ((_, Tensor tensor) in ordered)
                {
                    stream.Write(tensor.Bytes);
                }
            },
            flush, header.Length + dataBytes);
    }

    private static void Check(List<(string Name, Tensor Tensor)> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        foreach ((string name, Tensor tensor) in tensors)
        {
            ExpectText(name, nameof(tensors));
            string? problem = name == SafeTensorsHeader.MetadataName ? "is the name of the metadata in the file; give it another"
                : tensor is null ? "is null"
                : tensor.Unreadable();
            if (problem is not null)
            {
                throw new ArgumentException($"SafeTensors.Write: the tensor '{name}' {problem}. Nothing was written.", nameof(tensors));
            }
        }

        foreach ((string name, string value) in metadata ?? new Dictionary<string, string>())
        {
            ExpectText(name, nameof(metadata));
            ExpectText(value, nameof(metadata));
            if (name == VersionName)
            {
                throw new ArgumentException(
                    $"SafeTensors.Write: '{name}' is written by itself; give what you keep another name. Nothing was written.",
                    nameof(metadata));
            }
        }
    }

    // What is no Unicode would be written as something else, and two names might become one.
    private static void ExpectText(string text, string argument)
    {
        try
        {
            ArgumentNullException.ThrowIfNull(text, argument);
            _ = s_strict.GetByteCount(text);
        }
        catch (EncoderFallbackException error)
        {
            throw new ArgumentException(
                "SafeTensors.Write: a name or a string is no Unicode; it has half of a surrogate pair. Nothing was written.", argument,
                error);
        }
    }

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // The length, the header itself and blanks.
    private static byte[] Header(
        (string Name, Tensor Tensor)[] tensors, IReadOnlyDictionary<string, string>? metadata, out long dataBytes)
    {
        ArrayBufferWriter<byte> buffer = new();
        buffer.Write(stackalloc byte[SafeTensorsHeader.LengthBytes]);
        using (Utf8JsonWriter json = new(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteStartObject(SafeTensorsHeader.MetadataName);
            json.WriteString(VersionName, Version.ToString(CultureInfo.InvariantCulture));
            foreach ((string name, string value) in metadata ?? new Dictionary<string, string>())
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            dataBytes = 0;
            foreach ((string name, Tensor tensor) in tensors)
            {
                WriteEntry(json, name, tensor, ref dataBytes);
            }

            json.WriteEndObject();
        }

        while (buffer.WrittenCount % Alignment != 0)
        {
            buffer.Write(" "u8);
        }

        if (buffer.WrittenCount - SafeTensorsHeader.LengthBytes > SafeTensorsHeader.Largest)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"SafeTensors.Write: names and metadata would take {buffer.WrittenCount} bytes; ") +
                FormattableString.Invariant($"the format allows {SafeTensorsHeader.Largest}. Nothing was written."), nameof(metadata));
        }

        byte[] header = buffer.WrittenSpan.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)(header.Length - SafeTensorsHeader.LengthBytes));
        return header;
    }

    private static void WriteEntry(Utf8JsonWriter json, string name, Tensor tensor, ref long end)
    {
        json.WriteStartObject(name);
        json.WriteString(s_dtype, StoredType.Of(tensor.DType).Name);
        json.WriteStartArray(s_shape);
        foreach (int size in tensor.Shape)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
        json.WriteStartArray(s_offsets);
        json.WriteNumberValue(end);
        json.WriteNumberValue(end += tensor.Bytes.Length);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
