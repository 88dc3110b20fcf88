namespace Autograd.Core;

/// <summary>Ends a pause of a <see cref="Tape"/> when disposed.</summary>
public readonly ref struct TapePause
{
    private readonly Tape? _tape;

    internal TapePause(Tape tape)
    {
        _tape = tape;
        tape.Stop();
    }

    /// <summary>Lets the tape record again.</summary>
    public void Dispose() => _tape?.Resume();
}
