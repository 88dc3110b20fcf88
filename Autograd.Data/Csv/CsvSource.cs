using System.Text;

namespace Autograd.Data;

/// <summary>The text of a file: its encoding, and what is told of a file that is none.</summary>
internal sealed class CsvSource : IDisposable
{
    private const int ReadAtOnce = 1 << 16;

    private readonly Windows1252Fallback? _fallback;

    private CsvSource(TextReader text, string name, long? length, Windows1252Fallback? fallback = null)
    {
        (Text, Name, Length) = (text, name, length);
        _fallback = fallback;
    }

    /// <summary>The characters.</summary>
    public TextReader Text { get; }

    /// <summary>What it is called in messages.</summary>
    public string Name { get; }

    /// <summary>About how many characters it has, where that is known.</summary>
    public long? Length { get; }

    /// <summary>How many characters to read at once: all, where there are few.</summary>
    public int BufferSize => (int)Math.Min(ReadAtOnce, (Length ?? ReadAtOnce) + 1);

    /// <summary>Whether bytes were met that are no UTF-8.</summary>
    public bool HasOtherBytes => _fallback?.IsUsed == true;

    public static CsvSource Of(TextReader text, string name) => new(text, name, null);

    /// <summary>Opens a file, even where another program has it open for writing.</summary>
    public static CsvSource Open(string path, Encoding? encoding)
    {
        string name = Path.GetFileName(path) is { Length: > 0 } last ? last : path;
        name = Quoted.Line(name);
        if (Directory.Exists(path))
        {
            throw new TableException(name, null, null, "is a folder; a table is read from one file.");
        }

        FileStream? stream = null;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
            return Of(stream, name, encoding);
        }
        catch (TableException)
        {
            stream?.Dispose();
            throw;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TableException(name, null, null, $"there is no such file{Where(path)}.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            stream?.Dispose();
            throw new TableException(name, null, null, $"cannot be read: {Quoted.Line(error.Message)}", error);
        }
    }

    /// <summary>The text in bytes.</summary>
    public static CsvSource Of(Stream stream, string name, Encoding? encoding)
    {
        Span<byte> head = stackalloc byte[8];
        head = head[..(stream.CanSeek ? stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) : 0)];
        if (Format(head) is { } format)
        {
            throw new TableException(name, null, null, $"is no text, but {format}; save it as CSV first.");
        }

        if (stream.CanSeek)
        {
            stream.Position = 0;
        }

        Windows1252Fallback? fallback = null;
        if (encoding is null)
        {
            fallback = new();
            encoding = (Encoding)new UTF8Encoding(encoderShouldEmitUTF8Identifier: true).Clone();
            encoding.DecoderFallback = fallback;
        }

        long? length = stream.CanSeek ? stream.Length / (head is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..] ? 2 : 1) : null;
        int bytes = (int)Math.Min(2 * ReadAtOnce, stream.CanSeek ? stream.Length + 1 : ReadAtOnce);
        return new(new StreamReader(stream, encoding, detectEncodingFromByteOrderMarks: true, bytes), name, length, fallback);
    }

    public void Dispose() => Text.Dispose();

    private static string Where(string path) =>
        path.AsSpan().ContainsAny('\n', '\r')
            ? "; a text is read by Table.ReadCsv(new StringReader(text))"
            : $" in {Quoted.Line(Folder(path))}";

    private static string Folder(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;

    private static string? Format(ReadOnlySpan<byte> head) => head switch
    {
        [(byte)'P', (byte)'K', 3, 4, ..] => "an Excel workbook or another zip archive",
        [0xD0, 0xCF, 0x11, 0xE0, ..] => "an old Excel workbook",
        [0x1F, 0x8B, ..] => "a gzip archive",
        [(byte)'P', (byte)'A', (byte)'R', (byte)'1', ..] => "a Parquet file",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => "a PDF",
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] or [0xFF, 0xD8, 0xFF, ..] => "a picture",
        _ => null,
    };
}
