using System.Runtime.InteropServices;
using Autograd.Core;

namespace Autograd.Tests.Core.Kernels.Threading;

/// <summary>
/// An op that several threads work on lends them its memory: nothing may end it before they are done. A thread interrupted meanwhile learns
/// of it at its next wait after the op.
/// </summary>
[NonParallelizable]
public sealed class InterruptTests
{
    [Test]
    public void An_interrupt_while_others_work_waits_for_them_and_is_delivered_afterwards() => OnItsOwnThread(() =>
    {
        for (int round = 0; round < 50; round++)
        {
            int[] done = new int[2];
            Workers.Run(new Meeting(done, [0], Thread.CurrentThread), done.Length);
            done.ShouldAllBe(times => times == 1);
            Should.Throw<ThreadInterruptedException>(() => Thread.Sleep(0));
        }
    });

    [Test]
    public void A_failure_of_any_chunk_waits_for_the_others()
    {
        for (int round = 0; round < 200; round++)
        {
            int[] running = [0];
            Should.Throw<InsufficientMemoryException>(() => Workers.Run(new Failing(running, round % 8), 8));
            Volatile.Read(ref running[0]).ShouldBe(0);
        }
    }

    [Test]
    public void No_op_that_is_interrupted_gives_a_wrong_result() => InterruptOps(rounds: 400);

    [Test]
    [Explicit("takes a minute")]
    [Category("Long")]
    public void No_op_that_is_interrupted_ten_thousand_times_gives_a_wrong_result() => InterruptOps(rounds: 20_000);

    private static void InterruptOps(int rounds)
    {
        Tensor a = OpSamples.Spread([192, 200], DType.Float32, -1, 1), b = OpSamples.Spread([200, 208], DType.Float32, -1, 1, phase: 1);
        Tensor x = OpSamples.Spread([300, 500], DType.Float32, -3, 3), row = OpSamples.Spread([500], DType.Float32, -1, 1, phase: 2);
        Func<float[]>[] ops =
        [
            () => a.MatMul(b).ToArray<float>(),
            () => x.Gelu().ToArray<float>(),
            () => x.Softmax(1).ToArray<float>(),
            () => Gradient(x, row),
        ];
        float[][] expected = Array.ConvertAll(ops, op => op());
        bool over = false;
        int interrupts = 0;
        Exception? failure = null;
        var worker = new Thread(() =>
        {
            try
            {
                for (int round = 0; round < rounds; round++)
                {
                    float[] result = ops[round % ops.Length]();
                    Bits(result).SequenceEqual(Bits(expected[round % ops.Length])).ShouldBeTrue($"op {round % ops.Length}, round {round}");
                    try
                    {
                        Thread.Sleep(0);
                    }
                    catch (ThreadInterruptedException)
                    {
                        interrupts++;
                    }
                }
            }
            catch (Exception exception)
            {
                failure = exception;
            }

            Volatile.Write(ref over, true);
        });
        worker.Start();
        while (!Volatile.Read(ref over))
        {
            worker.Interrupt();
            Thread.Sleep(0);
        }

        worker.Join();
        failure.ShouldBeNull();
        interrupts.ShouldBeGreaterThan(rounds / 10);
        for (int i = 0; i < ops.Length; i++)
        {
            ops[i]().ShouldBe(expected[i]);
        }
    }

    private static float[] Gradient(Tensor x, Tensor row)
    {
        using var tape = new Tape();
        tape.Watch(row);
        return tape.Gradient((x * row).Sigmoid().Sum(), [row])[0].ToArray<float>();
    }

    private static ReadOnlySpan<int> Bits(ReadOnlySpan<float> values) => MemoryMarshal.Cast<float, int>(values);

    private static void OnItsOwnThread(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        failure.ShouldBeNull();
    }

    // Two threads meet; the caller goes, and is interrupted while it waits for the other.
    private readonly struct Meeting(int[] done, int[] arrived, Thread caller) : IChunks
    {
        public void Run(int chunk)
        {
            Interlocked.Increment(ref arrived[0]);
            while (Volatile.Read(ref arrived[0]) < Math.Min(2, ThreadLimit.Current))
            {
                Thread.Yield();
            }

            caller.Interrupt();
            if (Thread.CurrentThread != caller)
            {
                Thread.Sleep(5);
            }

            Interlocked.Increment(ref done[chunk]);
        }
    }

    private readonly struct Failing(int[] running, int failing) : IChunks
    {
        public void Run(int chunk)
        {
            if (chunk == failing)
            {
                throw new InsufficientMemoryException();
            }

            Interlocked.Increment(ref running[0]);
            Thread.SpinWait(200);
            Interlocked.Decrement(ref running[0]);
        }
    }
}
