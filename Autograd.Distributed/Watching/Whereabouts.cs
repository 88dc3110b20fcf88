using System.Diagnostics;

namespace Autograd.Distributed;

/// <summary>Where a rank is: what it does together with the others or did last, and since when.</summary>
/// <param name="Entered">How many collective calls it has begun.</param>
/// <param name="Left">How many of them are over.</param>
/// <param name="Step">The training step it is in; negative where it is in none.</param>
/// <param name="Seconds">How long nothing of this has changed.</param>
/// <param name="Call">The collective call that it is in or was in last.</param>
internal readonly record struct Place(long Entered, long Left, long Step, double Seconds, string Call)
{
    /// <summary>Whether it is in a collective call: it waits for others, or they for each other.</summary>
    public bool IsWaiting => Entered > Left;

    /// <summary>The step, as an addition to a sentence.</summary>
    public string InStep => Step >= 0 ? FormattableString.Invariant($" in step {Step}") : "";

    /// <summary>The place in words.</summary>
    public override string ToString() => $"{(IsWaiting ? "in " : Entered > 0 ? "after " : "before ")}{Call}{InStep}";
}

/// <summary>Keeps where this rank is, for its watch to tell.</summary>
internal sealed class Whereabouts
{
    private readonly object _gate = new();
    private long _entered, _left, _step = -1, _since = Stopwatch.GetTimestamp();
    private string _call = "the first collective call";

    /// <summary>The training step; negative where there is none.</summary>
    public long Step
    {
        get => Interlocked.Read(ref _step);
        set => Interlocked.Exchange(ref _step, value);
    }

    /// <summary>Where it is now.</summary>
    public Place Now
    {
        get
        {
            lock (_gate)
            {
                return new(_entered, _left, _step, Stopwatch.GetElapsedTime(_since).TotalSeconds, _call);
            }
        }
    }

    /// <summary>A collective call begins.</summary>
    public void Enter(string call)
    {
        lock (_gate)
        {
            (_call, _since) = (call, Stopwatch.GetTimestamp());
            _entered++;
        }
    }

    /// <summary>The call is over.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _since = Stopwatch.GetTimestamp();
            _left++;
        }
    }
}
