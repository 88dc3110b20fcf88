using System.Xml.Linq;
using Autograd.Docs;

namespace Autograd.Benchmarks;

/// <summary>
/// The ratios of all workloads as dots on a logarithmic axis, a row for each workload, a colour for each number of threads.
/// </summary>
internal static class RatioFigure
{
    private const int Width = 860, Left = 250, Right = 830, Top = 84, RowHeight = 16, GroupGap = 26;

    private static readonly string[] s_colors = [Svg.Blue, Svg.Orange, "#2b8a3e", "#6f42c1"];

    /// <summary>Draws the figure.</summary>
    internal static string Draw(IReadOnlyList<Measurement> measurements)
    {
        var groups = measurements.GroupBy(m => m.Workload.Family).ToArray();
        int[] threads = [.. measurements.Select(m => m.Threads).Distinct().Order()];
        int height = Top + groups.Sum(group => GroupGap + (RowHeight * group.Select(m => m.Workload.Name).Distinct().Count())) + 48;
        double least = Math.Min(0.5, measurements.Min(m => m.Ratio) * 0.8), most = Math.Max(2, measurements.Max(m => m.Ratio) * 1.2);
        var scale = new LogScale(least, most, Left, Right);
        XElement svg = Svg.Figure(
            Width, height, "Speed against PyTorch",
                "For every workload, how many times as long PyTorch takes, on a logarithmic axis; right of 1 Autograd is faster.");
        svg.Add(Heading(threads), Axis(scale, height - 36));
        double y = Top;
        foreach (var group in groups)
        {
            y += GroupGap;
            svg.Add(Svg.Text(Name(group.Key), 16, y - 7, Svg.Ink, ("font-weight", 600)));
            foreach (var row in group.GroupBy(m => m.Workload.Name))
            {
                svg.Add(Row(row, threads, scale, y + (RowHeight / 2)));
                y += RowHeight;
            }
        }

        return $"{svg}\n";
    }

    private static IEnumerable<XElement> Heading(int[] threads)
    {
        yield return Svg.Text("How many times as fast as PyTorch", 16, 30, Svg.Ink, ("font-size", 16), ("font-weight", 600));
        yield return Svg.Text("PyTorch's time over ours; for gemm, OpenBLAS's. Logarithmic.", 16, 50, Svg.Faint);
        for (int i = 0; i < threads.Length; i++)
        {
            double x = Right - 90 - (100 * (threads.Length - 1 - i));
            yield return Svg.Dot(x, 26, 4.5, i == 0 ? Color(i) : Svg.Paper, Color(i));
            yield return Svg.Text(Count(threads[i]), x + 11, 30, Svg.Ink);
        }
    }

    private static IEnumerable<XElement> Axis(LogScale scale, double bottom)
    {
        double one = scale.Of(1);
        yield return Svg.Shape(
            "rect", ("x", Svg.Pixel(scale.Start)), ("y", Top), ("width", Svg.Pixel(one - scale.Start)), ("height", Svg.Pixel(bottom - Top)),
                ("fill", "#fff1ee"));
        foreach (double tick in scale.Ticks)
        {
            string x = Svg.Pixel(scale.Of(tick));
            bool isOne = Math.Abs(tick - 1) < 1e-9;
            yield return Svg.Path($"M{x} {Top}V{Svg.Pixel(bottom)}", isOne ? Svg.Axis : Svg.Grid, isOne ? 1.6 : 1);
            yield return Svg.Text($"{LogScale.Text(tick)}×", scale.Of(tick), bottom + 18, Svg.Faint, ("text-anchor", "middle"));
            yield return Svg.Text($"{LogScale.Text(tick)}×", scale.Of(tick), Top - 8, Svg.Faint, ("text-anchor", "middle"));
        }
    }

    private static IEnumerable<XElement> Row(IEnumerable<Measurement> row, int[] threads, LogScale scale, double y)
    {
        Measurement[] sorted = [.. row.OrderByDescending(m => m.Threads)];
        yield return Svg.Text(Label(sorted[0].Workload), Left - 10, y + 4, Svg.Ink, ("text-anchor", "end"), ("font-size", 11));
        yield return Svg.Path($"M{Svg.Pixel(scale.Of(1))} " +
            $"{Svg.Pixel(y)}H{Svg.Pixel(scale.Of(sorted.MaxBy(m => Math.Abs(Math.Log(m.Ratio)))!.Ratio))}", "#d0d7de", 1);
        foreach (Measurement m in sorted)
        {
            int i = Array.IndexOf(threads, m.Threads);
            yield return Svg.Dot(scale.Of(m.Ratio), y, 4.5, i == 0 ? Color(i) : Svg.Paper, Color(i));
        }
    }

    /// <summary>A workload's name without its family and what all of its family have in common.</summary>
    internal static string Label(Workload workload) =>
        workload.Name[(workload.Family.Length + 1)..].Replace("/forward+backward", "", StringComparison.Ordinal)
            .Replace("-forward+backward", "", StringComparison.Ordinal);

    /// <summary>A family's name as a heading.</summary>
    internal static string Name(string family) => family switch
    {
        "step" => "Training steps",
        "inference" => "Inference",
        "epoch" => "An epoch of balanced batches",
        "trainer" => "The trainer's loop, against the loop by hand",
        "guard" => "A step that is guarded, against one that is not",
        "overhead" => "The smallest op, forward and backward",
        "activation" => "Activations, forward and backward",
        "loss" => "Losses, forward and backward",
        "adaptive" => "Adaptive softmax, 200,000 classes",
        "matmul" => "Matrix product as an op",
        "gemm" => "Matrix product alone, against OpenBLAS",
        _ => family,
    };

    internal static string Count(int threads) => threads == 1 ? "1 thread" : $"{threads} threads";

    private static string Color(int i) => s_colors[i % s_colors.Length];
}
