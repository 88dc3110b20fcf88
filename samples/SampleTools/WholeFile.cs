namespace SampleTools;

/// <summary>Writes a file that the user has asked for: it is there whole or not at all.</summary>
public static class WholeFile
{
    private const int LongestLine = 1 << 24, MostLinks = 40;

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

    /// <summary>Finds out whether a file may be replaced: none is there, it is empty, or of the same kind.</summary>
    /// <param name="option">The option that names it, for errors.</param>
    /// <param name="path">The file.</param>
    /// <param name="isSame">Whether a file is of the kind that takes its place.</param>
    /// <param name="what">That kind, for errors.</param>
    /// <exception cref="SampleException">It may not.</exception>
    public static void ExpectReplaceable(string option, string path, Func<string, bool> isSame, string what) =>
        Attempt(option, path, () =>
        {
            ArgumentNullException.ThrowIfNull(isSame);
            if (File.Exists(path) && new FileInfo(path).Length > 0 && !isSame(path))
            {
                throw new SampleException($"{option}: {SampleException.Quote(path)} is there, and is not {what}; expected another file, or "
                    + "--overwrite to replace it");
            }
        });

    /// <summary>Whether two paths lead to the same file, over whatever links.</summary>
    /// <param name="one">A file.</param>
    /// <param name="other">Another one.</param>
    public static bool IsSame(string one, string other) => string.Equals(Final(one), Final(other),
        OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether two files begin with the same line.</summary>
    /// <param name="one">A file.</param>
    /// <param name="other">Another one.</param>
    public static bool HaveSameFirstLine(string one, string other)
    {
        static byte[] Line(string path)
        {
            using FileStream file = File.OpenRead(path);
            byte[] start = new byte[Math.Min(file.Length, LongestLine)];
            file.ReadExactly(start);
            int end = Array.IndexOf(start, (byte)'\n');
            return end < 0 ? start : start[..end];
        }

        return Line(one).AsSpan().SequenceEqual(Line(other));
    }

    /// <summary>Writes a file: to a temporary one beside it first, which then takes its place.</summary>
    /// <param name="option">The option that names it, for errors.</param>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="expectSame">Finds out whether the file may be replaced by that one, which has been written; throws where not.</param>
    /// <exception cref="SampleException">It cannot be written.</exception>
    public static void Write(string option, string path, Action<Stream> write, Action<string>? expectSame = null) =>
        Attempt(option, path, () =>
        {
            ArgumentNullException.ThrowIfNull(write);
            string temporary = Beside(path);
            try
            {
                using (FileStream file = File.Create(temporary))
                {
                    write(file);
                }

                expectSame?.Invoke(temporary);
                File.Move(temporary, path, overwrite: true);
            }
            finally
            {
                File.Delete(temporary);
            }
        });

    // Of every folder on the way the place where it is, and that of the file.
    private static string Final(string path)
    {
        string full = Path.GetFullPath(path), at = Path.GetPathRoot(full)!;
        Stack<string> left = new(Parts(full[at.Length..]).Reverse());
        for (int links = 0; left.TryPop(out string? part);)
        {
            string next = part == ".." ? Path.GetDirectoryName(at) ?? at : Path.Combine(at, part);
            if (part == ".." || links == MostLinks || new FileInfo(next).LinkTarget is not { } target)
            {
                at = next;
                continue;
            }

            links++;
            at = Path.IsPathRooted(target) ? Path.GetPathRoot(target)! : at;
            foreach (string each in Parts(Path.IsPathRooted(target) ? target[at.Length..] : target).Reverse())
            {
                left.Push(each);
            }
        }

        return at;
    }

    private static IEnumerable<string> Parts(string path) => path.Split(
        [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".");

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
