using Autograd.Core;

namespace Autograd.Benchmarks;

/// <summary>The command <c>scaling</c>: what a training step takes as its width, its batch or its depth grows.</summary>
internal static class Growth
{
    private const int Blocks = 7, Inputs = 64, Classes = 10;

    private static readonly TimeSpan s_block = TimeSpan.FromMilliseconds(20);

    /// <summary>One direction in which a network grows.</summary>
    /// <param name="Name">What grows.</param>
    /// <param name="Meaning">How, in a few words.</param>
    /// <param name="Points">Size, microseconds, and floating-point operations of a step.</param>
    internal sealed record Series(string Name, string Meaning, IReadOnlyList<(int Size, double Time, double Operations)> Points);

    /// <summary>Runs the command.</summary>
    internal static void Run(Page page, TextWriter output)
    {
        using var limit = new ThreadLimit(1);
        double peak = PeakRate.Measure(threads: 1);
        output.WriteLine("grows,size,autograd_us,gflop_per_s");
        Series[] all =
        [
            Time("width", "64 inputs, two layers of that many units, 10 classes, batch of 64", Steps(2, 2048), width =>
                new([Inputs, width, width, Classes], 64, false), output),
            Time("batch", "64-128-128-10, batch of that many samples", Steps(1, 1024), batch =>
                new([Inputs, 128, 128, Classes], batch, false), output),
            Time("depth", "64 inputs, that many layers of 64 units, 10 classes, batch of 64", Enumerable.Range(1, 16), depth =>
                new([Inputs, .. Enumerable.Repeat(64, depth), Classes], 64, false), output),
        ];
        page.Write(Page.Growth, GrowthText.Write(all, peak), ("scaling.svg", GrowthFigure.Draw(all, peak)));
    }

    // Powers of two, and the numbers half-way between them, which a machine likes less.
    private static IEnumerable<int> Steps(int least, int most)
    {
        for (int size = least; size < most; size *= 2)
        {
            yield return size;
            if (size > 1)
            {
                yield return size * 3 / 2;
            }
        }

        yield return most;
    }

    private static Series Time(string name, string meaning, IEnumerable<int> sizes, Func<int, Network> network, TextWriter output)
    {
        List<(int, double, double)> points = [];
        foreach (int size in sizes)
        {
            Network grown = network(size);
            var repetitions = new Repetitions(grown.Step(StepWorkloads.Optimizers[0].Make), 1, s_block);
            double time = Enumerable.Range(0, Blocks).Min(_ => repetitions.Block());
            points.Add((size, time, grown.Operations));
            output.WriteLine(FormattableString.Invariant($"{name},{size},{time:0.000},{grown.Operations / time / 1e3:0.0}"));
            output.Flush();
        }

        return new(name, meaning, points);
    }
}
