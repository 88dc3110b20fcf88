using System.Runtime.CompilerServices;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Core.Tapes;

/// <summary>A training loop in its stride allocates handles, never buffers, and nothing stays behind.</summary>
[NonParallelizable]
public sealed class MemoryTests
{
    [Test]
    public void A_step_allocates_a_few_kilobytes_whatever_the_width()
    {
        long narrow = PerStep(new Network(width: 8, batch: 16).Step), wide = PerStep(new Network(width: 512, batch: 64).Step);
        wide.ShouldBeLessThan(16 * 1024);
        Math.Abs(wide - narrow).ShouldBeLessThan(1024);
    }

    [Test]
    public void A_small_network_takes_two_kilobytes_of_handles_a_step_and_no_more_a_hundred_times_wider()
    {
        long small = PerStep(Classifier(2, 16, 16, 3)), wide = PerStep(Classifier(200, 1600, 1600, 300));
        small.ShouldBeLessThanOrEqualTo(2048);
        wide.ShouldBeLessThanOrEqualTo(small);
    }

    [Test]
    public void Ten_thousand_steps_leave_the_heap_flat_and_the_loss_low()
    {
        // On a thread of its own: the pool of this one gives back meanwhile what other tests have left there.
        (double first, double last, long growth) = (0, double.NaN, 0);
        var thread = new Thread(() =>
        {
            var network = new Network(width: 8, batch: 16);
            first = network.Step();
            for (int i = 0; i < 500; i++)
            {
                network.Step();
            }

            // What else lives in the process may grow meanwhile, as the buffers that results of tests go through; a leak grows each time.
            growth = long.MaxValue;
            for (int round = 0; round < 3; round++)
            {
                long before = GC.GetTotalMemory(forceFullCollection: true);
                for (int i = 0; i < 10_000; i++)
                {
                    last = network.Step();
                }

                growth = Math.Min(growth, Math.Abs(GC.GetTotalMemory(forceFullCollection: true) - before));
            }
        });
        thread.Start();
        thread.Join();

        growth.ShouldBeLessThan(128 * 1024);
        last.ShouldBeLessThan(0.05 * first);
    }

    [Test]
    public void Nothing_static_keeps_a_tensor_alive()
    {
        WeakReference[] references = OneStep();
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        references.ShouldAllBe(reference => !reference.IsAlive);
    }

    [Test]
    public void A_tape_that_was_dropped_without_disposal_is_collected_with_its_thread()
    {
        WeakReference? reference = null;
        var thread = new Thread(() => reference = new(new Tape()));
        thread.Start();
        thread.Join();
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        reference!.IsAlive.ShouldBeFalse();
    }

    [Test]
    public void A_tensor_that_lives_long_keeps_no_tape_that_watched_it()
    {
        Tensor x = Tensor.From([1.0]);
        WeakReference closed = Closed(x), left = LeftOpen(x);
        Collect();
        closed.IsAlive.ShouldBeFalse();
        using (var tape = new Tape())
        {
            tape.Watch(x);
        }

        Collect();
        left.IsAlive.ShouldBeFalse();
        x.Item().ShouldBe(1);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Closed(Tensor x)
        {
            using var tape = new Tape();
            tape.Watch(x);
            tape.Backward(x * x);
            return new(tape);
        }

        static WeakReference LeftOpen(Tensor x)
        {
            WeakReference? left = null;
            var thread = new Thread(() =>
            {
                var tape = new Tape();
                tape.Watch(x);
                left = new(tape);
            });
            thread.Start();
            thread.Join();
            return left!;
        }
    }

    [Test]
    public void One_giant_tape_leaves_no_room_behind_when_many_small_ones_have_followed()
    {
        long grown = 0, rest = 0;
        var thread = new Thread(() =>
        {
            Run(1);
            long before = GC.GetTotalMemory(forceFullCollection: true);
            Run(100_000);
            grown = GC.GetTotalMemory(forceFullCollection: true) - before;
            for (int i = 0; i < 512; i++)
            {
                Run(1);
            }

            rest = GC.GetTotalMemory(forceFullCollection: true) - before;
        });
        thread.Start();
        thread.Join();
        grown.ShouldBeGreaterThan(8_000_000);
        rest.ShouldBeLessThan(1_000_000);

        static void Run(int records)
        {
            Tensor x = Tensor.From([1.0]), y = x;
            using var tape = new Tape();
            tape.Watch(x);
            for (int i = 0; i < records; i++)
            {
                y = -y;
            }

            tape.Backward(y);
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

    // On a thread of its own, whose pool nobody used before. The least of some rounds: what a step takes it takes in each of them, and what
    // is allocated once, whenever that is, belongs to none.
    private static long PerStep(Func<double> step)
    {
        const int Rounds = 4, Steps = 5;
        long least = long.MaxValue;
        var thread = new Thread(() =>
        {
            for (int i = 0; i <= Rounds; i++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int j = 0; j < Steps; j++)
                {
                    step();
                }

                least = Math.Min(least, (GC.GetAllocatedBytesForCurrentThread() - before) / Steps);
            }
        });
        thread.Start();
        thread.Join();
        return least;
    }

    private static Func<double> Classifier(params ReadOnlySpan<int> sizes)
    {
        const int Samples = 4;
        var model = new Sequential(new Linear(sizes[0], sizes[1]), new PRelu(), new Linear(sizes[1], sizes[2]), new PRelu(),
            new Linear(sizes[2], sizes[3]));
        var optimizer = new Adam(model.Parameters());
        var loss = new CrossEntropyLoss();
        Tensor x = OpSamples.Spread([Samples, sizes[0]], DType.Float32), classes = Tensor.Zeros([Samples], DType.Int64);
        return () =>
        {
            using var tape = new Tape();
            Tensor error = loss.Forward(model.Forward(x), classes);
            optimizer.ZeroGrad();
            tape.Backward(error);
            optimizer.Step();
            return error.Item();
        };
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] OneStep()
    {
        Tensor x = Tensor.Ones([4, 3]), weight = Tensor.Ones([3, 3]), loss;
        weight.RequiresGrad = true;
        var tape = new Tape();
        tape.Watch(x);
        loss = x.MatMul(weight).Exp().Sum();
        Tensor gradient = tape.Gradient(loss, [x], createGraph: true)[0];
        tape.Backward(loss);
        tape.Dispose();
        return [new(x), new(weight), new(loss), new(gradient), new(tape), new(weight.Grad), new(x.Grad)];
    }

    /// <summary>A layer, a PReLU and a layer that learn the absolute value of a sum, trained by plain descent.</summary>
    private sealed class Network
    {
        private readonly Tensor _x, _target, _hidden, _slope, _output;

        public Network(int width, int batch)
        {
            _x = OpSamples.Spread([batch, 4], DType.Float32, -1, 1);
            using (new TensorScope())
            {
                Tensor sum = _x.Sum(axis: 1, keepDims: true);
                _target = sum.PRelu(Tensor.Full([1], -1)).Detach();
            }

            double scale = 1 / Math.Sqrt(width);
            _hidden = OpSamples.Spread([4, width], DType.Float32, -1, 1, phase: 1);
            _slope = Tensor.Full([width], 0.25);
            _output = OpSamples.Spread([width, 1], DType.Float32, -scale, scale, phase: 2);
            foreach (Tensor parameter in new[] { _hidden, _slope, _output })
            {
                parameter.RequiresGrad = true;
            }
        }

        public double Step()
        {
            using var tape = new Tape();
            Tensor error = _x.MatMul(_hidden).PRelu(_slope).MatMul(_output) - _target;
            Tensor loss = (error * error).Sum() / error.Count;
            tape.Backward(loss);
            Descend(_hidden);
            Descend(_slope);
            Descend(_output);
            return loss.Item();
        }

        private static void Descend(Tensor parameter)
        {
            ReadOnlySpan<float> gradient = parameter.Grad!.AsSpan<float>();
            Span<float> values = parameter.AsWritableSpan<float>();
            for (int i = 0; i < values.Length; i++)
            {
                values[i] -= 0.02f * gradient[i];
            }

            parameter.ZeroGrad();
        }
    }
}
