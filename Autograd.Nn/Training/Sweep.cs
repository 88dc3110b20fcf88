using System.Diagnostics;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Many small trainings side by side: one on each processor, or as many at a time as the caller's <see cref="ThreadLimit"/> allows. Each
/// has a thread to itself, whose ops use no other, and gives the bits that it gives alone.
/// </summary>
/// <example><code>
/// var table = Sweep.Run([1e-1, 1e-2, 1e-3], rate => Train(rate).Loss);
/// Console.WriteLine(table.SortedBy(loss => loss));
/// </code></example>
public static class Sweep
{
    private const int PerSecond = 10;

    /// <summary>
    /// Does something for each of several options, such as training a network and evaluating it. Options are begun in their order and
    /// listed in it, whichever is done first; one that fails leaves its error in its row and the others alone.
    /// </summary>
    /// <remarks>
    /// What is done for different options may read the same data at the same time and must share nothing that it changes: each makes its
    /// own network, optimizer, loader and generators. A sweep inside a sweep has the one thread of the option that it belongs to.
    /// Once cancelled no option is begun, and one that runs goes on to its end unless it watches the token itself. Since it may then have
    /// stopped early its row is not <see cref="SweepRow{TOption, TResult}.IsDone"/>, with what it returned as the result.
    /// </remarks>
    /// <param name="options">The options.</param>
    /// <param name="train">What is done for one, on a thread that is not the caller's.</param>
    /// <param name="progress">Told how far it has come, ten times a second at most, and at the end; by one thread at a time.</param>
    /// <param name="cancellationToken">Ends it without an exception: what is done comes back.</param>
    /// <returns>The table, a row an option.</returns>
    public static SweepResult<TOption, TResult> Run<TOption, TResult>(
        IEnumerable<TOption> options, Func<TOption, TResult> train,
        IProgress<SweepProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(train);
        TOption[] all = [.. options];
        var rows = new SweepRow<TOption, TResult>[all.Length];
        Stopwatch clock = Stopwatch.StartNew();
        long told = clock.ElapsedTicks;
        (int done, int failed) = (0, 0);
        var turn = new Lock();
        SideBySide.Run(all.Length, i =>
        {
            rows[i] = Row(all[i], train, cancellationToken);
            lock (turn)
            {
                done += rows[i].IsDone || rows[i].Error is not null ? 1 : 0;
                failed += rows[i].Error is not null ? 1 : 0;
                if (progress is not null && clock.ElapsedTicks - told >= Stopwatch.Frequency / PerSecond)
                {
                    told = clock.ElapsedTicks;
                    progress.Report(new(done, all.Length, failed, clock.Elapsed));
                }
            }
        });
        progress?.Report(new(done, all.Length, failed, clock.Elapsed));
        return new(rows, done < all.Length, clock.Elapsed);
    }

    /// <summary>
    /// The same table, sorted by a metric: the best first, whether that is the highest or the lowest, and of equal ones the earlier option.
    /// NaN comes after all numbers, and what is not done at the end.
    /// </summary>
    /// <param name="table">The table of a sweep whose results are evaluations.</param>
    /// <param name="metric">One of the metrics that were measured.</param>
    /// <exception cref="ArgumentException">It was not measured.</exception>
    public static SweepResult<TOption, Evaluation> SortedBy<TOption>(this SweepResult<TOption, Evaluation> table, Metric metric)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(metric);
        return table.SortedBy(evaluation => evaluation[metric], descending: metric.HigherIsBetter);
    }

    private static SweepRow<TOption, TResult> Row<TOption, TResult>(
        TOption option, Func<TOption, TResult> train, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return new(option, default!, hasResult: false, isDone: false, null, TimeSpan.Zero);
        }

        long start = Stopwatch.GetTimestamp();
        try
        {
            TResult result = train(option);
            return new(option, result, hasResult: true, !cancellationToken.IsCancellationRequested, null, Stopwatch.GetElapsedTime(start));
        }
        catch (Exception error)
        {
            bool isCancelled = error is OperationCanceledException && cancellationToken.IsCancellationRequested;
            return new(option, default!, hasResult: false, isDone: false, isCancelled ? null : error, Stopwatch.GetElapsedTime(start));
        }
    }
}
