using System.Globalization;

namespace Autograd.Benchmarks;

/// <summary>A workload's times on both sides, in microseconds, block by block.</summary>
/// <param name="Workload">What was timed.</param>
/// <param name="Threads">How many threads both sides had.</param>
/// <param name="Theirs">The blocks of PyTorch, or of OpenBLAS where that is the yardstick.</param>
/// <param name="Ours">Our blocks.</param>
internal sealed record Measurement(Workload Workload, int Threads, IReadOnlyList<double> Theirs, IReadOnlyList<double> Ours)
{
    /// <summary>The first line of a list of measurements.</summary>
    internal const string Header = "workload,threads,pytorch_us,autograd_us,ratio";

    /// <summary>How many times as long as we the other side takes: their least time over ours.</summary>
    internal double Ratio => Theirs.Min() / Ours.Min();

    /// <summary>The same of the medians.</summary>
    internal double MedianRatio => Median(Theirs) / Median(Ours);

    /// <summary>The measurement as a line.</summary>
    internal string Line => string.Create(
        CultureInfo.InvariantCulture, $"{Workload.Name},{Threads},{Theirs.Min():0.000},{Ours.Min():0.000},{Ratio:0.00}");

    /// <summary>The middle of an odd number of blocks.</summary>
    internal static double Median(IReadOnlyList<double> blocks) => blocks.Order().ElementAt(blocks.Count / 2);
}
