using System.Diagnostics;
using System.Globalization;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Benchmarks;

/// <summary>The command <c>many</c>: how many small networks a second one processor trains, and how many all of them together.</summary>
internal static class ManyNetworks
{
    private const int Networks = 16, PerClass = 16, Pairs = 45;

    /// <summary>Runs the command.</summary>
    /// <param name="patients">What each network is trained on.</param>
    /// <param name="page">Where the section goes.</param>
    /// <param name="output">Where the figures go at once.</param>
    internal static void Run(Patients patients, Page page, TextWriter output)
    {
        var dataset = new TensorDataset(
            Tensor.From(patients.Features, [patients.Labels.Length, Patients.FeatureCount]), Tensor.From(patients.Labels));
        int[] threads = [1, Environment.ProcessorCount];
        foreach (int number in threads)
        {
            _ = new Repetitions(() => Train(dataset, number), 1, TimeSpan.FromMilliseconds(1));
        }

        // In turn, one side after the other: what disturbs the machine for a while disturbs both.
        double[][] seconds = [.. threads.Select(_ => new double[Pairs])];
        for (int i = 0; i < Pairs; i++)
        {
            for (int side = 0; side < threads.Length; side++)
            {
                long start = Stopwatch.GetTimestamp();
                Train(dataset, threads[side]);
                seconds[side][i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            }
        }

        double one = Networks / seconds[0].Min(), all = Networks / seconds[^1].Min(),
            median = Measurement.Median([.. seconds[0].Zip(seconds[^1], (alone, together) => alone / together)]);
        output.WriteLine("threads,networks_per_s");
        output.WriteLine(FormattableString.Invariant($"1,{one:0.0}"));
        output.WriteLine(FormattableString.Invariant($"{threads[^1]},{all:0.0}"));
        output.WriteLine(FormattableString.Invariant($"ratio,{all / one:0.00}"));
        output.WriteLine(FormattableString.Invariant($"median ratio,{median:0.00}"));
        page.Write(Page.Many, string.Create(CultureInfo.InvariantCulture, $"""
            `Sweep.Run` trains {Networks} networks 21-32-16-3 with PReLUs, each an epoch of {Steps(dataset)} steps of 48 samples with
            Adam: a network, an optimizer and a loader of class-balanced batches are made for it on one of the threads, and the data are
            shared. With one thread {one:0} networks a second are trained, with {threads[^1]} it is {all:0}: {all / one:0.00} times as
            many, by the least times of {Pairs} on each side, in turn; the median of the pairs is {median:0.00}. Measured on {Machine.Date}
            by `dotnet run -c Release --project Autograd.Benchmarks -- many`.
            """));
    }

    /// <summary>Trains all networks, as many at a time as there are threads.</summary>
    internal static SweepResult<ulong, double> Train(TensorDataset dataset, int threads, int networks = Networks)
    {
        using var limit = new ThreadLimit(threads);
        return Sweep.Run(Enumerable.Range(1, networks).Select(seed => (ulong)seed), seed => Epoch(dataset, seed));
    }

    private static int Steps(TensorDataset dataset) =>
        new ClassBalancedBatchSampler(dataset.Labels, PerClass, seed: 1).BatchCount;

    // Returns the last loss.
    private static double Epoch(TensorDataset dataset, ulong seed)
    {
        Sequential model = new Network([Patients.FeatureCount, 32, 16, Patients.ClassCount], PerClass * Patients.ClassCount, Slopes: true)
            .Layers().Initialize(seed);
        var optimizer = new Adam(model.Parameters(), learningRate: 1e-3);
        var loss = new CrossEntropyLoss();
        double last = 0;
        foreach (Batch batch in new DataLoader(dataset, new ClassBalancedBatchSampler(dataset.Labels, PerClass, seed)))
        {
            using var tape = new Tape();
            Tensor error = loss.Forward(model.Forward(batch.Inputs), batch.Targets);
            optimizer.ZeroGrad();
            tape.Backward(error);
            optimizer.Step();
            last = error.Item();
        }

        return last;
    }
}
