using System.Diagnostics;
using System.Runtime;

namespace Autograd.Benchmarks;

/// <summary>Our side of a workload, or a yardstick in our process: blocks of as many repetitions as take a certain time.</summary>
internal sealed class Repetitions
{
    // The runtime compiles what was called thirty times in the background, 100 ms after the last method was called first, and later what it
    // has counted meanwhile once more. So there are rounds, with pauses between them, until several in turn find nothing compiled.
    private const int MostRounds = 50, CalmRounds = 4, WarmUpCalls = 40;

    // Where it has one processor the runtime waits ten times as long.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(Environment.ProcessorCount == 1 ? 1050 : 110);
    private static readonly TimeSpan s_round = TimeSpan.FromMilliseconds(20), s_longestRound = TimeSpan.FromMilliseconds(400);

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
        for ((int round, int calm) = (0, 0); round < MostRounds && calm < CalmRounds; round++)
        {
            long compiled = JitInfo.GetCompiledMethodCount();
            (long start, int calls) = (Stopwatch.GetTimestamp(), 0);
            for (TimeSpan elapsed = TimeSpan.Zero; (elapsed < s_round || calls < WarmUpCalls)
                && elapsed < s_longestRound; elapsed = Stopwatch.GetElapsedTime(start))
            {
                _run();
                calls++;
            }

            Thread.Sleep(s_pause);
            calm = JitInfo.GetCompiledMethodCount() == compiled ? calm + 1 : 0;
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
