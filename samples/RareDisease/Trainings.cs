using SampleTools;

namespace RareDisease;

/// <summary>Runs every strategy with every seed, several side by side where asked to.</summary>
internal static class Trainings
{
    /// <summary>Runs the trainings.</summary>
    /// <param name="trainer">What trains.</param>
    /// <param name="options">Strategies, seeds and threads.</param>
    /// <param name="progress">Told of every update and every finished training, on whichever thread it happens.</param>
    /// <returns>The results, strategy by strategy and seed by seed, however many threads there are.</returns>
    /// <exception cref="SampleException">A training diverged; of several, the first in that order.</exception>
    internal static TrainingResult[] Run(Trainer trainer, Options options, IProgressReport progress)
    {
        (Strategy Strategy, int Seed)[] jobs = [.. options.Strategies.SelectMany(_ => options.Seeds, (strategy, seed) => (strategy, seed))];
        var results = new TrainingResult[jobs.Length];
        var failures = new SampleException?[jobs.Length];
        int next = -1;
        bool failed = false;

        // Jobs are claimed in order, and a claimed one is run to its end. So the first that fails is always the same.
        void Work()
        {
            for (int job; !Volatile.Read(ref failed) && (job = Interlocked.Increment(ref next)) < jobs.Length;)
            {
                try
                {
                    results[job] = trainer.Train(jobs[job].Strategy, jobs[job].Seed, progress);
                    progress.Finished(results[job]);
                }
                catch (SampleException e)
                {
                    failures[job] = e;
                    Volatile.Write(ref failed, true);
                }
            }
        }

        Parallel.Invoke(
            new ParallelOptions { MaxDegreeOfParallelism = options.Threads },
            [.. Enumerable.Repeat(Work, Math.Min(options.Threads, jobs.Length))]);
        return failures.FirstOrDefault(failure => failure is not null) is { } first ? throw first : results;
    }
}
