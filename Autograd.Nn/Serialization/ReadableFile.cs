using Microsoft.Win32.SafeHandles;

namespace Autograd.Nn;

/// <summary>
/// Opens files for reading. Whoever wants to may write a new file under the name meanwhile, on Windows too; the one that is open stays what
/// it is.
/// </summary>
internal static class ReadableFile
{
    private const FileShare Share = FileShare.ReadWrite | FileShare.Delete;

    /// <summary>Opens a file that is read from its beginning.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">What it is to be, for messages.</param>
    public static FileStream Open(string path, string expected)
    {
        ExpectFile(path, expected);
        return new(path, FileMode.Open, FileAccess.Read, Share);
    }

    /// <summary>Opens a file that is read at positions.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">What it is to be, for messages.</param>
    public static SafeFileHandle OpenHandle(string path, string expected)
    {
        ExpectFile(path, expected);
        return File.OpenHandle(path, share: Share);
    }

    // To open a folder is denied as if it were a matter of rights.
    private static void ExpectFile(string path, string expected)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            throw new IOException($"'{path}' is a folder; expected {expected}.");
        }
    }
}
