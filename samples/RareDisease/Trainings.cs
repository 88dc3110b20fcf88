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
        int seeds = options.Seeds.Length, jobs = options.Strategies.Length * seeds, workers = Math.Min(options.Threads, jobs);
        var results = new TrainingResult[jobs];
        var failures = new SampleException?[jobs];
        int next = -1;
        bool failed = false;

        // Jobs are claimed in order, and a claimed one is run to its end. So the first that fails is always the same.
        void Work()
        {
            for (int job; !Volatile.Read(ref failed) && (job = Interlocked.Increment(ref next)) < jobs;)
            {
                try
                {
                    results[job] = trainer.Train(options.Strategies[job / seeds], options.Seeds[job % seeds], progress);
                    progress.Finished(results[job]);
                }
                catch (SampleException e)
                {
                    failures[job] = e;
                    Volatile.Write(ref failed, true);
                }
            }
        }

        if (workers == 1)
        {
            Work();
        }
        else
        {
            Parallel.Invoke(new ParallelOptions { MaxDegreeOfParallelism = workers }, [.. Enumerable.Repeat(Work, workers)]);
        }

        return failures.FirstOrDefault(failure => failure is not null) is { } first ? throw first : results;
    }
}
