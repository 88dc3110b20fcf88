using Autograd.Core;
using NUnit.Framework;
using Shouldly;

namespace Autograd.Tests.Core.Kernels.Threading;

public sealed class WorkersTests
{
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(7)]
    [TestCase(1000)]
    public void Every_chunk_is_done_once(int count)
    {
        for (int round = 0; round < 1000; round++)
        {
            int[] times = new int[count];
            Workers.Run(new Count(times), count);
            times.ShouldAllBe(n => n == 1);
        }
    }

    [Test]
    public void Callers_on_many_threads_do_not_mix_up_their_work()
    {
        Thread[] callers = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() => Every_chunk_is_done_once(50)))];
        Array.ForEach(callers, caller => caller.Start());
        Array.ForEach(callers, caller => caller.Join());
    }

    [Test]
    public void Work_inside_work_is_done_by_the_thread_that_has_it()
    {
        int[] times = new int[30];
        Workers.Run(new Nested(times), 3);
        times.ShouldAllBe(n => n == 1);
    }

    [Test]
    public void A_failure_reaches_the_caller_after_everybody_has_stopped()
    {
        for (int round = 0; round < 100; round++)
        {
            Should.Throw<InvalidOperationException>(() => Workers.Run(default(Failing), 10)).Message.ShouldBe("chunk 7");
        }

        Every_chunk_is_done_once(10);
    }

    [Test]
    public void A_worker_that_sleeps_is_woken()
    {
        Every_chunk_is_done_once(2);

        // Many times as long as a worker watches for the next job before it sleeps; nothing tells when it does.
        Thread.Sleep(20);
        int[] times = new int[2];
        Workers.Run(new Meeting(times, new CountdownEvent(Math.Min(2, ThreadLimit.Current))), 2);
        times.ShouldAllBe(n => n == 1);
    }

    private readonly struct Count(int[] times) : IChunks
    {
        public void Run(int chunk) => Interlocked.Increment(ref times[chunk]);
    }

    private readonly struct Nested(int[] times) : IChunks
    {
        public void Run(int chunk) => Workers.Run(new Count10(times, 10 * chunk), 10);
    }

    private readonly struct Count10(int[] times, int start) : IChunks
    {
        public void Run(int chunk) => Interlocked.Increment(ref times[start + chunk]);
    }

    private readonly struct Failing : IChunks
    {
        public void Run(int chunk)
        {
            if (chunk == 7)
            {
                throw new InvalidOperationException("chunk 7");
            }
        }
    }

    // Ends only when as many threads as may help are inside.
    private readonly struct Meeting(int[] times, CountdownEvent everybody) : IChunks
    {
        public void Run(int chunk)
        {
            Interlocked.Increment(ref times[chunk]);
            everybody.Signal();
            everybody.Wait(TimeSpan.FromSeconds(10)).ShouldBeTrue();
        }
    }
}
