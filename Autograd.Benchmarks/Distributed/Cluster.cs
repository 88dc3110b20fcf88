using Autograd.Core;

namespace Autograd.Benchmarks;

/// <summary>A network between machines, as its latency and bandwidth were published.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Latency">Seconds that a message takes however short it is.</param>
/// <param name="Bandwidth">Bytes a second.</param>
internal sealed record Wire(string Name, double Latency, double Bandwidth)
{
    /// <summary>
    /// Gigabit Ethernet (D. Love, Gigabit Ethernet MPI Performance Tests, NW-GRID, Broadcom BCM5704 through a switch); a cloud's 10 Gb/s by
    /// TCP (Enhanced Networking in the AWS Cloud, part 2, Scalable Logic, 2014: 92 to 100 µs there and back, 95 % of the bandwidth); HDR
    /// InfiniBand with Open MPI (HPC Performance and Scalability Results with Azure HBv2 VMs, Microsoft, 2019).
    /// </summary>
    internal static Wire[] All { get; } =
    [
        new("Gigabit Ethernet", 23.6e-6, 118.2e6), new("10 Gb/s, TCP, cloud", 48e-6, 1.19e9), new("HDR InfiniBand", 1.61e-6, 23.48e9),
    ];

    /// <summary>The seconds of a message.</summary>
    internal double Message(double bytes) => Latency + (bytes / Bandwidth);
}

/// <summary>A model's step on one machine, as it was measured.</summary>
/// <param name="Name">The model.</param>
/// <param name="Bytes">The bytes of its gradients.</param>
/// <param name="Chunks">Seconds forward and back by the number of samples, from few to many.</param>
/// <param name="Update">Seconds of the optimizer.</param>
/// <param name="AddedBytes">Bytes that are added up in a second.</param>
/// <param name="Jitter">By which share of itself a step's time varies from machine to machine.</param>
internal sealed record MeasuredStep(
    string Name, double Bytes, (int Samples, double Seconds)[] Chunks, double Update, double AddedBytes, double Jitter)
{
    /// <summary>Seconds forward and back of so many samples: between those that were measured along a line.</summary>
    internal double Compute(double samples)
    {
        int i = 1;
        while (i + 1 < Chunks.Length && Chunks[i].Samples < samples)
        {
            i++;
        }

        ((int a, double s), (int b, double t)) = (Chunks[i - 1], Chunks[i]);
        return Math.Max(Chunks[0].Seconds, s + ((t - s) * (samples - a) / (b - a)));
    }
}

/// <summary>
/// Simulates the steps of a training on many machines: each computes its samples, with a delay of its own, tells its loss, and the
/// gradients are summed as <c>MpiWorld</c> does it, by halves there and back; whoever is ready first waits for its partner.
/// </summary>
internal static class Cluster
{
    private const int Steps = 20, LossBytes = 512;

    /// <summary>The mean seconds of a step.</summary>
    /// <param name="step">The step on one machine.</param>
    /// <param name="wire">What is between them.</param>
    /// <param name="machines">How many there are, a power of two.</param>
    /// <param name="samples">How many samples the batch of all has.</param>
    internal static double Step(MeasuredStep step, Wire wire, int machines, double samples)
    {
        var generator = new Generator(1);
        double[] ready = new double[machines];
        for (int i = 0; i < Steps; i++)
        {
            for (int machine = 0; machine < machines; machine++)
            {
                ready[machine] += step.Compute(samples / machines) * (1 + (step.Jitter * Math.Abs(generator.NextNormal())));
            }

            // All hear of all losses: twice as many with each round.
            for (int distance = 1; distance < machines; distance *= 2)
            {
                Meet(ready, distance, wire.Message(LossBytes * distance));
            }

            double half = step.Bytes / 2;
            for (int distance = 1; distance < machines; distance *= 2, half /= 2)
            {
                Meet(ready, distance, wire.Message(half) + (half / step.AddedBytes));
            }

            for (int distance = machines / 2; distance >= 1; distance /= 2)
            {
                half *= 2;
                Meet(ready, distance, wire.Message(half));
            }

            for (int machine = 0; machine < machines; machine++)
            {
                ready[machine] += step.Update;
            }
        }

        return ready.Max() / Steps;
    }

    private static void Meet(double[] ready, int distance, double seconds)
    {
        for (int machine = 0; machine < ready.Length; machine++)
        {
            if ((machine & distance) == 0)
            {
                ready[machine] = ready[machine | distance] = Math.Max(ready[machine], ready[machine | distance]) + seconds;
            }
        }
    }
}
