using System.Runtime.CompilerServices;

namespace Autograd.Nn;

public sealed partial class Trainer
{
    /// <summary>
    /// Trains an epoch with each report that is asked for, until the loop breaks off or <see cref="EarlyStopping"/> ends it.
    /// </summary>
    /// <param name="train">The batches, enumerated anew for each epoch.</param>
    /// <param name="validation">Batches of samples that are not trained on.</param>
    /// <param name="cancellationToken">Ends the training after a batch, and with it the reports, without an exception.</param>
    /// <exception cref="InvalidOperationException">
    /// <see cref="EarlyStopping"/> or <see cref="Plateau"/> has no validation data to watch.
    /// </exception>
    /// <exception cref="ArgumentException">There is no batch.</exception>
    /// <exception cref="NotFiniteNumberException">A loss is not finite (see <see cref="NonFinite"/>).</exception>
    public IEnumerable<EpochReport> Epochs(
        IEnumerable<Batch> train, IEnumerable<Batch>? validation = null, CancellationToken cancellationToken = default) =>
        Epochs([new TrainingPhase(train, int.MaxValue)], validation, cancellationToken);

    /// <summary>
    /// Trains by a plan, an epoch with each report that is asked for. Each phase goes on from the best weights of the one before, with an
    /// optimizer that remembers nothing of it: neither its momentum nor how many steps it took.
    /// </summary>
    /// <param name="plan">The phases.</param>
    /// <param name="validation">Batches of samples that are not trained on.</param>
    /// <param name="cancellationToken">Ends the training after a batch, and with it the reports, without an exception.</param>
    /// <exception cref="InvalidOperationException">
    /// <see cref="EarlyStopping"/> or <see cref="Plateau"/> has no validation data to watch.
    /// </exception>
    /// <exception cref="ArgumentException">There is no batch, or no phase.</exception>
    /// <exception cref="NotFiniteNumberException">A loss is not finite (see <see cref="NonFinite"/>).</exception>
    [OverloadResolutionPriority(1)] // So that [new(batches, 10), new(others, 5)] is a plan.
    public IEnumerable<EpochReport> Epochs(
        IReadOnlyList<TrainingPhase> plan, IEnumerable<Batch>? validation = null, CancellationToken cancellationToken = default) =>
        Run(Checked(plan, validation), validation, new() { Cancellation = cancellationToken });

    /// <summary>Trains for some epochs, and tells how it went.</summary>
    /// <param name="train">The batches, enumerated anew for each epoch.</param>
    /// <param name="validation">Batches of samples that are not trained on; the weights that are best there come back.</param>
    /// <param name="epochs">How many epochs at most.</param>
    /// <param name="progress">Told how far it has come, ten times a second at most, and at the end of the last epoch.</param>
    /// <param name="cancellationToken">Ends the training after a batch, without an exception.</param>
    /// <exception cref="InvalidOperationException">
    /// <see cref="EarlyStopping"/> or <see cref="Plateau"/> has no validation data to watch.
    /// </exception>
    /// <exception cref="ArgumentException">There is no batch.</exception>
    /// <exception cref="NotFiniteNumberException">A loss is not finite (see <see cref="NonFinite"/>).</exception>
    public TrainingResult Fit(IEnumerable<Batch> train, IEnumerable<Batch>? validation = null, int epochs = 100,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Fit([new TrainingPhase(train, epochs)], validation, progress, cancellationToken);

    /// <summary>
    /// Trains by a plan, and tells how it went: <see cref="Epochs(IReadOnlyList{TrainingPhase}, IEnumerable{Batch}, CancellationToken)"/>.
    /// </summary>
    /// <param name="plan">The phases.</param>
    /// <param name="validation">Batches of samples that are not trained on; the weights that are best there come back.</param>
    /// <param name="progress">Told how far it has come, ten times a second at most, and at the end of the last epoch.</param>
    /// <param name="cancellationToken">Ends the training after a batch, without an exception.</param>
    /// <exception cref="InvalidOperationException">
    /// <see cref="EarlyStopping"/> or <see cref="Plateau"/> has no validation data to watch.
    /// </exception>
    /// <exception cref="ArgumentException">There is no batch, or no phase.</exception>
    /// <exception cref="NotFiniteNumberException">A loss is not finite (see <see cref="NonFinite"/>).</exception>
    [OverloadResolutionPriority(1)] // So that [new(batches, 10), new(others, 5)] is a plan.
    public TrainingResult Fit(IReadOnlyList<TrainingPhase> plan, IEnumerable<Batch>? validation = null,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var following = new Following { Progress = IsSecondary ? null : progress, Cancellation = cancellationToken };
        foreach (EpochReport _ in Run(Checked(plan, validation), validation, following))
        {
        }

        return following.Result(this);
    }
    private TrainingPhase[] Checked(IReadOnlyList<TrainingPhase> plan, IEnumerable<Batch>? validation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Count == 0 || plan.Contains(null!))
        {
            throw new ArgumentException("Trainer: a plan is one phase or more, and none of them null.", nameof(plan));
        }

        if (validation is null && (EarlyStopping is not null || Plateau is not null))
        {
            throw new InvalidOperationException(
                $"Trainer: {(EarlyStopping is not null ? nameof(EarlyStopping) : nameof(Plateau))} watches validation data, and there is " +
                "none. Give some, for example a share of the training data: (train, validation) = data.Split(validation: 0.2, seed: 1).");
        }

        if (EarlyStopping?.Metric is { } metric && !Metrics.Contains(metric))
        {
            throw new InvalidOperationException($"Trainer: EarlyStopping watches {metric}, which is not among the Metrics. Add it there.");
        }

        foreach (TrainingPhase phase in plan)
        {
            if (phase.Trained is { } trained && !Model.WithParts().Contains(trained))
            {
                throw new ArgumentException(
                    $"Trainer: a phase trains {trained.Description}, which is no part of the model; nothing would learn.", nameof(plan));
            }
        }

        if (Plateau is { } plateau && plateau.IsMaximized != (EarlyStopping?.Metric is { HigherIsBetter: true }))
        {
            throw new InvalidOperationException(
                $"Trainer: Plateau takes {(plateau.IsMaximized ? "more" : "less")} for better, and what is watched the other way round. " +
                $"Give it isMaximized: {(plateau.IsMaximized ? "false" : "true")}.");
        }

        ExpectSchedule(plan);
        return Plateau is null || Schedule is null ? [.. plan] : throw new InvalidOperationException(
            "Trainer: both Schedule and Plateau would set the learning rate. Give one of them.");
    }

    // Found before the first step instead of after the last that it has something to say for.
    private void ExpectSchedule(IReadOnlyList<TrainingPhase> plan)
    {
        long steps = 0, before = _resumed?.Run.FirstStep ?? Steps;
        foreach (TrainingPhase phase in plan)
        {
            if (Schedule is null || phase.Epochs == int.MaxValue || Following.Batches(phase) is not { } batches)
            {
                return;
            }

            long perEpoch = (batches + BatchesPerStep - 1) / BatchesPerStep;
            steps += phase.Epochs * perEpoch;

            // A training that goes on may begin with what is left of an epoch.
            steps -= before > 0 && phase == plan[0] && phase.Epochs > 0 ? perEpoch - 1 : 0;
        }

        try
        {
            Schedule?.At(Math.Max(0, before + steps - 1));
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Trainer: the schedule is too short for {steps} steps after {before} that were made. ") +
                error.Message, nameof(plan), error);
        }
    }

    private static ArgumentException NoBatch(string argument) => new(
        "Trainer: there is no batch with a sample in it. A sequence that is spent after it was enumerated once cannot be trained on for " +
        "several epochs: give a DataLoader or a list.", argument);
}
