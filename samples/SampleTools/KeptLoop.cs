using System.Diagnostics;
using Autograd.Nn;

namespace SampleTools;

/// <summary>A loop of a sample's own that a checkpoint is written of: every minute, when it is stopped, and in the end.</summary>
public sealed class KeptLoop
{
    private static readonly TimeSpan s_every = TimeSpan.FromMinutes(1);

    private readonly Session _session;
    private readonly string? _file;
    private readonly Module _model;
    private readonly (string Name, IStateful Part)[] _parts;
    private long _saved = Stopwatch.GetTimestamp();

    internal KeptLoop(Session session, string? file, Module model, (string Name, IStateful Part)[] parts) =>
        (_session, _file, _model, _parts) = (session, file, model, parts);

    /// <summary>Why the last checkpoint could not be written; null where it was.</summary>
    internal string? Error { get; private set; }

    /// <summary>A round of the loop is done, and everything as the next one needs it.</summary>
    /// <exception cref="OperationCanceledException">The user wants the program to stop; a checkpoint is written.</exception>
    public void Passed()
    {
        if (_session.Stop.IsCancellationRequested || Stopwatch.GetElapsedTime(_saved) >= s_every)
        {
            Save();
        }

        _session.Stop.ThrowIfCancellationRequested();
    }

    /// <summary>Writes a checkpoint now, as where the loop is over.</summary>
    public void Save()
    {
        if (_file is null)
        {
            return;
        }

        _saved = Stopwatch.GetTimestamp();
        try
        {
            Checkpoint.Save(_file, _model, _parts);
            Error = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Training is worth more than its checkpoint: it goes on, and the next one is tried.
            Error = e.Message;
        }
    }

    /// <summary>Goes on from the checkpoint, where there is one and the loop is to.</summary>
    internal Checkpoint? Begin() =>
        _session.IsResumed && File.Exists(_file) ? Checkpoint.Load(_file, _model, _parts) : null;
}
