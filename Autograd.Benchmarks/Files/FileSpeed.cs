using System.Diagnostics;
using System.Globalization;
using Autograd.Nn;

namespace Autograd.Benchmarks;

/// <summary>
/// The command <c>files</c>: what it takes to save and load a model, beside the same bytes written and read plainly; to write a checkpoint;
/// and to predict by exported source.
/// </summary>
internal static class FileSpeed
{
    private const int LargeRounds = 15, SmallRounds = 200, CheckpointRounds = 500;

    /// <summary>Runs the command.</summary>
    internal static void Run(Page page, TextWriter output)
    {
        string folder = Directory.CreateTempSubdirectory("autograd-files-").FullName;
        try
        {
            string saved = Path.Combine(folder, "model.safetensors"), plain = Path.Combine(folder, "plain");
            double[] large = Measure(Large, saved, plain, LargeRounds),
                small = Measure(ColdStart.Network, saved, plain, SmallRounds),
                checkpoint = CheckpointSpeed.Measure(saved, CheckpointRounds),
                source = SourceSpeed.Measure(SmallRounds);
            output.WriteLine("model,write_ms,save_ms,read_ms,load_ms,load_fresh_ms,save_flushed_ms");
            foreach ((string name, double[] ms) in new[] { ("100 MB", large), ("21-32-16-3", small) })
            {
                output.WriteLine(FormattableString.Invariant(
                    $"{name},{ms[0]:0.000},{ms[1]:0.000},{ms[2]:0.000},{ms[3]:0.000},{ms[4]:0.000},{ms[5]:0.000}"));
            }

            output.WriteLine(FormattableString.Invariant($"checkpoint_ms,{checkpoint[0]:0.000},flushed,{checkpoint[1]:0.000}"));
            output.WriteLine(FormattableString.Invariant($"prediction_us,{source[0]:0.000},exported,{source[1]:0.000}"));
            page.Write(Page.Files, string.Create(CultureInfo.InvariantCulture, $"""
                Milliseconds, the least of {LargeRounds} rounds for 25 layers `Linear(1000, 1000)`, which are 100 MB, and of {SmallRounds}
                for a 21-32-16-3, in turn with `File.WriteAllBytes` and `File.ReadAllBytes` of the same bytes. Saving is not flushed to the
                disk but in the last column; it writes beside the old file and renames. Loading reads everything before it changes anything:
                a model whose weights have been used has them copied in, a new one takes them over. Measured on {Machine.Date} by
                `dotnet run -c Release --project Autograd.Benchmarks -- files`.

                | | `WriteAllBytes` | `Save` | `ReadAllBytes` | `Load` | `Load`, new model | `Save`, flushed |
                |---|--:|--:|--:|--:|--:|--:|
                | 100 MB | {large[0]:0.0} | {large[1]:0.0} | {large[2]:0.0} | {large[3]:0.0} | {large[4]:0.0} | {large[5]:0.0} |
                | 21-32-16-3 | {small[0]:0.00} | {small[1]:0.00} | {small[2]:0.00} | {small[3]:0.00} | {small[4]:0.00} | {small[5]:0.00} |

                A checkpoint of a training of the 21-32-16-3, with Adam, class-balanced batches of 3,772 samples and the trainer, takes
                {checkpoint[0]:0.00} ms by `Checkpoint.Save`, and {checkpoint[1]:0.00} ms flushed, the least of {CheckpointRounds}.

                The 21-32-16-3 predicts one sample in {source[0]:0.00} µs, the class that `CSharpSource.Export` writes of it in
                {source[1]:0.00} µs.

                None of these figures is held by a test: tests here assert no times. Whoever changes how files are read or written
                measures them anew.
                """));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// The least milliseconds of: a plain write, saving, a plain read, loading, loading into a new model, saving flushed.
    /// </summary>
    internal static double[] Measure(Func<Sequential> make, string saved, string plain, int rounds)
    {
        Sequential model = make().Initialize(1);
        model.Save(saved, flush: false);
        byte[] bytes = File.ReadAllBytes(saved);
        Sequential? fresh = null;
        Action[] sides =
        [
            () => File.WriteAllBytes(plain, bytes), () => model.Save(saved, flush: false), () => _ = File.ReadAllBytes(saved),
            () => model.Load(saved), () => fresh!.Load(saved), () => model.Save(saved),
        ];
        double[] least = new double[sides.Length];
        Array.Fill(least, double.MaxValue);
        for (int round = 0; round < rounds; round++)
        {
            fresh = make();
            for (int side = 0; side < sides.Length; side++)
            {
                long start = Stopwatch.GetTimestamp();
                sides[side]();
                least[side] = Math.Min(least[side], Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        return least;
    }

    private static Sequential Large() => new([.. Enumerable.Range(0, 25).Select(_ => new Linear(1000, 1000))]);
}
