using System.Buffers;
using System.IO.Compression;
using System.Text;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Export;

/// <summary>
/// NumPy's file of several arrays by name, .npz: a zip file of .npy files, as <c>numpy.savez</c> and <c>numpy.savez_compressed</c> write
/// it. What becomes of which type of elements, <see cref="Npy"/> says.
/// </summary>
/// <example><code>
/// Npz.Write("weights.npz", model.StateDict());                 // numpy.load("weights.npz")["0.weight"]
/// IReadOnlyDictionary&lt;string, Tensor&gt; data = Npz.Read("data.npz");
/// </code></example>
public static class Npz
{
    private const string Extension = ".npy";

    // The first moment that zip files know, so that the same tensors make the same file.
    private static readonly DateTimeOffset s_never = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads all arrays of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mostUnpacked">
    /// The most bytes that packed arrays may make, all together: a small file may well make a thousand times its own size of zeros. Arrays
    /// that are stored as they are do not count.
    /// </param>
    /// <returns>The tensors by their names, in the file's order.</returns>
    /// <exception cref="TensorFileException">
    /// The file is no such file, is damaged, would unpack to more, or holds what a tensor does not: the message says what, in which array
    /// and at which byte.
    /// </exception>
    /// <exception cref="IOException">The file is not there, is a folder or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path, long mostUnpacked = 1L << 30)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(mostUnpacked);
        using FileStream stream = ReadableFile.Open(path, "a .npz file");
        ZipDirectory directory = ZipDirectory.Read(path, stream);
        long left = mostUnpacked;
        foreach (ZipEntry entry in directory.Entries)
        {
            if (entry.Name.Length <= Extension.Length || !entry.Name.EndsWith(Extension, StringComparison.Ordinal))
            {
                throw new TensorFileException(path, $"holds '{entry.Name}', which is no .npy file", entry.Header);
            }

            left -= entry.IsPacked ? entry.Length : 0;
            if (left < 0)
            {
                throw new TensorFileException(path, FormattableString.Invariant(
                    $"unpacks to more than {mostUnpacked} bytes with '{entry.Name}'. If that is right, give mostUnpacked"), entry.Header);
            }
        }

        Dictionary<string, Tensor> tensors = [];
        foreach (ZipEntry entry in directory.Entries)
        {
            tensors.Add(entry.Name[..^Extension.Length], Npy.Read(directory.Open(entry), entry.Length));
        }

        return tensors;
    }

    /// <summary>Writes tensors.</summary>
    /// <param name="path">The file, which is replaced once the new one is whole.</param>
    /// <param name="tensors">The tensors by name.</param>
    /// <param name="packed">Whether to pack them, which makes weights hardly smaller; masks and indices it does.</param>
    /// <param name="flush">
    /// Whether to wait until all of it is on the disk, so that not even a power failure harms it; without, the system does it later.
    /// </param>
    /// <exception cref="ArgumentException">A name is empty or leads out of the file, as <c>../a</c>.</exception>
    /// <exception cref="IOException">The file cannot be written; what was there is as it was.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, bool packed = false, bool flush = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        foreach ((string name, Tensor tensor) in tensors)
        {
            string? problem = tensor is null ? "is null"
                : ZipDirectory.LeadsOut(name) ? "has a name that leads out of the file; expected one such as 'a' or 'layers/0'"
                : !IsUnicode(name) ? "has a name that is no Unicode: half of a surrogate pair"
                : tensor.Unreadable();
            if (problem is not null)
            {
                throw new ArgumentException($"Npz.Write: the tensor '{name}' {problem}. Nothing was written.", nameof(tensors));
            }
        }

        AtomicFile.Write(path, stream =>
        {
            using ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach ((string name, Tensor tensor) in tensors)
            {
                ZipArchiveEntry entry = archive.CreateEntry(
                    name + Extension, packed ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
                entry.LastWriteTime = s_never;
                using Stream bytes = entry.Open();
                Npy.Write(bytes, tensor);
            }
        }, flush);
    }

    // What is not would be written as something else, and two names might become one.
    private static bool IsUnicode(string name)
    {
        ReadOnlySpan<char> rest = name;
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out int length) != OperationStatus.Done)
            {
                return false;
            }

            rest = rest[length..];
        }

        return true;
    }
}
