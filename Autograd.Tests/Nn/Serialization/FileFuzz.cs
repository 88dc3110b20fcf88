using Autograd.Nn;

namespace Autograd.Tests.Nn.Serialization;

/// <summary>
/// Reads files that are wrong: valid ones with bits flipped, cut off, with more behind, parts doubled, moved or left out, and what a format
/// adds to that. A reader must take such a file or throw <see cref="TensorFileException"/>, and take no more memory than the file warrants.
/// </summary>
/// <param name="valid">Files that are right.</param>
/// <param name="read">Reads a file of the path given, and checks what else must hold where it cannot.</param>
/// <param name="spoil">A way to spoil a file that the format alone has; null for none.</param>
internal sealed class FileFuzz(IReadOnlyList<byte[]> valid, Action<string> read, Func<Random, byte[], byte[]>? spoil = null)
{
    // What an exception, its text and the places that it passes take.
    private const long BytesOfAnError = 200_000;

    // Of a file's bytes: a name of a few bytes, or the place in a list, becomes an object with a place in two tables.
    private const long Growth = 64;

    /// <summary>How many of the files that were tried could be read.</summary>
    public int Taken { get; private set; }

    /// <summary>What is wrong with the reader, a sentence each, found by files of some seeds.</summary>
    public IEnumerable<string> Faults(int first, int count)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("spoiled");

        // Written over and over: to make it anew would cost milliseconds on a disk.
        using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite);
        for (int seed = first; seed < first + count; seed++)
        {
            byte[] content = Spoiled(seed);
            file.Position = 0;
            file.Write(content);
            file.SetLength(content.Length);
            file.Flush();
            if (Fault(path, content.Length) is { } fault)
            {
                yield return $"seed {seed}, {content.Length} bytes: {fault}";
            }
        }
    }

    private string? Fault(string path, int length)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read(path);
            Taken++;
        }
        catch (TensorFileException error)
        {
            if (error.Path != path || error.Offset > length || error.Message.Length > 2000)
            {
                return $"the error says {error.Path}, byte {error.Offset}, in {error.Message.Length} characters";
            }
        }
        catch (Exception error)
        {
            return $"{error.GetType().Name}: {error.Message}";
        }

        long taken = GC.GetAllocatedBytesForCurrentThread() - before;
        return taken > BytesOfAnError + (Growth * length) ? $"{taken} bytes were allocated" : null;
    }

    private byte[] Spoiled(int seed)
    {
        Random random = new(seed);
        byte[] content = [.. valid[random.Next(valid.Count)]];
        do
        {
            content = spoil is not null && random.Next(3) > 0 ? spoil(random, content) : SpoiledAnywhere(random, content);
        }
        while (random.Next(3) == 0);
        return content;
    }

    private static byte[] SpoiledAnywhere(Random random, byte[] content)
    {
        // Most of what can go wrong goes wrong at the beginning.
        int end = random.Next(2) == 0 ? content.Length : Math.Min(content.Length, 300);
        int at = random.Next(end + 1), length = Math.Min(random.Next(1, 40), content.Length - at);
        switch (random.Next(6))
        {
            case 0:
                return content[..at];
            case 1:
                return [.. content, .. new byte[random.Next(4) == 0 && content.Length < 2000 ? 100 * content.Length : 1]];
            case 2:
                return [.. content[..at], .. content[(at + length)..]];
            case 3:
                return [.. content[..(at + length)], .. content[at..]];
            case 4 when at < content.Length:
                content[at] = (byte)random.Next(256);
                return content;
            default:
                for (int flips = random.Next(1, 9); flips > 0 && end > 0; flips--)
                {
                    content[random.Next(end)] ^= (byte)(1 << random.Next(8));
                }

                return content;
        }
    }
}
