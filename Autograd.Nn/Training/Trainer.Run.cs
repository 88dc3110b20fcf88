using Autograd.Core;

namespace Autograd.Nn;

public sealed partial class Trainer
{
    private TrainingRun? _run;

    private IEnumerable<EpochReport> Run(TrainingPhase[] plan, IEnumerable<Batch>? validation, Following following)
    {
        TrainingRun run = TakeUp(plan, validation) ?? new(this, plan, validation);
        using CheckpointFolder.Writing? checkpoints = _checkpoints?.Open();
        (_run, History) = (run, run.History.AsReadOnly());
        following.Begin(run);
        for (; run.Phase < plan.Length && following.End != TrainingEnd.Cancelled; run.NextPhase())
        {
            if (!run.IsResumed && run.Phase > 0)
            {
                Optimizer.Reset();
            }

            using var setting = new PhaseSetting(this, plan[run.Phase]);
            using BestWeights best = run.Best;
            run.BaseRate = setting.BaseRate;
            if (run.IsResumed)
            {
                Optimizer.LearningRate = run.ResumedRate;
            }
            else if (run.Phase > 0 && validation is not null)
            {
                // What the phase before came to, until there is something to compare it with.
                best.Take();
            }

            try
            {
                following.End = run.Watched.IsOver ? TrainingEnd.StoppedEarly : TrainingEnd.Completed;
                while (run.PhaseEpochs < plan[run.Phase].Epochs && following.End == TrainingEnd.Completed)
                {
                    if (!Train(run, following, checkpoints))
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

        _run = null;
    }

    // An epoch; false where it was cancelled.
    private bool Train(TrainingRun run, Following following, CheckpointFolder.Writing? checkpoints)
    {
        if (!Model.IsTraining)
        {
            Model.Train();
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
        using IEnumerator<Batch> batches = phase.Batches.GetEnumerator();
        for (int i = 0; goesOn && !run.IsTrained && i < run.ToSkip && batches.MoveNext(); i++)
        {
        }

        while (!run.IsTrained)
        {
            // Before a batch is drawn, which would else be lost to a training that goes on from here.
            bool isCancelled = following.Cancellation.IsCancellationRequested;
            Dictionary<string, IReadOnlyDictionary<string, Tensor>>? sources =
                checkpoints is not null && (isCancelled || checkpoints.IsDue) ? run.SourceStates() : null;
            if (!isCancelled || sources is not null)
            {
                run.IsTrained = !batches.MoveNext();
            }

            if (sources is not null)
            {
                checkpoints!.Write(path => Save(path, run, sources));
            }

            if (isCancelled)
            {
                if (sources is not null)
                {
                    run.LoadSources(sources);
                }

                following.End = TrainingEnd.Cancelled;
                (_accumulated, _samples, run.IsWhole) = (0, 0, false);
                return false;
            }

            if (!run.IsTrained)
            {
                run.IsWhole = false;
                Step(batches.Current, tally, phase.RateFactor);
                run.Batch++;
                checkpoints?.Passed();
                following.Passed(tally);
            }
        }

        run.IsWhole = false;
        if (_accumulated > 0)
        {
            Update(phase.RateFactor);
        }

        return run.Batch > 0 ? true : throw NoBatch(nameof(TrainingPhase.Batches));
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
