using System.Runtime.CompilerServices;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Data;

public sealed class DataLoaderTests
{
    private static TensorDataset Data(int count = 10, int features = 3) => new(
        Tensor.From([.. Enumerable.Range(0, count * features).Select(i => (float)i)], [count, features]),
        Tensor.From([.. Enumerable.Range(0, count).Select(i => (long)i)]));

    [Test]
    public void The_plain_case_is_one_line()
    {
        new DataLoader(Data(), batchSize: 4, seed: 1).SelectMany(batch => batch.Indices).Order().ShouldBe(Enumerable.Range(0, 10)
            .Select(i => (long)i));
        new DataLoader(Data(), batchSize: 4).Select(batch => batch.Count).ShouldBe([4, 4, 2]);
        new DataLoader(Data(), batchSize: 4).SelectMany(batch => batch.Indices).ShouldBe(Enumerable.Range(0, 10).Select(i => (long)i));
        $"{new DataLoader(Data(), 4, 1)}".ShouldBe("DataLoader(10 samples, RandomBatchSampler(3 batches of 10 samples together))");
        Should.Throw<ArgumentOutOfRangeException>(() => new DataLoader(Data(), batchSize: 0)).Message
            .ShouldContain("DataLoader: batchSize is 0; expected 1 or more");
        Should.Throw<ArgumentOutOfRangeException>(() => new DataLoader(Data(), 1) { Ahead = -1 }).Message.ShouldContain("Ahead is -1");
    }

    [Test]
    public void A_batch_kept_too_long_is_refused_by_name([Values(0, 2)] int ahead)
    {
        List<Batch> kept = [];
        foreach (Batch batch in new DataLoader(Data(), 4) { Ahead = ahead })
        {
            foreach (Batch earlier in kept)
            {
                Should.Throw<ObjectDisposedException>(() => earlier.Inputs.ToArray<float>()).Message.ShouldContain(
                    "The batch's inputs [4, 3] are gone: a loader takes the memory of a batch back when the loop asks for the next. " +
                    "Keep a batch with Detach()");
                Should.Throw<ObjectDisposedException>(() => earlier.Targets.ToFloat32()).Message.ShouldContain(
                    "The batch's targets [4] are gone");
            }

            batch.Inputs.AsSpan<float>()[0].ShouldBe(3f * batch.Indices[0]);
            kept.Add(batch);
        }

        Should.Throw<ObjectDisposedException>(() => kept[^1].Inputs.ToArray<float>());
        kept.SelectMany(batch => batch.Indices).Count().ShouldBe(10);
    }

    [Test]
    public void A_gradient_through_a_batch_that_is_gone_is_refused_and_never_wrong()
    {
        Tensor weight = Tensor.Ones([3]);
        using var tape = new Tape();
        tape.Watch(weight);
        Tensor sum = Tensor.Scalar(0f);
        foreach (Batch batch in new DataLoader(Data(), 4))
        {
            sum += (batch.Inputs * weight).Sum();
        }

        Should.Throw<Exception>(() => tape.Backward(sum)).ShouldBeAssignableTo<InvalidOperationException>();
    }

    [Test]
    public void A_loop_that_is_broken_off_keeps_its_last_batch([Values(0, 2)] int ahead)
    {
        Batch first = new DataLoader(Data(), 4) { Ahead = ahead }.First();
        new DataLoader(Data(), 4) { Ahead = ahead }.Count().ShouldBe(3);
        first.Inputs.ToArray<float>().ShouldBe(Enumerable.Range(0, 12).Select(i => (float)i));
    }

    [Test]
    public void A_detached_batch_and_one_of_ones_own_live_on()
    {
        Batch[] detached = [.. new DataLoader(Data(), 4).Select(batch => batch.Detach())];
        detached.SelectMany(batch => batch.Inputs.ToArray<float>()).ShouldBe(Data().Inputs.ToArray<float>());
        Batch own;
        using (new TensorScope())
        {
            own = Data().BatchOf(9, 0);
        }

        own.Targets.ToArray<long>().ShouldBe([9, 0]);
        Data().AsBatch().Indices.Count.ShouldBe(10);
    }

    [Test]
    public void What_a_loop_computes_outlives_the_batch_it_was_computed_of()
    {
        Tensor sum = Tensor.Zeros([3]);
        foreach (Batch batch in new DataLoader(Data(), 4) { Augment = (b, _) => b with { Inputs = b.Inputs * 2 } })
        {
            sum += batch.Inputs.Sum(0);
        }

        sum.ToArray<float>().ShouldBe([270, 290, 310]);
    }

    [Test]
    public void A_steady_epoch_allocates_no_buffers([Values(0, 2)] int ahead, [Values] bool augments)
    {
        // A batch of 256 KB; what is allocated are indices and handles.
        var loader = new DataLoader(Data(count: 256, features: 1024), batchSize: 64, seed: 1)
        {
            Ahead = ahead,
            Augment = augments ? (batch, _) => batch with { Inputs = batch.Inputs + 1 } : null,
        };
        long Epoch()
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            foreach (Batch batch in loader)
            {
                _ = batch.Inputs.AsSpan<float>()[0];
            }

            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        for (int i = 0; i < 4; i++)
        {
            Epoch();
        }

        // Other threads of the test run allocate now and then, so the least of some epochs counts.
        Enumerable.Range(0, 8).Min(_ => Epoch()).ShouldBeLessThan(100_000);
    }

    [Test]
    public void Augmentation_depends_on_the_seed_and_the_number_of_the_batch_alone()
    {
        DataLoader Make(ulong seed) => new(Data(), 4) { Seed = seed, Augment = (b, g) => b with { Inputs = b.Inputs + g.NextSingle() } };
        float[][] Epoch(DataLoader loader) => [.. loader.Select(batch => batch.Inputs.ToArray<float>())];
        DataLoader loader = Make(1), again = Make(1);
        float[][] first = Epoch(loader), second = Epoch(loader);
        second[0].ShouldNotBe(first[0]);
        first[0][0].ShouldNotBe(first[1][0] - 12);
        Epoch(Make(2))[0].ShouldNotBe(first[0]);
        again.LoadState(loader.StateDict());
        Epoch(again)[0].ShouldBe(Epoch(loader)[0]);
        Should.Throw<InvalidOperationException>(() => new DataLoader(Data(), 4) { Augment = (_, _) => null! }.Count()).Message
            .ShouldContain("Augment returned null");
    }

    [Test]
    public void A_failure_in_assembling_reaches_the_loop_in_its_turn([Values(0, 3)] int ahead)
    {
        var loader = new DataLoader(Data(), 2)
        {
            Ahead = ahead,
            Augment = (batch, _) => batch.Indices.Contains(6) ? throw new InvalidDataException("sample 6 is bad") : batch,
        };
        int given = 0;
        Should.Throw<InvalidDataException>(() =>
        {
            foreach (Batch batch in loader)
            {
                given++;
            }
        }).Message.ShouldBe("sample 6 is bad");
        given.ShouldBe(3);
    }

    [Test]
    public void The_other_thread_ends_with_the_loop_however_it_ends()
    {
        HashSet<Thread> threads = [];
        var loader = new DataLoader(Data(), 1, seed: 1)
        {
            Ahead = 2,
            Augment = (batch, _) =>
            {
                threads.Add(Thread.CurrentThread);
                return batch;
            },
        };
        loader.Count().ShouldBe(10);
        _ = loader.First();
        Should.Throw<InvalidDataException>(() =>
        {
            foreach (Batch batch in loader)
            {
                throw new InvalidDataException();
            }
        });
        loader.Count().ShouldBe(8);
        threads.Count.ShouldBe(4);
        threads.ShouldNotContain(Thread.CurrentThread);
        threads.ShouldAllBe(thread => !thread.IsAlive);
    }

    [Test]
    public void The_other_thread_ends_where_the_loop_is_forgotten()
    {
        Thread[] threads = [Forget(), Forget(), Forget()];
        for (int i = 0; i < 500 && threads.Any(thread => thread.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            threads[i % 3].Join(10);
        }

        threads.ShouldAllBe(thread => !thread.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static Thread Forget()
        {
            Thread? other = null;
            var loader = new DataLoader(Data(), 1, seed: 1)
            {
                Ahead = 2,
                Augment = (batch, _) =>
                {
                    other = Thread.CurrentThread;
                    return batch;
                },
            };
            loader.GetEnumerator().MoveNext().ShouldBeTrue();
            return other!;
        }
    }

    [Test]
    public void The_other_thread_has_the_limit_of_the_loop([Values(1, 2)] int threads)
    {
        using var limit = new ThreadLimit(threads);
        List<int> seen = [];
        var loader = new DataLoader(Data(), 5)
        {
            Ahead = 1,
            Augment = (batch, _) =>
            {
                seen.Add(ThreadLimit.Current);
                return batch;
            },
        };
        loader.Count().ShouldBe(2);
        seen.ShouldBe([ThreadLimit.Current, ThreadLimit.Current]);
    }

    [Test]
    public void An_enumeration_that_nobody_starts_starts_no_thread()
    {
        var loader = new DataLoader(Data(), 1, seed: 1) { Ahead = 1, Augment = (_, _) => throw new InvalidDataException() };
        using IEnumerator<Batch> never = loader.GetEnumerator();
        never.Dispose();
        loader.BatchesGiven.ShouldBe(0);
    }

    [Test]
    public void Two_loops_over_one_loader_have_each_their_own_thread_and_batches()
    {
        var loader = new DataLoader(Data(), 5) { Ahead = 2 };
        foreach (Batch outer in loader)
        {
            foreach (Batch inner in loader)
            {
                inner.Inputs.AsSpan<float>()[0].ShouldBe(3f * inner.Indices[0]);
            }

            outer.Inputs.AsSpan<float>()[0].ShouldBe(3f * outer.Indices[0]);
        }
    }

    [Test]
    public void A_state_of_other_data_is_refused_and_changes_nothing()
    {
        var loader = new DataLoader(Data(), 4, seed: 1);
        loader.Count().ShouldBe(3);
        string before = SamplerCase.Text(loader.StateDict());
        Should.Throw<ArgumentException>(() => loader.LoadState(new DataLoader(Data(11), 4, seed: 1).StateDict())).Message
            .ShouldContain("'sampler.order' is of 11 samples; expected 10, as there are here");
        Should.Throw<ArgumentException>(() => loader.LoadState(loader.Sampler.StateDict())).Message
            .ShouldContain("does not fit DataLoader, and nothing was loaded:\n  'sampler.order' is missing");
        SamplerCase.Text(loader.StateDict()).ShouldBe(before);
    }

    [Test]
    public void All_that_does_not_fit_of_a_loader_and_its_sampler_is_named_at_once_and_neither_is_changed()
    {
        var loader = new DataLoader(Data(), 4, seed: 1);
        loader.Take(2).Count().ShouldBe(2);
        string before = SamplerCase.Text(loader.StateDict());
        Dictionary<string, Tensor> state = new(new DataLoader(Data(), 4, seed: 2).StateDict())
        {
            ["batches"] = Tensor.From([-1L]),
            ["sampler.position"] = Tensor.From([10L]),
            ["sampler.more"] = Tensor.From([1L]),
        };
        state.Remove("sampler.wraps");
        Should.Throw<ArgumentException>(() => loader.LoadState(state)).Message.ShouldStartWith(
            "LoadState: the state does not fit DataLoader, and nothing was loaded:\n" +
            "  'sampler.position' is 10; expected a count of 9 at most\n  'sampler.wraps' is missing\n" +
            "  'batches' is -1; expected a count\n  'sampler.more' is nothing that it remembers");
        SamplerCase.Text(loader.StateDict()).ShouldBe(before);
    }
}
