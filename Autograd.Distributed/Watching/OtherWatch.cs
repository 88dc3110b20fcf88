using System.Net.Sockets;

namespace Autograd.Distributed;

/// <summary>The watch of any rank but the first. The second rank speaks where the first cannot.</summary>
/// <param name="ranks">All ranks.</param>
/// <param name="rank">This one.</param>
/// <param name="first">The connection to the first.</param>
/// <param name="whereabouts">Where this rank is.</param>
/// <param name="timeout">How long a rank may keep others waiting.</param>
internal sealed class OtherWatch(WatchedRank[] ranks, int rank, Connection first, Whereabouts whereabouts, TimeSpan? timeout)
    : Watch(ranks, rank, whereabouts)
{
    private volatile bool _isOver;

    public override void Fail(string line)
    {
        IsEnding = true;

        // The first rank tells it, unless it is no longer able to.
        first.Send(Frame.Of(FrameKind.Failed, line));
        Thread.Sleep(Patience);
        LastWords.Say(line, () => first.Send(Frame.Of(FrameKind.Ending)));
    }

    public override void Dispose()
    {
        base.Dispose();
        first.Dispose();
    }

    protected override void SayOver(string thrown)
    {
        _isOver = true;
        first.Send(new(FrameKind.Over, Whereabouts.Now, thrown));
    }

    protected override void Listen()
    {
        if (!first.Socket.Poll(Beat / 4, SelectMode.SelectRead))
        {
            return;
        }

        foreach (Frame frame in first.Receive())
        {
            Ranks[0].Heard();
            if (frame.Kind == FrameKind.AllOver)
            {
                AllOver();
                return;
            }

            if (frame.Kind == FrameKind.Ending)
            {
                LastWords.End();
            }
        }

        if (first.IsGone)
        {
            SpeakOrEnd($"MpiWorld: {Ranks[0]} is gone: it was killed, or its process ended without an exception. Rank {Rank} is " +
                $"{Whereabouts.Now}. All ranks are ended.");
        }
    }

    protected override void Tell()
    {
        if (!_isOver)
        {
            first.Send(new(FrameKind.Here, Whereabouts.Now, ""));
        }

        if (timeout is { } limit && Ranks[0].Silence > limit && Ranks[0].Silence > Starved)
        {
            SpeakOrEnd(FormattableString.Invariant($"MpiWorld: {Ranks[0]} has not been heard of for ") +
                FormattableString.Invariant($"{Ranks[0].Silence.TotalSeconds:F1} s, the timeout is {limit.TotalSeconds} s. ") +
                $"Rank {Rank} is {Whereabouts.Now}. All ranks are ended.");
        }
    }

    // The second rank is to have the time to speak before mpirun, which sees a rank end, ends the others.
    private void SpeakOrEnd(string line)
    {
        IsEnding = true;
        if (Rank == 1)
        {
            LastWords.Say(line, () => first.Send(Frame.Of(FrameKind.Ending)));
        }

        Thread.Sleep(Beat);
        LastWords.End();
    }
}
