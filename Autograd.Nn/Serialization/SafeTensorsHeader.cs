using System.Text.Json;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// The header of a safetensors file, read as something that a stranger has written: all that it says is checked before anybody relies on
/// it, and what is kept of it takes no more memory than a small multiple of its bytes.
/// </summary>
internal ref struct SafeTensorsHeader
{
    /// <summary>The most bytes of a header: so the format has it.</summary>
    public const int Largest = 100_000_000;

    private const int Shown = 100;

    /// <summary>The bytes in front of it, which are its length.</summary>
    public const int LengthBytes = sizeof(ulong);

    /// <summary>Under this name there are strings instead of a tensor.</summary>
    public const string MetadataName = "__metadata__";

    private const int MostAxes = 32;

    // No disk holds so much, and sums of a few such numbers stay numbers.
    private const long FarthestEnd = 1L << 60;

    private readonly string _path;
    private readonly long _dataStart, _dataBytes;
    private Utf8JsonReader _reader;

    private SafeTensorsHeader(string path, ReadOnlySpan<byte> json, long dataBytes)
    {
        _path = path;
        _dataStart = LengthBytes + json.Length;
        _dataBytes = dataBytes;
        _reader = new(json, new JsonReaderOptions { MaxDepth = 3 });
    }

    /// <summary>Reads a header.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="json">The header without its length.</param>
    /// <param name="dataBytes">The bytes behind it.</param>
    /// <returns>The tensors in the order of their elements, and the strings.</returns>
    public static (List<SafeTensorsEntry> Entries, Dictionary<string, string> Metadata) Read(
        string path, ReadOnlySpan<byte> json, long dataBytes)
    {
        SafeTensorsHeader header = new(path, json, dataBytes);
        try
        {
            return header.Read();
        }
        catch (JsonException error)
        {
            throw new TensorFileException(
                path, "the header is no JSON from here on; expected names, each with dtype, shape and data_offsets, each once.",
                LengthBytes + header._reader.BytesConsumed, error);
        }
        catch (InvalidOperationException error)
        {
            throw new TensorFileException(path, "the text here is no Unicode.", header.Place, error);
        }
    }

    private readonly long Place => LengthBytes + _reader.TokenStartIndex;

    private (List<SafeTensorsEntry> Entries, Dictionary<string, string> Metadata) Read()
    {
        List<SafeTensorsEntry> entries = [];
        HashSet<string> names = [];
        Dictionary<string, string>? metadata = null;
        Next(JsonTokenType.StartObject, "an object");
        while (NextName() is { } name)
        {
            if (name == MetadataName)
            {
                metadata = metadata is null ? ReadMetadata() : throw Twice(name);
            }
            else
            {
                entries.Add(names.Add(name) ? ReadEntry(name) : throw Twice(name));
            }
        }

        // Throws where there is anything but blanks.
        _reader.Read();
        entries.Sort(static (x, y) =>
            x.Offset != y.Offset ? x.Offset.CompareTo(y.Offset) : x.ByteCount.CompareTo(y.ByteCount));
        ExpectContiguous(entries);
        return (entries, metadata ?? []);
    }

    private Dictionary<string, string> ReadMetadata()
    {
        Dictionary<string, string> metadata = [];
        Next(JsonTokenType.StartObject, "an object of strings");
        while (NextName() is { } name)
        {
            Next(JsonTokenType.String, "a string");
            if (!metadata.TryAdd(name, _reader.GetString()!))
            {
                throw Twice(name);
            }
        }

        return metadata;
    }

    private SafeTensorsEntry ReadEntry(string name)
    {
        long place = Place;
        StoredType? type = null;
        Shape? shape = null;
        (ulong Begin, ulong End)? range = null;
        Next(JsonTokenType.StartObject, "an object with dtype, shape and data_offsets");
        while (NextName() is { } key)
        {
            switch (key)
            {
                case "dtype" when type is null:
                    type = ReadType(name);
                    break;
                case "shape" when shape is null:
                    shape = ReadShape(name);
                    break;
                case "data_offsets" when range is null:
                    range = ReadRange(name);
                    break;
                case "dtype" or "shape" or "data_offsets":
                    throw Twice(key);
                default:
                    throw Wrong($"'{Short(name)}' has '{Short(key)}'; expected dtype, shape and data_offsets only.");
            }
        }

        if (type is null || shape is null || range is not var (begin, end))
        {
            throw new TensorFileException(
                _path, $"'{Short(name)}' has no {(type is null ? "dtype" : shape is null ? "shape" : "data_offsets")}.", place);
        }

        long bytes = (long)shape.Count * type.Size;
        return (long)(end - begin) == bytes
            ? new(name, type, shape, _dataStart + (long)begin, bytes, place)
            : throw new TensorFileException(
                _path, FormattableString.Invariant(
                    $"'{Short(name)}' of {type.Name} {shape} takes {bytes} bytes, and its data_offsets hold {end - begin}."), place);
    }

    private StoredType ReadType(string name)
    {
        Next(JsonTokenType.String, "the name of a type");
        string type = _reader.GetString()!;
        return StoredType.Of(type) ?? throw Wrong(
            $"'{Short(name)}' is of type '{Short(type)}', which is not known here; expected {StoredType.Readable}.");
    }

    private Shape ReadShape(string name)
    {
        Span<int> sizes = stackalloc int[MostAxes];
        int rank = 0;
        Next(JsonTokenType.StartArray, "the sizes of the axes");
        while (NextNumber() is { } size)
        {
            if (rank == MostAxes || size > int.MaxValue)
            {
                throw Wrong(rank == MostAxes ? $"'{Short(name)}' has more than {MostAxes} axes."
                    : FormattableString.Invariant(
                        $"'{Short(name)}' has an axis of {size} positions; expected no more than {int.MaxValue}."));
            }

            sizes[rank++] = (int)size;
        }

        try
        {
            return Shape.Of(sizes[..rank]);
        }
        catch (ArgumentException error)
        {
            throw new TensorFileException(_path, $"'{Short(name)}': {error.Message}", Place, error);
        }
    }

    private (ulong Begin, ulong End) ReadRange(string name)
    {
        Next(JsonTokenType.StartArray, "the first byte and the one behind the last");
        ulong? begin = NextNumber(), end = begin is null ? null : NextNumber();
        if (begin is null || end is null || NextNumber() is not null || begin > end || end > (ulong)FarthestEnd)
        {
            throw Wrong(FormattableString.Invariant(
                $"the data_offsets of '{Short(name)}' are {begin} and {end}; expected two, in order, below {FarthestEnd}."));
        }

        return (begin.Value, end.Value);
    }

    private readonly void ExpectContiguous(List<SafeTensorsEntry> entries)
    {
        long end = _dataStart;
        foreach (SafeTensorsEntry entry in entries)
        {
            if (entry.Offset != end)
            {
                throw new TensorFileException(
                    _path, FormattableString.Invariant(
                        $"the data of '{Short(entry.Name)}' begin at byte {entry.Offset}; expected {end}, where those before it end."),
                    entry.Place);
            }

            end += entry.ByteCount;
        }

        if (end > _dataStart + _dataBytes)
        {
            throw new TensorFileException(
                _path, FormattableString.Invariant(
                    $"the file ends after {_dataBytes} of the {end - _dataStart} bytes of its tensors: it is cut off."),
                _dataStart + _dataBytes);
        }

        if (end < _dataStart + _dataBytes)
        {
            throw new TensorFileException(
                _path, FormattableString.Invariant(
                    $"{_dataStart + _dataBytes - end} bytes are behind the last tensor; expected the end of the file."), end);
        }
    }

    private void Next(JsonTokenType expected, string what)
    {
        if (!_reader.Read() || _reader.TokenType != expected)
        {
            throw Wrong($"expected {what}, got {_reader.TokenType}.");
        }
    }

    private string? NextName()
    {
        _reader.Read();
        return _reader.TokenType == JsonTokenType.PropertyName ? _reader.GetString() : null;
    }

    private ulong? NextNumber()
    {
        _reader.Read();
        return _reader.TokenType == JsonTokenType.EndArray ? null
            : _reader.TokenType == JsonTokenType.Number && _reader.TryGetUInt64(out ulong number) ? number
            : throw Wrong("expected a whole number of at most 64 bits, not negative.");
    }

    private readonly TensorFileException Twice(string name) => Wrong($"'{Short(name)}' is there twice.");

    private readonly TensorFileException Wrong(string problem) => new(_path, problem, Place);

    /// <summary>A text from a file as it stands in a message: it may be as long as the file, and have lines.</summary>
    internal static string Short(string text) =>
        string.Concat(text.Take(Shown).Select(c => char.IsControl(c) ? ' ' : c)) + (text.Length > Shown ? "..." : "");
}
