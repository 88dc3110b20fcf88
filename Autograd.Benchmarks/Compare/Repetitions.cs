using System.Diagnostics;

namespace Autograd.Benchmarks;

/// <summary>Our side of a workload, or a yardstick in our process: blocks of as many repetitions as take a certain time.</summary>
internal sealed class Repetitions
{
    // The runtime compiles what was called thirty times in the background, 100 ms after the last method was called first, and later what it
    // has counted meanwhile once more. So there are rounds, with pauses between them, until several in turn bring nothing.
    private const int LeastRounds = 5, MostRounds = 25, VainRounds = 4, WarmUpCalls = 40;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(110), s_round = TimeSpan.FromMilliseconds(20), s_longestRound = TimeSpan.FromMilliseconds(400);

    private readonly Action _run;
    private readonly int _times;
    private readonly int _count;

    /// <summary>Warms up and finds out how many repetitions fill a block.</summary>
    /// <param name="run">One repetition.</param>
    /// <param name="times">How many times a repetition does what is timed.</param>
    /// <param name="block">How long a block takes.</param>
    internal Repetitions(Action run, int times, TimeSpan block)
    {
        (_run, _times) = (run, times);
        WarmUp();
        int count = 0;
        long calibration = Stopwatch.GetTimestamp();
        do
        {
            run();
            count++;
        }
        while (Stopwatch.GetElapsedTime(calibration) < block);
        _count = Math.Max(1, (int)(count * (block / Stopwatch.GetElapsedTime(calibration))));
    }

    private void WarmUp()
    {
        (TimeSpan best, int vain) = (TimeSpan.MaxValue, 0);
        for (int round = 0; round < LeastRounds || (round < MostRounds && vain < VainRounds); round++)
        {
            (long start, int calls) = (Stopwatch.GetTimestamp(), 0);
            for (TimeSpan elapsed = TimeSpan.Zero; (elapsed < s_round || calls < WarmUpCalls) && elapsed < s_longestRound; elapsed = Stopwatch.GetElapsedTime(start))
            {
                _run();
                calls++;
            }

            TimeSpan each = Stopwatch.GetElapsedTime(start) / calls;
            vain = each < 0.97 * best ? 0 : vain + 1;
            best = each < best ? each : best;
            Thread.Sleep(s_pause);
        }
    }

    /// <summary>Times one block; returns the microseconds of what is timed.</summary>
    internal double Block()
    {
        // The other side has had the caches: the first repetition brings ours back and is not timed. So it is there.
        _run();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < _count; i++)
        {
            _run();
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / _count / _times;
    }
}
