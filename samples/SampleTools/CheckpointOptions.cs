using System.CommandLine;
using System.Globalization;
using System.Reflection;

namespace SampleTools;

/// <summary><c>--checkpoint</c> and <c>--resume</c>, which every sample has, and what is said of them in the end.</summary>
internal sealed class CheckpointOptions
{
    private const string FolderName = "--checkpoint", ResumeName = "--resume";

    private readonly Setting<string?> _folder = Setting.FilePath(
        FolderName, "Keep the training here, every minute and when Ctrl-C stops it", "folder");

    private readonly Option<bool> _resume = new(ResumeName) { Description = "Go on from what is kept there, if anything is" };

    internal void AddTo(RootCommand command)
    {
        command.Add(_folder);
        command.Add(_resume);
    }

    internal Session Begin(ParseResult result)
    {
        (string? folder, bool isResumed) = (_folder.In(result), result.GetValue(_resume));
        if (isResumed && folder is null)
        {
            throw new SampleException($"{ResumeName}: expected {FolderName} with it, the folder to go on from");
        }

        // Found before anything is trained; a checkpoint is in the folder, or in that of one of several trainings.
        var here = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1, IgnoreInaccessible = true };
        return isResumed || !Directory.Exists(folder) || !Directory.EnumerateFiles(folder, "*.safetensors", here).Any()
            ? new(folder, isResumed)
            : throw new SampleException(
                $"{FolderName}: {SampleException.Quote(folder)} has checkpoints already; go on from them with {ResumeName}, or choose " +
                "another folder");
    }

    /// <summary>Tells what the user should know of the checkpoints of a run that came to its end.</summary>
    internal static void Conclude(Session session, TextWriter error)
    {
        if (session.Warning is { } warning)
        {
            error.WriteLine(warning);
        }

        if (session.Error is { } failure)
        {
            error.WriteLine($"The last checkpoint could not be written: {failure.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>Tells how to go on with a run that was stopped.</summary>
    internal static void ConcludeStopped(Session session, string[] args, TextWriter error)
    {
        Conclude(session, error);
        string steps = string.Create(CultureInfo.InvariantCulture, $"Stopped after {session.Steps:N0} training steps");
        if (!session.IsKept)
        {
            error.WriteLine($"{steps}; with {FolderName} <folder> one can go on.");
            return;
        }

        string arguments = string.Join(' ', args.Where(arg => arg != ResumeName).Append(ResumeName).Select(Quote));
        error.WriteLine($"{steps}; go on with:");
        error.WriteLine($"dotnet run -c Release --project samples/{Assembly.GetEntryAssembly()?.GetName().Name} -- {arguments}");
    }

    // As a shell takes it for one word.
    private static string Quote(string argument) =>
        argument.Length > 0 && argument.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:,=+@%".Contains(c, StringComparison.Ordinal))
            ? argument
            : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
