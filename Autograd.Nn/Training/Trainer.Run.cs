using Autograd.Core;

namespace Autograd.Nn;

public sealed partial class Trainer
{
    private TrainingRun? _run;

    private IEnumerable<EpochReport> Run(TrainingPhase[] plan, IEnumerable<Batch>? validation, Following following)
    {
        using CheckpointFolder.Writing? checkpoints = Opened();
        TrainingRun run = TakeUp(plan, validation) ?? new(this, plan, validation);
        TrainingRun? outer = _run;
        ExpectSameStart(run);
        (_run, History) = (run, run.History.AsReadOnly());
        following.Begin(run);
        try
        {
            foreach (EpochReport report in Phases(run, following, checkpoints))
            {
                yield return report;
            }
        }
        finally
        {
            _run = outer;
            if (Exchange is { } exchange && outer is null)
            {
                exchange.Step = -1;
            }
        }
    }

    private IEnumerable<EpochReport> Phases(TrainingRun run, Following following, CheckpointFolder.Writing? checkpoints)
    {
        for (; run.Phase < run.Plan.Length && following.End != TrainingEnd.Cancelled; run.NextPhase())
        {
            if (!run.IsResumed && run.Phase > 0)
            {
                Optimizer.Reset();
            }

            using PhaseSetting setting = run.Begin();
            using BestWeights best = run.Best;
            if (!run.IsResumed && run.Phase > 0 && run.Validation is not null)
            {
                // What the phase before came to, until there is something to compare it with.
                best.Take();
            }

            try
            {
                following.End = run.Watched.IsOver ? TrainingEnd.StoppedEarly : TrainingEnd.Completed;
                while (run.PhaseEpochs < run.Current.Epochs && following.End == TrainingEnd.Completed)
                {
                    bool isDone = Train(run, following, checkpoints);
                    ExpectSameWeights();
                    if (!isDone)
                    {
                        break;
                    }

                    EpochReport report = Report(run);
                    following.Done(report);
                    run.EndEpoch(report);
                    yield return report;

                    // After the loop has had its say, which is then in it.
                    checkpoints?.WriteIfDue(path => Save(path, run, run.SourceStates()));
                    following.End = run.Watched.IsOver ? TrainingEnd.StoppedEarly : TrainingEnd.Completed;
                }
            }
            finally
            {
                // With the weights as they are, before the best ones come back.
                if (run.IsWhole)
                {
                    checkpoints?.WriteLast(path => Save(path, run, run.SourceStates()));
                }
            }
        }
    }

    // An epoch; false where it was cancelled.
    private bool Train(TrainingRun run, Following following, CheckpointFolder.Writing? checkpoints)
    {
        // Until the epoch is over: what a checkpoint within it holds is chosen with care.
        run.IsWhole = false;
        if (!Model.IsTraining)
        {
            Model.Train();
            run.Setting!.Rest();
        }

        bool goesOn = run.IsResumed && run.Batch > 0;
        run.IsResumed = false;
        if (!goesOn)
        {
            (_accumulated, _samples) = (0, 0);
        }

        TrainingPhase phase = run.Current;
        Tally tally = run.Tally ??= new(Metrics);
        following.BeginEpoch(phase);
        if (!run.IsTrained)
        {
            bool isInParts = Parallel is not null && phase.Batches is DataLoader;
            using IEnumerator<Batch> batches = (isInParts ? ((DataLoader)phase.Batches).InParts() : phase.Batches).GetEnumerator();
            if (goesOn)
            {
                run.PassOver(batches);
            }

            if (!Train(run, batches, tally, following, checkpoints))
            {
                following.End = TrainingEnd.Cancelled;
                (_accumulated, _samples) = (0, 0);
                return false;
            }
        }

        if (_accumulated > 0)
        {
            Update(phase.RateFactor);
        }

        return run.Batch > 0 ? true : throw NoBatch(nameof(TrainingPhase.Batches));
    }

    // The batches of an epoch; false where training was cancelled.
    private bool Train(TrainingRun run, IEnumerator<Batch> batches, Tally tally, Following following, CheckpointFolder.Writing? checkpoints)
    {
        while (true)
        {
            bool isCancelled = IsCancelled(following);
            bool isSaved = checkpoints is not null && (isCancelled || checkpoints.IsDue);
            if (isCancelled && !isSaved)
            {
                return false;
            }

            // A checkpoint must know whether the epoch is over, and hold the batch that is drawn to learn it.
            Dictionary<string, IReadOnlyDictionary<string, Tensor>>? before = isSaved ? run.SourceStates() : null;
            if (isSaved && run.Batch > 0)
            {
                run.Note(batches.Current);
            }

            run.IsTrained = !batches.MoveNext();
            if (before is not null)
            {
                Dictionary<string, IReadOnlyDictionary<string, Tensor>> states = run.IsTrained ? run.SourceStates() : before;
                checkpoints!.Write(path => Save(path, run, states));
            }

            if (isCancelled)
            {
                if (!run.IsTrained)
                {
                    run.PutBack(before!);
                }

                return false;
            }

            if (run.IsTrained)
            {
                return true;
            }

            ExpectSameBatch(run, batches.Current);
            ExpectSameLoss(run, batches.Current);
            Step(batches.Current, tally, run.Current.RateFactor);
            run.Batch++;
            checkpoints?.Passed();
            following.Passed(tally);
        }
    }

    private EpochReport Report(TrainingRun run)
    {
        Evaluation? evaluation = run.Validation is null ? null : Evaluate(run.Validation);
        bool isBest = evaluation is not null && run.Watched.IsBest(evaluation);
        if (isBest)
        {
            run.Best.Take();
        }

        double rate = Optimizer.LearningRate;
        if (Plateau is { } plateau)
        {
            Optimizer.LearningRate = plateau.Step(run.Watched.Last) * run.Current.RateFactor;
        }

        return new(run.History.Count + 1, run.Phase, Steps, rate, run.Tally!.Result(), evaluation, isBest, run.Elapsed);
    }
}
