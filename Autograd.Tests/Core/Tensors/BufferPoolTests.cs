using System.Runtime.CompilerServices;
using Autograd.Core;

namespace Autograd.Tests.Core.Tensors;

/// <summary>A pool keeps what a loop uses, and gives back what nothing has used for some hundred scopes.</summary>
[NonParallelizable]
public sealed class BufferPoolTests
{
    private const int Megabyte = 1 << 20;

    // Whatever the pool was doing: twice through all its sizes.
    private const int LongEnough = 256;

    [Test]
    public void Buffers_that_nobody_rents_any_more_are_given_back()
    {
        var pool = new BufferPool();
        WeakReference[] buffers = UseOnce(pool, [100, 5000, Megabyte, Megabyte]);
        Close(pool, LongEnough);
        Collect();
        buffers.ShouldAllBe(buffer => !buffer.IsAlive);
    }

    [Test]
    public void As_many_buffers_stay_as_were_in_use_at_a_time()
    {
        var pool = new BufferPool();
        WeakReference[] buffers = UseOnce(pool, [5000, 5000, 5000, 5000, 5000]);
        for (int i = 0; i < LongEnough; i++)
        {
            UseOnce(pool, [5000, 5000]);
            pool.ScopeClosed();
        }

        Collect();
        buffers.Count(buffer => buffer.IsAlive).ShouldBe(2);
    }

    [Test]
    public void What_is_used_once_in_fifty_scopes_stays()
    {
        var pool = new BufferPool();
        WeakReference[] buffers = UseOnce(pool, [Megabyte]);
        for (int i = 0; i < 1000; i++)
        {
            if (i % 50 == 0)
            {
                UseOnce(pool, [Megabyte]);
            }

            pool.ScopeClosed();
        }

        Collect();
        buffers.ShouldAllBe(buffer => buffer.IsAlive);
        GC.KeepAlive(pool);
    }

    [Test]
    public void A_step_with_fifty_scopes_inside_finds_its_buffers_again()
    {
        var steps = new List<long>();
        Tensor x = Tensor.Ones([Megabyte]);
        for (int step = 0; step < 40; step++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            using var tape = new Tape();
            Tensor large = x.Exp();
            for (int i = 0; i < 50; i++)
            {
                using var scope = new TensorScope();
                _ = large.Sum();
            }

            _ = large + x;
            steps.Add(GC.GetAllocatedBytesForCurrentThread() - before);
        }

        steps[5..].ShouldAllBe(allocated => allocated < Megabyte);
    }

    [Test]
    public void After_a_phase_of_large_tensors_the_memory_goes_back()
    {
        // What earlier tests have left in the pool would be rented, or be given back meanwhile.
        Use(8, LongEnough);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Use(32 * Megabyte, scopes: 2);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeGreaterThan(100L * Megabyte);
        Use(8, LongEnough);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(Megabyte);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Use(int count, int scopes)
    {
        for (int i = 0; i < scopes; i++)
        {
            using var scope = new TensorScope();
            _ = Tensor.Ones([count]).Exp();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] UseOnce(BufferPool pool, int[] sizes)
    {
        TensorBuffer[] buffers = Array.ConvertAll(sizes, size => pool.Rent(size));
        Array.ForEach(buffers, pool.Return);
        return Array.ConvertAll(buffers, buffer => new WeakReference(buffer));
    }

    private static void Close(BufferPool pool, int scopes)
    {
        for (int i = 0; i < scopes; i++)
        {
            pool.ScopeClosed();
        }
    }

    private static void Collect()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
