using System.Runtime.InteropServices;

namespace Autograd.Nn;

/// <summary>
/// Writes a file so that under its name there is always a whole one: the old one until the new one is complete, which a rename then puts
/// in its place. It is written beside it, in the same folder, for a rename across disks would be a copy.
/// </summary>
internal static partial class AtomicFile
{
    private const string Prefix = ".autograd-", Suffix = ".tmp";

    // Windows replaces no file that somebody has open, as a scanner or an indexer may for a moment: so it is tried again, for 0.6 s in all.
    private const int Attempts = 6;

    /// <summary>Writes a file, or leaves what was there as it was; in either case no other file is left behind.</summary>
    /// <param name="path">The file; its folder must be there. A link is followed, and stays.</param>
    /// <param name="write">Writes the content to a stream.</param>
    /// <param name="flush">
    /// Whether to wait until the content, and then the new name, are on the disk: without it a power failure may lose the file.
    /// </param>
    /// <param name="length">The number of bytes there will be, so that a full disk shows at once; 0 where it is not known.</param>
    /// <exception cref="IOException">The disk is full, the folder is not there, the path is a folder, or the file is open elsewhere
    /// (Windows).</exception>
    /// <exception cref="UnauthorizedAccessException">The folder, or the file itself, may not be written to.</exception>
    public static void Write(string path, Action<Stream> write, bool flush = true, long length = 0)
    {
        string target = Target(path), folder = Path.GetDirectoryName(target)!;
        string temporary = Path.Combine(folder, $"{Prefix}{Guid.NewGuid():N}{Suffix}");
        try
        {
            UnixFileMode? mode = !OperatingSystem.IsWindows() && File.Exists(target) ? File.GetUnixFileMode(target) : null;
            WriteNew(temporary, mode, write, flush, length);
            Replace(temporary, target);
        }
        catch (Exception error)
        {
            Remove(temporary);
            if (Explained(error, path) is { } explained)
            {
                throw explained;
            }

            throw;
        }

        if (flush && !OperatingSystem.IsWindows())
        {
            FlushFolder(folder, path);
        }
    }

    /// <summary>Removes what processes that were killed while they wrote have left in a folder.</summary>
    public static void RemoveAbandoned(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, $"{Prefix}*{Suffix}"))
        {
            try
            {
                // Whoever still writes to it has it locked. The age leaves out one that was made this moment, and not yet locked.
                if (DateTime.UtcNow - File.GetLastWriteTimeUtc(file) > TimeSpan.FromSeconds(2))
                {
                    using (new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                    {
                    }

                    File.Delete(file);
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // In use, or another process has removed it.
            }
        }
    }

    // Where the file is to be, links followed.
    private static string Target(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = Path.GetFullPath(path);
        if (Directory.Exists(full) || Path.EndsInDirectorySeparator(path))
        {
            throw new IOException($"'{path}' is a folder; expected the path of a file to be written.");
        }

        string target = new FileInfo(full).LinkTarget is null ? full : File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName;
        if (!OperatingSystem.IsWindows() && target.StartsWith("/dev/", StringComparison.Ordinal)
            && !target.StartsWith("/dev/shm/", StringComparison.Ordinal))
        {
            throw new IOException($"'{path}' is a device, or would lie among them; expected the path of a file.");
        }

        if (Path.GetDirectoryName(target) is not { } folder || !Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"'{path}' cannot be written: there is no folder '{Path.GetDirectoryName(target)}'.");
        }

        // A rename would go over it all the same.
        return File.Exists(target) && (File.GetAttributes(target) & FileAttributes.ReadOnly) != 0
            ? throw new UnauthorizedAccessException($"'{path}' is read-only; nothing was written.")
            : target;
    }

    private static void WriteNew(string temporary, UnixFileMode? mode, Action<Stream> write, bool flush, long length)
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            PreallocationSize = length,
            BufferSize = 1 << 16,
        };

        // Who could read the old one can read the new one, and nobody else, not for a moment.
        if (mode is { } rights && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = rights | UnixFileMode.UserWrite;
        }

        using FileStream file = new(temporary, options);
        write(file);
        file.Flush(flush);
        if (mode is { } exactly && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file.SafeFileHandle, exactly);
        }
    }

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Its folder is gone, say; what went wrong before tells more.
        }
    }

    private static void Replace(string temporary, string target)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                File.Move(temporary, target, overwrite: true);
                return;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException
                && OperatingSystem.IsWindows() && attempt < Attempts)
            {
                Thread.Sleep(10 << attempt);
            }
        }
    }

    // What the system says names the file beside the one that is meant.
    private static Exception? Explained(Exception error, string path)
    {
        string message = $"'{path}' was not written, and what was there before is untouched: {error.Message}";
        return error is UnauthorizedAccessException ? new UnauthorizedAccessException(message, error)
            : error is IOException ? new IOException(message, error) { HResult = error.HResult }
            : null;
    }

    // The new name is on the disk when the folder is.
    private static void FlushFolder(string folder, string path)
    {
        const int notSupported = 22;
        int handle = Open(folder, 0);
        bool failed = handle < 0 || (Fsync(handle) < 0 && Marshal.GetLastPInvokeError() != notSupported);
        string reason = failed ? Marshal.GetLastPInvokeErrorMessage() : "";
        if (handle >= 0)
        {
            _ = Close(handle);
        }

        if (failed)
        {
            throw new IOException($"'{path}' was written, but whether its name outlives a power failure is not sure: {reason}");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fsync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int handle);
}
