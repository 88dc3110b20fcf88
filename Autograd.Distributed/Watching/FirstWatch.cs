using System.Net.Sockets;

namespace Autograd.Distributed;

/// <summary>The watch of the first rank, with whom all others are connected.</summary>
/// <param name="ranks">All ranks.</param>
/// <param name="connections">Those to the other ranks; the first is null.</param>
/// <param name="whereabouts">Where this rank is.</param>
/// <param name="timeout">How long a rank may keep others waiting.</param>
internal sealed class FirstWatch(WatchedRank[] ranks, Connection?[] connections, Whereabouts whereabouts, TimeSpan? timeout)
    : Watch(ranks, 0, whereabouts)
{
    private readonly object _speaking = new();

    public override void Fail(string line) => Speak(line);

    public override void Dispose()
    {
        base.Dispose();
        foreach (Connection? connection in connections)
        {
            connection?.Dispose();
        }
    }

    protected override void SayOver(string thrown)
    {
        lock (Ranks)
        {
            Ranks[0].HeardOver(Whereabouts.Now, thrown);
        }
    }

    protected override void Listen()
    {
        List<Socket> sockets = [];
        for (int rank = 1; rank < connections.Length; rank++)
        {
            sockets.Add(connections[rank]!.Socket);
        }

        Socket.Select(sockets, null, null, Beat / 4);
        for (int rank = 1; rank < connections.Length; rank++)
        {
            if (sockets.Contains(connections[rank]!.Socket))
            {
                Hear(Ranks[rank], connections[rank]!);
            }
        }

        EndIfAllOver();
    }

    protected override void Tell()
    {
        lock (Ranks)
        {
            if (!Ranks[0].IsOver)
            {
                Ranks[0].Heard(Whereabouts.Now);
            }
        }

        Send(FrameKind.Alive);
        LookForMissing();
    }

    private void Hear(WatchedRank rank, Connection connection)
    {
        foreach (Frame frame in connection.Receive())
        {
            if (frame.Kind == FrameKind.Failed)
            {
                Speak(frame.Text);
            }

            if (frame.Kind == FrameKind.Ending)
            {
                LastWords.End();
            }

            if (frame.Kind == FrameKind.Over)
            {
                rank.HeardOver(frame.Place, frame.Text);
            }
            else
            {
                rank.Heard(frame.Place);
            }
        }

        // One whose program is over waits until those of all are, so that none may be gone before.
        if (connection.IsGone)
        {
            Speak($"MpiWorld: {rank} is gone: it was killed, or its process ended without an exception. It was last seen {rank.Place}, " +
                $"{(rank.IsOver ? "at the end of its program, " : "")}and rank 0 is {Whereabouts.Now}. All ranks are ended.");
        }
    }

    // The programs are over when all say so, and none of them waits for another.
    private void EndIfAllOver()
    {
        lock (Ranks)
        {
            if (!Array.TrueForAll(Ranks, rank => rank.IsOver))
            {
                return;
            }
        }

        Send(FrameKind.AllOver);
        AllOver();
    }

    private void LookForMissing()
    {
        WatchedRank last = Ranks[0], waiting = Ranks[0];
        foreach (WatchedRank rank in Ranks)
        {
            last = rank.Place.Entered < last.Place.Entered ? rank : last;
            waiting = rank.Waited > waiting.Waited ? rank : waiting;
        }

        // Whoever has begun the fewest calls is the one that the others wait for.
        if (last.IsOver && waiting.Place.Entered > last.Place.Entered)
        {
            Speak($"MpiWorld: the program of {last} is over, {last.Place}, while rank {waiting.Number} waits for it {waiting.Place}: " +
                (last.Thrown.Length > 0 ? $"it threw {last.Thrown}" : "it ended, as by Environment.Exit, or ranks did not do the same") +
                ". All ranks are ended.");
        }

        if (Array.Find(Ranks, rank => rank.Place.Entered == last.Place.Entered && rank.Place.Call != last.Place.Call) is { } other)
        {
            Speak($"MpiWorld: the ranks do not do the same: {last} is {last.Place}, and {other} is {other.Place}. All ranks are ended.");
        }

        if (timeout is not { } limit)
        {
            return;
        }

        if (waiting.Place.Entered > last.Place.Entered && waiting.Waited > limit.TotalSeconds)
        {
            Speak(FormattableString.Invariant($"MpiWorld: {last} hangs or is slow: rank {waiting.Number} has waited for it for ") +
                FormattableString.Invariant($"{waiting.Waited:F1} s {waiting.Place}, the timeout is {limit.TotalSeconds} s. It is ") +
                $"{last.Place}. All ranks are ended.");
        }

        // The end of the program is the last that all wait for.
        WatchedRank over = Ranks.MaxBy(rank => rank.Over)!;
        if (over.Over > limit.TotalSeconds && Array.Find(Ranks, rank => !rank.IsOver && !rank.Place.IsWaiting) is { } late
            && late.Place.Seconds > limit.TotalSeconds)
        {
            Speak(FormattableString.Invariant($"MpiWorld: {late} hangs or is slow: the program of rank {over.Number} has been over for ") +
                FormattableString.Invariant($"{over.Over:F1} s, the timeout is {limit.TotalSeconds} s. It is {late.Place}. ") +
                "All ranks are ended.");
        }

        if (Array.Find(Ranks, rank => rank.Number > 0 && !rank.IsOver && rank.Silence > limit && rank.Silence > Starved) is { } silent)
        {
            Speak(FormattableString.Invariant($"MpiWorld: {silent} has not been heard of for {silent.Silence.TotalSeconds:F1} s, the ") +
                FormattableString.Invariant($"timeout is {limit.TotalSeconds} s. It was last seen {silent.Place}. All ranks are ended."));
        }
    }

    private void Speak(string line)
    {
        IsEnding = true;
        lock (_speaking)
        {
            LastWords.Say(line, () => Send(FrameKind.Ending));
        }
    }

    private void Send(FrameKind kind)
    {
        foreach (Connection? connection in connections)
        {
            connection?.Send(Frame.Of(kind));
        }
    }
}
