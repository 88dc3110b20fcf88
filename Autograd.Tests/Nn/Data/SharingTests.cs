using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Data;

/// <summary>
/// A sampler that remembers its place is one thread's at a time; the others are refused, and it goes on as if they had never come.
/// </summary>
public sealed class SharingTests
{
    private static readonly Func<BatchSampler>[] s_withPlace =
    [
        () => new RandomBatchSampler(23, 4, seed: 1),
        () => new RandomBatchSampler(23, 4, seed: 1, dropLast: true),
        () => new ClassBalancedBatchSampler([0, 1, 0, 0, 1, 2, 0, 0, 0, 1], 2, seed: 1),
    ];

    private static readonly TensorDataset s_data = new(Tensor.Zeros([23, 1]), Tensor.Zeros([23], DType.Int64));

    [TestCaseSource(nameof(s_withPlace))]
    public void While_one_thread_enumerates_another_is_refused(Func<BatchSampler> make)
    {
        BatchSampler sampler = make();
        long[][] undisturbed = [.. make()];
        var loader = new DataLoader(s_data, sampler);
        var drawn = new List<long[]>();
        foreach (long[] batch in sampler)
        {
            drawn.Add(batch);
            string message = OnAnotherThread(() => Should.Throw<InvalidOperationException>(() => sampler.First()).Message);
            message.ShouldStartWith($"{sampler.GetType().Name}: thread {Environment.CurrentManagedThreadId} is using it");
            message.ShouldContain("Give each thread one of its own");
            OnAnotherThread(() => Should.Throw<InvalidOperationException>(() => loader.First()));
        }

        drawn.ShouldBe(undisturbed);
        OnAnotherThread(() => sampler.Count()).ShouldBe(sampler.BatchCount);
    }

    [TestCaseSource(nameof(s_withPlace))]
    public void An_enumeration_that_was_broken_off_is_continued_on_another_thread(Func<BatchSampler> make)
    {
        BatchSampler sampler = make();
        long[][] whole = [.. make()];
        long[][] first = [.. sampler.Take(1)];
        first.Concat(OnAnotherThread(() => sampler.ToArray())).ShouldBe(whole);
    }

    [Test]
    public void Threads_that_draw_from_one_buffer_all_at_once_get_a_sample_or_a_refusal()
    {
        var buffer = new CircularBuffer([3, 5, 7], new Generator(1));
        int[] uses = new int[8];
        int draws = 0;
        Together(4, () =>
        {
            for (int i = 0; i < 5000; i++)
            {
                try
                {
                    Interlocked.Increment(ref uses[buffer.Next()]);
                    Interlocked.Increment(ref draws);
                    _ = buffer.StateDict();
                }
                catch (InvalidOperationException refusal)
                {
                    refusal.Message.ShouldStartWith("CircularBuffer: thread ");
                }
            }
        });
        ((buffer.Wraps * buffer.Count) + buffer.Position).ShouldBe(draws);
        (uses.Max() - new[] { uses[3], uses[5], uses[7] }.Min()).ShouldBeLessThanOrEqualTo(1);
    }

    [TestCaseSource(nameof(s_withPlace))]
    public void Threads_that_enumerate_all_at_once_never_spoil_the_place(Func<BatchSampler> make)
    {
        BatchSampler sampler = make();
        int batches = 0;
        Together(4, () =>
        {
            for (int i = 0; i < 300; i++)
            {
                try
                {
                    foreach (long[] batch in sampler)
                    {
                        Interlocked.Increment(ref batches);
                    }
                }
                catch (InvalidOperationException refusal)
                {
                    refusal.Message.ShouldContain("is using it");
                }
            }
        });
        (batches % sampler.BatchCount).ShouldBe(0);
        sampler.Count().ShouldBe(sampler.BatchCount);
    }

    [Test]
    public void A_place_is_not_followed_while_another_thread_draws()
    {
        // Large, so that the other thread is at it nearly always.
        const int Large = 200_000;
        BatchSampler[] samplers =
        [
            new RandomBatchSampler(Large, Large, seed: 1), new ClassBalancedBatchSampler(new long[Large], Large, seed: 1),
            new WeightedBatchSampler(Enumerable.Repeat(1.0, Large).ToArray(), Large, seed: 1),
        ];
        foreach (BatchSampler sampler in samplers)
        {
            BatchSampler copy = sampler.Copy();
            bool isRefused = false, isOver = false;
            var drawing = new Thread(() =>
            {
                while (!Volatile.Read(ref isOver))
                {
                    try
                    {
                        _ = sampler.Count();
                    }
                    catch (InvalidOperationException)
                    {
                        // The other one was at it.
                    }
                }
            });
            drawing.Start();

            // It draws until it is met, however the two threads get their turns.
            for (int i = 0; i < 100_000 && !isRefused; i++)
            {
                try
                {
                    copy.Follow(sampler).ShouldBeTrue();
                    Thread.Yield();
                }
                catch (InvalidOperationException refusal)
                {
                    refusal.Message.ShouldContain("is using it");
                    isRefused = true;
                }
            }

            Volatile.Write(ref isOver, true);
            drawing.Join();
            isRefused.ShouldBeTrue(sampler.ToString());
        }
    }

    [Test]
    public void A_sequential_sampler_has_no_place_and_is_everybodys()
    {
        var loader = new DataLoader(s_data, new SequentialBatchSampler(23, 4));
        Together(4, () =>
        {
            for (int i = 0; i < 50; i++)
            {
                loader.SelectMany(batch => batch.Indices).ShouldBe(Enumerable.Range(0, 23).Select(sample => (long)sample));
            }
        });
    }

    private static void Together(int threads, Action action)
    {
        Exception? failure = null;
        using var start = new Barrier(threads);
        Thread[] all = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            try
            {
                start.SignalAndWait();
                action();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        }))];
        Array.ForEach(all, thread => thread.Start());
        Array.ForEach(all, thread => thread.Join());
        failure.ShouldBeNull();
    }

    private static T OnAnotherThread<T>(Func<T> function)
    {
        T result = default!;
        Together(1, () => result = function());
        return result;
    }
}
