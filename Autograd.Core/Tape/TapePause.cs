namespace Autograd.Core;

/// <summary>Ends a pause of a <see cref="Tape"/> when disposed.</summary>
public readonly ref struct TapePause
{
    private readonly Tape? _tape;
    private readonly int _number;

    internal TapePause(Tape tape)
    {
        _tape = tape;
        _number = tape.Stop();
    }

    /// <summary>Lets the tape record again; a second time, and that of a copy, does nothing.</summary>
    public void Dispose() => _tape?.Resume(_number);
}
