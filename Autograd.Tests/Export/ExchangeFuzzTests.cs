using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Autograd.Core;
using Autograd.Export;
using Autograd.Tests.Nn.Serialization;

namespace Autograd.Tests.Export;

/// <summary>Files of NumPy and PyTorch are data from a stranger too.</summary>
public sealed partial class ExchangeFuzzTests
{
    private const int InSuite = 2000, InLongRun = 100_000;

    private static readonly string[] s_words =
    [
        "'descr'", "'shape'", "'fortran_order'", "'<f4'",
        "'>f2'", "'<u8'", "'|b1'", "'|O'", "True", "False", "None", "()", "(3,)", "(2, 3)",
        "0", "1", "-1", "2147483647", "2147483648", "99999999999999999999", "10L", ",", ":", "{", "}", "[('a', '<f4')]",
    ];

    // Opcodes of pickles, known here and not, and arguments that lie.
    private static readonly byte[][] s_opcodes =
    [
        .. "(.)]}NabcehijloqrstuGJKMQRX\u0080\u0081\u0085\u0086\u0087\u0088\u0089\u008a\u008c\u0093\u0095".Select(
            letter => new[] { (byte)letter }),
        .. ("J\u00ff\u00ff\u00ff\u007f|J\u00ff\u00ff\u00ff\u00ff|K\u0000|h\u0000|h\u0001\u0086|q\u0001|cos\nsystem\n|" +
            "\u008a\u0008\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f|ctorch\nLongStorage\n")
            .Split('|').Select(Encoding.Latin1.GetBytes),
    ];

    [TestCase("npy")]
    [TestCase("npz")]
    [TestCase("pt")]
    public void Two_thousand_spoiled_files_are_taken_or_refused_by_name(string format)
    {
        FileFuzz fuzz = Fuzz(format);
        fuzz.Faults(0, InSuite).Take(3).ShouldBeEmpty();

        // Neither all nor none: numbers may be anything.
        fuzz.Taken.ShouldBeInRange(InSuite / 100, InSuite / 2);
    }

    [TestCase("npy")]
    [TestCase("npz")]
    [TestCase("pt")]
    [Explicit("It takes a minute."), Category("Long")]
    public void A_hundred_thousand_Fuzz_files_are_taken_or_refused_by_name(string format) =>
        Fuzz(format).Faults(InSuite, TestContext.Parameters.Get("calls", InLongRun)).Take(3).ShouldBeEmpty();

    [Test]
    public void A_reader_that_believes_the_header_of_an_array_is_found() =>
        new FileFuzz(Npys(), ReadTrusting, SpoilNpy).Faults(0, 300).Take(10).Count().ShouldBe(10);

    [Test]
    public void A_reader_that_leaves_the_zip_file_to_the_framework_is_found() =>
        new FileFuzz(Npzs(), UnzipTrusting, SpoilNpz).Faults(0, 300).Take(10).Count().ShouldBe(10);

    [Test]
    public void A_reader_that_takes_a_hundred_times_the_file_is_found() =>
        new FileFuzz(Pts(), path => _ = new byte[100 * new FileInfo(path).Length], SpoilPt).Faults(0, 300).Take(3).Count().ShouldBe(3);

    private static FileFuzz Fuzz(string format) => format switch
    {
        "npy" => new(Npys(), path => Npy.Read(path), SpoilNpy),
        "npz" => new(Npzs(), path => Npz.Read(path), SpoilNpz),
        _ => new(Pts(), path => PyTorchFile.Read(path), SpoilPt),
    };

    private static byte[][] Npys() =>
        [.. new[] { "float32.npy", "bool.npy", "scalar.npy", "version2.npy", "int64.npy" }
            .Select(name => File.ReadAllBytes(Fixture.Of(name)))];

    private static byte[][] Npzs() => [Small(), File.ReadAllBytes(Fixture.Of("packed.npz"))];

    private static byte[][] Pts() =>
        [.. new[] { "state.pt", "views.pt", "tensor.pt" }.Select(name => File.ReadAllBytes(Fixture.Of(name)))];

    private static byte[] Small()
    {
        using TemporaryFolder files = new();
        Npz.Write(files.File("small"), new Dictionary<string, Tensor> { ["a"] = Tensor.From([1f, 2]), ["b/c"] = Tensor.Scalar(3) });
        return File.ReadAllBytes(files.File("small"));
    }

    // The header stays as long as it says.
    private static byte[] SpoilNpy(Random random, byte[] content)
    {
        if (content.Length < 12)
        {
            return content;
        }

        int sizes = content[6] == 1 ? 2 : 4, start = 8 + sizes;
        long length = sizes == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(content.AsSpan(8))
            : BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(8));
        if (length > content.Length - start)
        {
            return content;
        }

        string header = Encoding.Latin1.GetString(content, start, (int)length);
        MatchCollection tokens = Tokens().Matches(header);
        if (tokens.Count > 0)
        {
            Match token = tokens[random.Next(tokens.Count)];
            string by = random.Next(2) == 0 ? s_words[random.Next(s_words.Length)] : tokens[random.Next(tokens.Count)].Value;
            header = string.Concat(header.AsSpan(0, token.Index), by, header.AsSpan(token.Index + token.Length));
        }

        byte[] spoiled = [.. content[..start], .. Encoding.Latin1.GetBytes(header), .. content[(start + (int)length)..]];
        BinaryPrimitives.WriteUInt16LittleEndian(spoiled.AsSpan(8), (ushort)header.Length);
        return spoiled;
    }

    private static byte[] SpoilNpz(Random random, byte[] content) => random.Next(2) == 0 ? SpoilZip(random, content)
        : Zipped(random, content, SpoilNpy, random.Next(2) == 0 ? CompressionLevel.Fastest : CompressionLevel.NoCompression);

    private static byte[] SpoilPt(Random random, byte[] content) => random.Next(4) == 0 ? SpoilZip(random, content)
        : Zipped(random, content, SpoilPickle, CompressionLevel.NoCompression);

    // A number of the zip file's own becomes another.
    private static byte[] SpoilZip(Random random, byte[] content)
    {
        int[] marks = [.. Enumerable.Range(0, Math.Max(0, content.Length - 1)).Where(i => content[i] == 'P' && content[i + 1] == 'K')];
        if (marks.Length > 0)
        {
            long[] lies = [0, 1, 8, 65535, uint.MaxValue, int.MaxValue, content.Length, content.Length - 22, content.Length * 1000L];
            byte[] lie = BitConverter.GetBytes(lies[random.Next(lies.Length)]);
            int at = marks[random.Next(marks.Length)] + random.Next(4, 46), length = random.Next(2) == 0 ? 2 : 4;
            lie.AsSpan(0, Math.Clamp(content.Length - at, 0, length)).CopyTo(content.AsSpan(Math.Min(at, content.Length)));
        }

        return content;
    }

    // One of the files inside is spoiled, and the zip file whole, its checksums too.
    private static byte[] Zipped(Random random, byte[] content, Func<Random, byte[], byte[]> spoil, CompressionLevel level)
    {
        try
        {
            using ZipArchive old = new(new MemoryStream(content));
            using MemoryStream stream = new();
            using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
            {
                int chosen = old.Entries.Count > 4 ? 0 : random.Next(old.Entries.Count);
                for (int i = 0; i < old.Entries.Count; i++)
                {
                    using MemoryStream bytes = new();
                    using (Stream entry = old.Entries[i].Open())
                    {
                        entry.CopyTo(bytes);
                    }

                    using Stream written = archive.CreateEntry(old.Entries[i].FullName, level).Open();
                    written.Write(i == chosen ? spoil(random, bytes.ToArray()) : bytes.ToArray());
                }
            }

            return stream.ToArray();
        }
        catch (Exception error) when (error is InvalidDataException or ArgumentException or IOException or NotSupportedException)
        {
            // Spoiled already.
            return content;
        }
    }

    private static byte[] SpoilPickle(Random random, byte[] pickle)
    {
        int at = random.Next(pickle.Length + 1), end = Math.Min(pickle.Length, at + random.Next(3));
        byte[] by = random.Next(16) == 0 ? Run(random)
            : random.Next(4) > 0 ? s_opcodes[random.Next(s_opcodes.Length)]
            : pickle[random.Next(pickle.Length + 1)..] is var tail ? tail[..Math.Min(tail.Length, random.Next(60))] : [];
        return [.. pickle[..at], .. by, .. pickle[end..]];
    }

    // One byte again and again, each of which makes something.
    private static byte[] Run(Random random)
    {
        byte[] run = new byte[20_000];
        Array.Fill(run, "}])N\u0088("u8[random.Next(6)]);
        return run;
    }

    private static void ReadTrusting(string path)
    {
        byte[] content = File.ReadAllBytes(path);
        string header = Encoding.Latin1.GetString(content, 10, BitConverter.ToUInt16(content, 8));
        int count = Sizes().Match(header).Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Aggregate(1, (product, size) => product * int.Parse(size, System.Globalization.CultureInfo.InvariantCulture));
        _ = content.AsSpan(10 + header.Length, count).ToArray();
    }

    private static void UnzipTrusting(string path)
    {
        using ZipArchive archive = ZipFile.OpenRead(path);
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using Stream stream = entry.Open();
            stream.ReadExactly(new byte[entry.Length]);
        }
    }

    [GeneratedRegex(@"'[^']*'|\d+|True|False|[(){},:]")]
    private static partial Regex Tokens();

    [GeneratedRegex(@"\(([\d, ]*)\)")]
    private static partial Regex Sizes();
}
