using System.Diagnostics;

namespace Autograd.Distributed;

/// <summary>A rank as others see it.</summary>
/// <param name="number">Its number.</param>
/// <param name="count">How many ranks there are.</param>
/// <param name="host">The machine it runs on.</param>
/// <param name="process">The process there.</param>
internal sealed class WatchedRank(int number, int count, string host, string process)
{
    private long _heard = Stopwatch.GetTimestamp(), _over;

    /// <summary>Its number.</summary>
    public int Number => number;

    /// <summary>The machine it runs on.</summary>
    public string Host => host;

    /// <summary>Where it was when it was last heard of.</summary>
    public Place Place { get; private set; } = new(0, 0, -1, 0, "the first collective call");

    /// <summary>Whether its program is over.</summary>
    public bool IsOver { get; private set; }

    /// <summary>For how many seconds its program has been over.</summary>
    public double Over => IsOver ? Stopwatch.GetElapsedTime(_over).TotalSeconds : 0;

    /// <summary>What was thrown there before the program was over, if anything was.</summary>
    public string Thrown { get; private set; } = "";

    /// <summary>How long nothing was heard of it.</summary>
    public TimeSpan Silence => Stopwatch.GetElapsedTime(_heard);

    /// <summary>For how many seconds it has waited for others.</summary>
    public double Waited => Place.IsWaiting ? Place.Seconds : 0;

    /// <summary>Its program is over.</summary>
    public void HeardOver(Place place, string thrown)
    {
        (_over, Thrown) = (Stopwatch.GetTimestamp(), thrown);
        IsOver = true;
        Heard(place);
    }

    /// <summary>It was heard of.</summary>
    public void Heard(Place place)
    {
        Place = place;
        Heard();
    }

    /// <summary>It was heard of, without a word where it is.</summary>
    public void Heard() => _heard = Stopwatch.GetTimestamp();

    public override string ToString() => FormattableString.Invariant($"rank {number} of {count} ({host}, process {process})");
}
