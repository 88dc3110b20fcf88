using System.Diagnostics;

namespace Autograd.Distributed;

/// <summary>
/// Sees that no rank waits for one that will never come. A thread of each rank holds a connection with that of the first, who hears where
/// each rank is, notices at once when one is gone, and is the one who speaks: so there is one line, whatever goes wrong how often.
/// </summary>
internal abstract class Watch : IDisposable
{
    /// <summary>How often ranks tell where they are.</summary>
    protected static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(200);

    /// <summary>For how long nothing may be heard of a rank whose machine has too much to do.</summary>
    protected static readonly TimeSpan Starved = TimeSpan.FromSeconds(10);

    /// <summary>How long a rank that failed waits for the first to say so.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly ManualResetEventSlim _allOver = new();
    private readonly Thread _thread;
    private volatile bool _stops, _isEnding;

    protected Watch(WatchedRank[] ranks, int rank, Whereabouts whereabouts)
    {
        (Ranks, Rank, Whereabouts) = (ranks, rank, whereabouts);
        _thread = new Thread(Run) { IsBackground = true, Name = nameof(Watch) };
    }

    /// <summary>Whether this thread is one that watches.</summary>
    public static bool IsCurrent => Thread.CurrentThread.Name == nameof(Watch);

    /// <summary>All ranks, as they are called.</summary>
    protected WatchedRank[] Ranks { get; }

    /// <summary>This rank.</summary>
    protected int Rank { get; }

    /// <summary>Where this rank is.</summary>
    protected Whereabouts Whereabouts { get; }

    /// <summary>Whether something went wrong, so that all ranks end.</summary>
    public bool IsEnding { get => _isEnding; protected set => _isEnding = value; }

    /// <summary>Begins to watch.</summary>
    public void Start() => _thread.Start();

    /// <summary>This rank failed: the line is told, and all ranks end. It does not return.</summary>
    public abstract void Fail(string line);

    /// <summary>This rank's program is over: returns when those of all ranks are.</summary>
    /// <param name="thrown">What was thrown last, if anything was.</param>
    public void Leave(string thrown)
    {
        SayOver(thrown);
        _allOver.Wait();
    }

    /// <summary>Ends the thread.</summary>
    public virtual void Dispose()
    {
        _stops = true;
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _allOver.Dispose();
    }

    /// <summary>Tells that this rank's program is over.</summary>
    /// <param name="thrown">What was thrown last, if anything was.</param>
    protected abstract void SayOver(string thrown);

    /// <summary>Waits a beat at most for what comes, and acts on it.</summary>
    protected abstract void Listen();

    /// <summary>Once a beat: tells where this rank is, and looks for those who are missing.</summary>
    protected abstract void Tell();

    /// <summary>The programs of all ranks are over.</summary>
    protected void AllOver()
    {
        _stops = true;
        _allOver.Set();
    }

    private void Run()
    {
        long told = Stopwatch.GetTimestamp();
        while (!_stops)
        {
            Listen();
            if (!_stops && Stopwatch.GetElapsedTime(told) >= Beat)
            {
                told = Stopwatch.GetTimestamp();
                Tell();
            }
        }
    }
}
