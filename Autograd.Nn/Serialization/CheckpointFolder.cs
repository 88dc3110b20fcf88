using System.Diagnostics;
using System.Globalization;

namespace Autograd.Nn;

/// <summary>A folder to which a training writes checkpoints, and when it does so.</summary>
internal sealed class CheckpointFolder
{
    /// <summary>The end of a checkpoint's name.</summary>
    public const string Extension = ".safetensors";

    private const string Beginning = "checkpoint-", Lock = "lock";

    // How the systems say that somebody has the lock.
    private const int SharingViolation = unchecked((int)0x80070020), TryAgainOnLinux = 11, TryAgainOnMac = 35;

    private readonly string _folder;
    private readonly TimeSpan? _every;
    private readonly int? _everyBatches;
    private readonly int _keep;
    private bool _isOurs;

    public CheckpointFolder(string folder, TimeSpan? every, int? everyBatches, int keep)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        (_folder, _every, _everyBatches, _keep) = (Whole(folder), every, everyBatches, keep);
    }

    /// <summary>Why the last checkpoint was not written; null where it was.</summary>
    public string? Error { get; private set; }

    /// <summary>The newest checkpoint of a folder; null where there is none.</summary>
    public static string? Newest(string folder) => Directory.Exists(folder) ? Files(folder).LastOrDefault() : null;

    /// <summary>Reads the newest checkpoint; where it is damaged the message names the one before.</summary>
    public static Checkpoint Read(string newest)
    {
        try
        {
            return Checkpoint.Read(newest);
        }
        catch (TensorFileException error) when (Files(Path.GetDirectoryName(newest)!) is [.., { } before, _])
        {
            throw new TensorFileException($"{error.Message} The one before is '{before}', which Resume takes as well.", error);
        }
    }

    /// <summary>Makes the folder ready and keeps others out until it is disposed.</summary>
    /// <param name="resumed">The folder that the training goes on from; it may write there.</param>
    /// <exception cref="IOException">
    /// Another process writes there, or nobody can; or there are checkpoints of another training.
    /// </exception>
    public Writing Open(string? resumed)
    {
        _isOurs |= resumed is not null && string.Equals(Whole(resumed), _folder, PathComparison);
        if (File.Exists(_folder))
        {
            throw new IOException($"CheckpointTo: '{_folder}' is a file; expected a folder.");
        }

        Directory.CreateDirectory(_folder);
        FileStream hold;
        try
        {
            hold = new(Path.Combine(_folder, Lock), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (error.HResult is SharingViolation or TryAgainOnLinux or TryAgainOnMac)
        {
            throw new IOException(
                $"CheckpointTo: another training writes its checkpoints to '{_folder}' ({error.Message}). Give each a folder of its " +
                "own.", error);
        }

        try
        {
            if (!_isOurs && Newest(_folder) is { } newest)
            {
                throw new IOException(
                    $"CheckpointTo: '{_folder}' has checkpoints already, '{Path.GetFileName(newest)}' for one. Go on from them with " +
                    "Resume before training, or choose another folder.");
            }

            AtomicFile.RemoveAbandoned(_folder);
            return new(this, hold);
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    private static StringComparison PathComparison =>
        OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    private static string Whole(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    private static List<string> Files(string folder)
    {
        List<string> files = [.. Directory.EnumerateFiles(folder, $"{Beginning}*{Extension}").Where(file => Number(file) >= 0)];
        files.Sort((file, other) => Number(file).CompareTo(Number(other)));
        return files;
    }

    private static long Number(string file) => long.TryParse(
        Path.GetFileNameWithoutExtension(file)[Beginning.Length..], NumberStyles.None, CultureInfo.InvariantCulture,
        out long number) ? number : -1;

    /// <summary>The folder while a training writes to it.</summary>
    public sealed class Writing(CheckpointFolder folder, FileStream hold) : IDisposable
    {
        private long _written = Stopwatch.GetTimestamp();
        private int _batches;
        private bool _isAhead = true;

        /// <summary>Whether it is time for the next checkpoint.</summary>
        public bool IsDue => (folder._everyBatches is { } batches && _batches >= batches)
            || (folder._every is { } every && Stopwatch.GetElapsedTime(_written) >= every);

        /// <summary>A batch was trained on.</summary>
        public void Passed()
        {
            _batches++;
            _isAhead = true;
        }

        /// <summary>Writes a checkpoint, or notes why that failed: training goes on, and the next is tried when it is due.</summary>
        public void Write(Action<string> save)
        {
            (_batches, _written) = (0, Stopwatch.GetTimestamp());
            try
            {
                List<string> files = Files(folder._folder);
                long number = files.Count == 0 ? 1 : Number(files[^1]) + 1;
                save(Path.Combine(folder._folder, string.Create(CultureInfo.InvariantCulture, $"{Beginning}{number:D8}{Extension}")));
                (folder._isOurs, folder.Error, _isAhead) = (true, null, false);
                foreach (string old in files.SkipLast(folder._keep - 1))
                {
                    Remove(old);
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
            {
                folder.Error = error.Message;
            }
        }

        /// <summary>Writes one where it is time for it.</summary>
        public void WriteIfDue(Action<string> save)
        {
            _isAhead = true;
            if (IsDue)
            {
                Write(save);
            }
        }

        /// <summary>Writes one where there is anything that is not in the last one.</summary>
        public void WriteLast(Action<string> save)
        {
            if (_isAhead)
            {
                Write(save);
            }
        }

        public void Dispose() => hold.Dispose();

        // One that somebody reads just now, which Windows holds on to, goes with the next.
        private static void Remove(string old)
        {
            try
            {
                File.Delete(old);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
            }
        }
    }
}
