using System.Globalization;
using Autograd.Core;

namespace Autograd.Nn;

// What several processes do together, each of which trains the same model by the same batches.
public sealed partial class Trainer
{
    private ChunkExchange? Exchange => Parallel?.Exchange;

    // The first one writes the files and reports.
    private bool IsSecondary => Exchange is { Rank: > 0 };

    // Found before the first step instead of never: weights would drift apart in silence.
    private void ExpectSameStart(TrainingRun run)
    {
        if (Exchange is not { } exchange)
        {
            return;
        }

        exchange.Step = Steps;
        exchange.ExpectSame(
            "the settings of the trainer", string.Join(", ", Settings().Select(setting => $"{setting.Key}: {setting.Value}")));
        foreach ((string what, string value) in SharedSettings(run))
        {
            exchange.ExpectSame(what, value);
        }

        exchange.ExpectSame("where the training begins or goes on, as of checkpoints that are not the same", string.Create(
            CultureInfo.InvariantCulture, $"step {Steps}, phase {run.Phase}, epoch {run.PhaseEpochs}, batch {run.Batch}"));
        Parallel!.ExpectSameParts(_lossModule);
        Dictionary<string, IReadOnlyDictionary<string, Tensor>> sources = run.SourceStates();
        exchange.ExpectSame("what gives batches with a state", string.Join(", ", sources.Keys));
        foreach ((string name, IReadOnlyDictionary<string, Tensor> state) in sources)
        {
            exchange.ExpectSame($"the sampler of the {name}: its seed, place or size of batches", Fingerprint.Of(state));
        }

        exchange.ExpectSame("the data", Fingerprint.Of(run.Plan.Select(phase => phase.Batches).Append(run.Validation).OfType<DataLoader>()
            .SelectMany(loader => loader.Dataset.Extras.Prepend(loader.Dataset.Targets).Prepend(loader.Dataset.Inputs))
            .Select((tensor, i) => KeyValuePair.Create(i.ToString(CultureInfo.InvariantCulture), tensor))));
    }

    // What else changes a step, or what is reported.
    private IEnumerable<(string What, string Value)> SharedSettings(TrainingRun run)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        yield return ("the schedule", Schedule?.ToString() ?? "none");
        yield return ("the plateau", Plateau?.ToString() ?? "none");
        yield return ("what early stopping watches", EarlyStopping?.ToString() ?? "nothing");
        yield return ("the phases", string.Join(", ", run.Plan.Select(phase => string.Create(
            culture, $"{phase.Epochs} epochs with rate factor {phase.RateFactor:R} for {phase.Trained?.Path ?? "all parameters"}"))));
        yield return ("the validation", run.Validation is null ? "none" : "some");
        yield return ("the metrics", string.Join(", ", Metrics));
        yield return ("the watch for numbers that are not finite", Guard.ToString());
    }

    // Once an epoch, so that no training ends with other weights here than there, whatever the reason.
    private void ExpectSameWeights() => Parallel?.ExpectSameWeights();

    // Batches that are read by all, of whatever they come from.
    private void ExpectSameBatch(TrainingRun run, Batch batch)
    {
        if (Exchange is { } exchange && run.Batch == 0 && run.Current.Batches is not DataLoader)
        {
            exchange.ExpectSame("the first batch of an epoch",
                Fingerprint.Of(batch.Inputs, batch.Targets).ToString("x16", CultureInfo.InvariantCulture));
        }
    }

    // Whatever settings a loss or a model has, they show in a number.
    private void ExpectSameLoss(TrainingRun run, Batch batch)
    {
        if (Exchange is { } exchange && run.Batch == 0)
        {
            using var mode = new EvaluationMode(Model);
            using var tape = new Tape();
            using TapePause pause = tape.Pause();
            Batch part = batch.Part(0, (batch.Count + Parallel!.Chunks - 1) / Parallel.Chunks);
            exchange.ExpectSame("the loss of the same samples: its settings, or those of the model",
                _loss(_predict(part), part.Targets).Item().ToString("R", CultureInfo.InvariantCulture));
        }
    }

    // All processes end after the same batch.
    private bool IsCancelled(Following following) =>
        Exchange?.Any(following.Cancellation.IsCancellationRequested, "the question whether training is cancelled")
        ?? following.Cancellation.IsCancellationRequested;

    // Each process answers one batch in turn, and all hear of all, in order: the tally is that of one process.
    private void EvaluateTogether(IEnumerable<Batch> batches, Tally tally, ChunkExchange exchange)
    {
        using IEnumerator<Batch> all = (batches is DataLoader loader ? loader.InParts() : batches).GetEnumerator();
        for (bool goesOn = true; goesOn;)
        {
            using var memory = new MemoryStream();
            using var writer = new BinaryWriter(memory);
            for (int i = 0; i < exchange.Count && (goesOn = all.MoveNext()); i++)
            {
                if (i == exchange.Rank)
                {
                    Answer(all.Current.Part(0, all.Current.Count), tally.HasMetrics, writer);
                }
            }

            string what = FormattableString.Invariant($"Evaluate, which all ranks must call, with {Metrics.Count} metrics of the trainer");
            foreach (byte[] told in exchange.Gather(memory.GetBuffer().AsSpan(0, (int)memory.Length), what))
            {
                if (told.Length > 0)
                {
                    using var reader = new BinaryReader(new MemoryStream(told));
                    (int count, double loss) = (reader.ReadInt32(), reader.ReadDouble());
                    tally.Add(
                        loss, tally.HasMetrics ? [(ChunkReport.ReadTensor(reader), ChunkReport.ReadTensor(reader))] : [], count, _isSum);
                }
            }
        }
    }

    private void Answer(Batch batch, bool keepsAnswers, BinaryWriter writer)
    {
        using var tape = new Tape();
        using TapePause pause = tape.Pause();
        Tensor answer = _predict(batch);
        writer.Write(batch.Count);
        writer.Write(_loss(answer, batch.Targets).Item());
        if (keepsAnswers)
        {
            ChunkReport.Write(writer, answer);
            ChunkReport.Write(writer, batch.Targets);
        }
    }
}
