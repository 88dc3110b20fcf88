namespace SampleTools;

/// <summary>Writes a file that the user has asked for: it is there whole or not at all.</summary>
public static class WholeFile
{
    /// <summary>Finds out, before anything is computed, whether a file can be written.</summary>
    /// <param name="option">The option that names it, for errors.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="SampleException">It cannot.</exception>
    public static void ExpectWritable(string option, string path) => Attempt(option, path, () =>
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
        {
            throw new IOException($"the folder {SampleException.Quote(folder)} does not exist");
        }

        // Moving a file there would replace a device by it, as far as the user may do so.
        if (Directory.Exists(path) || Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal))
        {
            throw new IOException("it is not an ordinary file");
        }

        File.Create(Beside(path), 1, FileOptions.DeleteOnClose).Dispose();
    });

    /// <summary>Writes a file: to a temporary one beside it first, which then takes its place.</summary>
    /// <param name="option">The option that names it, for errors.</param>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="SampleException">It cannot be written.</exception>
    public static void Write(string option, string path, Action<Stream> write) => Attempt(option, path, () =>
    {
        ArgumentNullException.ThrowIfNull(write);
        string temporary = Beside(path);
        try
        {
            using (FileStream file = File.Create(temporary))
            {
                write(file);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    });

    private static string Beside(string path) => $"{path}.{Environment.ProcessId}.tmp";

    private static void Attempt(string option, string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new SampleException($"{option}: expected a file that can be written, found {SampleException.Quote(path)}: "
                + e.Message.ReplaceLineEndings(" "));
        }
    }
}
