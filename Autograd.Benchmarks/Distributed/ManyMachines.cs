using System.Diagnostics;
using System.Globalization;
using Autograd.Core;
using Autograd.Distributed;
using Autograd.Nn;

namespace Autograd.Benchmarks;

/// <summary>
/// The command <c>distributed</c>: under mpirun what several processes gain here; without it, how training grows on machines that are not
/// here, from step times that are measured and networks as they were published.
/// </summary>
internal static class ManyMachines
{
    private const int MegabyteOfFloats = 1 << 18, Blocks = 15;

    private static readonly Network s_middle = new([784, 256, 128, 10], 512, Slopes: false);
    private static readonly Network s_large = new([1024, 1024, 1024, 10], 512, Slopes: false);
    private static readonly int[] s_machines = [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

    /// <summary>Runs the command.</summary>
    /// <param name="output">Where the tables go.</param>
    internal static void Run(TextWriter output)
    {
        using var world = MpiWorld.Initialize();
        using var limit = new ThreadLimit(1);
        if (world.Size > 1)
        {
            Together(world, world.Rank == 0 ? output : TextWriter.Null);
        }
        else
        {
            Predict([Measured(s_middle), Measured(s_large)], output);
        }
    }

    /// <summary>Writes what to expect of many machines.</summary>
    /// <param name="steps">The models.</param>
    /// <param name="output">Where the tables go.</param>
    internal static void Predict(MeasuredStep[] steps, TextWriter output)
    {
        foreach (MeasuredStep step in steps)
        {
            string chunks = string.Join(", ", step.Chunks.Select(chunk => Text($"{chunk.Samples}: {chunk.Seconds * 1e6:0} µs")));
            output.WriteLine(Text($"{step.Name}, {step.Bytes / 1e6:0.00} MB of gradients; forward and back of {chunks}; ") +
                Text($"optimizer {step.Update * 1e6:0} µs, sums {step.AddedBytes / 1e9:0.0} GB/s, jitter {step.Jitter:P1}"));
            foreach ((string what, Func<int, double> samples) in new (string, Func<int, double>)[]
            {
                ("batches of 8,192", _ => 8192), ("512 samples on each machine", machines => 512.0 * machines),
            })
            {
                output.WriteLine();
                output.WriteLine($"| {what} | {string.Join(" | ", s_machines)} |");
                output.WriteLine($"|---|{string.Concat(s_machines.Select(_ => "---|"))}");
                foreach (Wire wire in Wire.All)
                {
                    // Samples a second, against those of one machine with the same batch, or with its own.
                    double one = samples(1) / Cluster.Step(step, wire, 1, samples(1));
                    output.WriteLine($"| {wire.Name} | " + string.Join(" | ", s_machines.Select(machines =>
                        Text($"{samples(machines) / Cluster.Step(step, wire, machines, samples(machines)) / one:0.0}"))) + " |");
                }
            }

            output.WriteLine();
        }
    }

    private static MeasuredStep Measured(Network network)
    {
        Sequential model = network.Layers();
        var optimizer = new Adam(model.Parameters(), learningRate: 1e-5);
        var loss = new CrossEntropyLoss();
        List<(int, double)> chunks = [];
        double jitter = 0;
        foreach (int samples in new[] { 1, 8, 32, 128, 512, 2048 })
        {
            Network batch = network with { Batch = samples };
            (Tensor inputs, Tensor targets) = (batch.Inputs(), batch.Targets());
            double[] times = Times(Math.Clamp(2048 / samples, 4, 200), () =>
            {
                using var tape = new Tape();
                Tensor error = loss.Forward(model.Forward(inputs), targets);
                optimizer.ZeroGrad();
                tape.Backward(error);
            });
            chunks.Add((samples, times.Min()));
            jitter = samples == 512 ? (Measurement.Median(times) / times.Min()) - 1 : jitter;
        }

        float[] lower = new float[MegabyteOfFloats], upper = new float[MegabyteOfFloats];
        double update = Times(50, optimizer.Step).Min(), added = Times(200, () => OrderedSum.Add<float>(lower, upper, lower)).Min();
        return new(string.Join("-", network.Sizes), 4.0 * model.Parameters().Sum(parameter => parameter.Shape.Count), [.. chunks], update,
            4.0 * MegabyteOfFloats / added, jitter);
    }

    private static double[] Times(int count, Action work)
    {
        for (int i = 0; i < 3; i++)
        {
            work();
        }

        double[] seconds = new double[count];
        for (int i = 0; i < count; i++)
        {
            long start = Stopwatch.GetTimestamp();
            work();
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        return seconds;
    }

    // In turn, one side after the other: what disturbs the machine for a while disturbs both.
    private static void Together(MpiWorld world, TextWriter output)
    {
        foreach (int count in new[] { MegabyteOfFloats / 1024, MegabyteOfFloats / 16, MegabyteOfFloats, 8 * MegabyteOfFloats })
        {
            float[] block = GC.AllocateArray<float>(count, pinned: true);
            (double ours, double theirs) = (double.MaxValue, double.MaxValue);
            for (int i = 0; i < 300; i++)
            {
                ours = Math.Min(ours, Time(world, () => world.AllReduce(block)));
                theirs = Math.Min(theirs, Time(world, () => Theirs(block)));
            }

            output.WriteLine(Text($"sum of {4 * count / 1024} KB over {world.Size} ranks: ours {ours * 1e6:0.0} µs, MPI_Allreduce ") +
                Text($"{theirs * 1e6:0.0} µs, ratio {ours / theirs:0.00}"));
        }

        foreach (Network network in new[] { s_middle with { Batch = 128 }, s_middle, s_large })
        {
            (Action alone, Action chunks, Action together) = (network.Step(Adam), Split(null), Split(world));
            (double one, double cut, double all) = (double.MaxValue, double.MaxValue, double.MaxValue);
            for (int i = 0; i < Blocks; i++)
            {
                all = Math.Min(all, Block(world, together));
                one = Math.Min(one, Alone(world, alone));
                cut = Math.Min(cut, Alone(world, chunks));
            }

            output.WriteLine(
                Text($"{string.Join("-", network.Sizes)}, batch {network.Batch}: {world.Size} processes {all * 1e6:0} µs, ") +
                Text($"one {one * 1e6:0} µs ({one / all:0.00} times), of as many chunks {cut * 1e6:0} µs ({cut / all:0.00} times)"));

            Action Split(MpiWorld? over)
            {
                Sequential model = network.Layers();
                Optimizer optimizer = Adam(model);
                DataParallel parallel = over?.Parallel(model, optimizer, world.Size) ?? new(model, optimizer, world.Size);
                (Batch batch, var loss) = (new(network.Inputs(), network.Targets()), new CrossEntropyLoss());
                return () => parallel.Step(batch, loss);
            }
        }
    }

    private static Optimizer Adam(Module model) => new Adam(model.Parameters(), learningRate: 1e-5);

    private static unsafe void Theirs(float[] block)
    {
        const nint inPlace = 1;
        fixed (float* values = block)
        {
            OpenMpi.Check(
                OpenMpi.AllReduce(inPlace, values, block.Length, OpenMpi.Float, OpenMpi.AnySum, OpenMpi.World), "MPI_Allreduce");
        }
    }

    private static double Alone(MpiWorld world, Action step)
    {
        world.Barrier();
        double seconds = world.Rank == 0 ? Block(null, step) : double.MaxValue;
        world.Barrier();
        return seconds;
    }

    private static double Block(MpiWorld? world, Action step)
    {
        const int steps = 8;
        return Time(world, () =>
        {
            for (int i = 0; i < steps; i++)
            {
                step();
            }
        }) / steps;
    }

    private static double Time(MpiWorld? world, Action work)
    {
        world?.Barrier();
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
