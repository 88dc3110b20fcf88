using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Autograd.Benchmarks;

/// <summary>The page's section on the comparison.</summary>
internal sealed class ComparisonText(IReadOnlyList<Measurement> measurements, Environments environments)
{
    private const double Draw = 1.1;

    private readonly int[] _threads = [.. measurements.Select(m => m.Threads).Distinct().Order()];
    private readonly StringBuilder _text = new();

    /// <summary>Writes the section.</summary>
    internal string Write()
    {
        Introduce();
        Line("![How many times as fast as PyTorch each workload is](figures/ratios.svg)");
        Line("");
        HowToRead();
        Behind();
        Line("## All results");
        Line("");
        foreach (var family in measurements.GroupBy(m => m.Workload.Family))
        {
            Table([.. family]);
        }

        BestSpeed();
        return _text.ToString();
    }

    private void Introduce()
    {
        Line($"What training steps, single ops and matrix products take, alternating in one run with PyTorch's CPU build on the same " +
            $"machine. Measured on {Machine.Date} by");
        Line("");
        Line("```");
        Line("dotnet run -c Release --project Autograd.Benchmarks -- compare");
        Line("```");
        Line("");
        Line("| | |");
        Line("|---|---|");
        Line($"| machine | {Machine.Processor}, {Environment.ProcessorCount} cores, {Machine.Vectors} vectors |");
        foreach (int threads in _threads)
        {
            Line(Text($"| peak, {RatioFigure.Count(threads)} | {environments.Peaks[threads] / 1e9:0} GFLOP/s of Float32, measured in ") +
                "the same run with independent multiply-adds |");
        }

        Line($"| system | {Machine.System} |");
        Line($"| .NET | {RuntimeInformation.FrameworkDescription}, with its default settings |");
        Line($"| PyTorch | {environments.PyTorch} |");
        Line($"| OpenBLAS | {environments.OpenBlas} |");
        Line($"| blocks | {measurements[0].Ours.Count} of each side, of about 40 ms each, one side after the other |");
        Line("");
    }

    private void HowToRead()
    {
        Line("## How to read the table");
        Line("");
        Line("A ratio is PyTorch's time over ours: 2 means that we take half the time. Each time is the least of all blocks, which is " +
            "what the machine can do");
        Line("when nothing disturbs it; the ratio of the medians stands beside it where it differs by more than a tenth, as a sign of " +
            "how much disturbed. Absolute");
        Line($"times drift by 15 to 20 % from run to run, the ratios of one run hardly; a ratio below {Text($"{Draw}")} is a draw.");
        Line("");
        Line("Both sides have the same number of threads. PyTorch has the configuration that is best for it: the AVX-512 kernels of " +
            "OpenBLAS and its own where the machine");
        Line("has them, the OpenMP build of OpenBLAS for more than one thread, Adam over all parameters at once (`foreach=True`), and a " +
            "memory allocator that gives nothing");
        Line("back to the system, without which its larger workloads take up to twenty times as long. Our side is what a user writes: a " +
            "`Tape` for each step, modules, a");
        Line("loss and an optimizer, every check switched on. The names say the sizes: `mlp-2-16-16-3-b32-prelu` has 2 inputs, two " +
            "layers of 16 units, 3 classes and a batch");
        Line("of 32. In `gemm` the kernel of the matrix product is measured against OpenBLAS called in the same process, with `at` and " +
            "`bt` for a transposed first and");
        Line("second factor. Two families compare us with ourselves: `trainer` is the loop of `Trainer`, without metrics, clipping and " +
            "validation, against the same loop");
        Line("by hand, both over a batch that is at hand; `guard` is a step with `new Tape(guard: true)` against one without.");
        Line("");
    }

    private void Behind()
    {
        Line("## Where PyTorch is ahead");
        Line("");
        Measurement[] behind = [.. measurements.Where(m => m.Ratio < 1 && m.Workload.IsRivalry).OrderBy(m => m.Ratio)];
        if (behind.Length == 0)
        {
            Line("Nowhere in this run.");
        }

        foreach (Measurement m in behind)
        {
            Line(Text($"- `{m.Workload.Name}`, {RatioFigure.Count(m.Threads)}: {m.Ratio:0.00}{(m.Ratio > 1 / Draw ? ", a draw" : "")}"));
        }

        Line("");
    }

    private void Table(Measurement[] family)
    {
        bool hasRate = family.All(m => m.Workload.Operations > 0);
        string other = family[0].Workload.Against;
        Line($"### {RatioFigure.Name(family[0].Workload.Family)}");
        Line("");
        Line("| µs |" + string.Concat(_threads.Select(n => $" {other}, {RatioFigure.Count(n)} | Autograd | ratio " +
            $"|{(hasRate ? " GFLOP/s, of peak |" : "")}")));
        Line("|---|" + string.Concat(_threads.Select(_ => $"--:|--:|--:|{(hasRate ? "--:|" : "")}")));
        foreach (var row in family.GroupBy(m => m.Workload.Name))
        {
            _text.Append($"| {RatioFigure.Label(row.First().Workload)} |");
            foreach (Measurement m in row.OrderBy(m => m.Threads))
            {
                _text.Append(Text($" {Time(m.Theirs.Min())} | {Time(m.Ours.Min())} | {Ratio(m)} |"));
                if (hasRate)
                {
                    double rate = m.Workload.Operations / m.Ours.Min() * 1e6;
                    _text.Append(Text($" {rate / 1e9:0}, {rate / environments.Peaks[m.Threads]:0 %} |"));
                }
            }

            Line("");
        }

        Line("");
    }

    private void BestSpeed()
    {
        Line("## How to get the best speed");
        Line("");
        Line("- **Threads.** An op uses all processors where it is large enough to gain by it, from about 64 thousand elements or two " +
            "million floating-point operations");
        Line("  of a matrix product on; below that one thread is faster and one is used. So leave it alone, unless you train several " +
            "networks at once: then `Sweep.Run` gives");
        Line("  each a thread of its own, which is better than any sharing of small ops. For the whole " +
            "process the environment variable");
        Line("  `DOTNET_PROCESSOR_COUNT` says how many processors there are. Every op gives a thread the same part of the work, which is " +
            "then near it: cores may have caches");
        Line("  of their own. No result depends on any of it.");
        Line("- **Tapes, scopes and the pool.** Write `using var tape = new Tape();` for every step and `using var scope = new " +
            "TensorScope();` around inference: disposing them");
        Line("  gives their buffers back to the pool at once, and the next step takes them from there. Without one, every result is a " +
            "new array, which costs up to four times");
        Line("  the time of a large elementwise op. Keep what must outlive it with `Detach()`, `ToArray()` or `Item()`. The pool belongs " +
            "to the thread.");
        Line("- **Batch size.** A tiny network's step costs about as much for 1 sample as for 16: what it costs is the handful of calls. " +
            "The table under *How time grows with the work*");
        Line("  shows from where on the arithmetic counts. Sizes need not be powers of two, but multiples of 16 fill the vectors.");
        Line("- **The first steps are slow.** The runtime compiles a loop first quickly and then well, after some thirty calls and a " +
            "tenth of a second; on a single processor it");
        Line("  waits a whole second. All figures here are of steps after that.");
        Line("- **Garbage collection.** A step leaves a few small handles behind and no buffers, so the settings of the collector hardly " +
            "matter.");
    }

    private static string Ratio(Measurement m)
    {
        bool disturbed = Math.Abs(Math.Log(m.MedianRatio / m.Ratio)) > 0.1;
        string bold = m.Ratio < 1 ? "" : "**";
        return Text($"{bold}{m.Ratio:0.00}{bold}{(disturbed ? Text($" ({m.MedianRatio:0.00})") : "")}");
    }

    private static string Time(double microseconds) => microseconds switch
    {
        < 10 => Text($"{microseconds:0.00}"),
        < 100 => Text($"{microseconds:0.0}"),
        _ => Text($"{microseconds:#,##0}"),
    };

    private void Line(string line) => _text.Append(line).Append('\n');

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What the two sides were.</summary>
/// <param name="PyTorch">PyTorch's version.</param>
/// <param name="OpenBlas">OpenBLAS's versions and kernels.</param>
/// <param name="Peaks">The machine's peak for each number of threads.</param>
internal sealed record Environments(string PyTorch, string OpenBlas, IReadOnlyDictionary<int, double> Peaks);
