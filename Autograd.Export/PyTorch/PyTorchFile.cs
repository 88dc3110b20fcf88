using System.Text;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Export;

/// <summary>
/// Reads what PyTorch saved, a state dictionary or a dictionary of several, from a .pt or .pth file of version 1.6 or later: without
/// Python, and without running anything that is in the file.
/// </summary>
/// <remarks>
/// Such a file is a pickle beside the numbers, and a pickle is a program that may call whatever it names. Here exactly that part of it is
/// understood that dictionaries, lists, numbers, texts and tensors need; a file that names anything else is refused. Views, as transposed
/// and shared tensors are, become tensors of their own. float16 and bfloat16 become Float32, and integers of any size Int64.
/// </remarks>
/// <example><code>
/// model.LoadState(PyTorchFile.Read("model.pt"));               // torch.save(model.state_dict(), "model.pt")
/// </code></example>
public static class PyTorchFile
{
    private const string Pickle = "/data.pkl";

    // Numbers are beside it: names and shapes of a hundred thousand tensors take half of it.
    private const int LongestPickle = 1 << 25;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The tensors by name, and what else there is.</returns>
    /// <exception cref="TensorFileException">
    /// The file is no such file, is damaged, or holds something else than dictionaries, lists, numbers, texts and tensors: the message says
    /// what and at which byte. No more memory is taken than the file warrants.
    /// </exception>
    /// <exception cref="IOException">The file is not there, is a folder or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static PyTorchStateDictionary Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = ReadableFile.Open(path, "a file of PyTorch");
        ExpectZip(path, stream);
        ZipDirectory directory = ZipDirectory.Read(path, stream);
        ZipEntry entry = FindPickle(path, directory);
        string root = entry.Name[..^Pickle.Length];
        Dictionary<string, ZipEntry> entries = directory.Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        SourceFile file = directory.Open(entry);
        byte[] pickle = new byte[entry.Length];
        file.Fill(pickle, "the pickle");
        file.ExpectEnd("the pickle");
        bool isBigEndian = entries.TryGetValue($"{root}/byteorder", out ZipEntry? order) && IsBigEndian(directory.Open(order), order);
        object? value = new PyTorchPickle(file, pickle, key => entries.GetValueOrDefault($"{root}/data/{key}")).Read();
        PyTorchContents contents = new(file, stream.Length, pickle.Length);
        contents.Add("", value, depth: 0);
        return new(contents.Load(directory, isBigEndian), contents.Values);
    }

    private static void ExpectZip(string path, FileStream stream)
    {
        Span<byte> first = stackalloc byte[4];
        int read = stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        if (!ZipDirectory.Begins(first[..read]))
        {
            throw new TensorFileException(
                path,
                read > 0 && first[0] == 0x80
                    ? "is a pickle, as PyTorch wrote before version 1.6. Save it anew with a later one: torch.save(torch.load(path), path)"
                    : "is no file of PyTorch 1.6 or later, which is a zip file",
                0);
        }
    }

    private static ZipEntry FindPickle(string path, ZipDirectory directory)
    {
        ZipEntry? found = null;
        foreach (ZipEntry entry in directory.Entries)
        {
            if (entry.Name.EndsWith("/constants.pkl", StringComparison.Ordinal))
            {
                throw new TensorFileException(
                    path, "holds a program (TorchScript), not a state. Save model.state_dict() with torch.save", entry.Header);
            }

            bool isPickle = entry.Name.EndsWith(Pickle, StringComparison.Ordinal)
                && entry.Name.IndexOf('/') == entry.Name.Length - Pickle.Length;
            found = isPickle && found is not null
                ? throw new TensorFileException(path, $"has two pickles, '{found.Name}' and '{entry.Name}'", entry.Header)
                : isPickle ? entry : found;
        }

        if (directory.Entries.FirstOrDefault(entry => entry.IsPacked) is { } packed)
        {
            throw new TensorFileException(path, $"has '{packed.Name}' packed; PyTorch stores what it saves as it is", packed.Header);
        }

        return found is { Length: <= LongestPickle } pickle ? pickle : throw new TensorFileException(
            path,
            found is null ? "is no file of PyTorch: there is no data.pkl in its folder" : FormattableString.Invariant(
                $"has a pickle of {found.Length} bytes beside its tensors; expected {LongestPickle} at most. Save less else than tensors"),
            found?.Header);
    }

    private static bool IsBigEndian(SourceFile file, ZipEntry entry)
    {
        byte[] order = new byte[Math.Min(entry.Length, 8)];
        file.Fill(order, "the byte order");
        return Encoding.ASCII.GetString(order) switch
        {
            "little" => false,
            "big" => true,
            string other => throw file.Damage($"is '{other}'; expected little or big"),
        };
    }
}
