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
        exchange.ExpectSame("where the training begins or goes on, as of checkpoints that are not the same", string.Create(
            CultureInfo.InvariantCulture, $"step {Steps}, phase {run.Phase}, epoch {run.PhaseEpochs}, batch {run.Batch}"));
        exchange.ExpectSame("the model: its structure, seed, weights or buffers", Fingerprint.Of(Model.StateDict(withRandomStreams: true)));
        exchange.ExpectSame("the optimizer: its learning rate or what it remembers",
            string.Create(CultureInfo.InvariantCulture, $"{Optimizer.LearningRate:R} ") + Fingerprint.Of(Optimizer.StateDict()));
        exchange.ExpectSame("the samplers: their seeds, places or sizes of batches", Fingerprint.Of(run.SourceStates().SelectMany(
            source => source.Value.Select(state => KeyValuePair.Create($"{source.Key}.{state.Key}", state.Value)))));
        exchange.ExpectSame("the data", Fingerprint.Of(run.Plan.Select(phase => phase.Batches).Append(run.Validation).OfType<DataLoader>()
            .SelectMany(loader => loader.Dataset.Extras.Prepend(loader.Dataset.Targets).Prepend(loader.Dataset.Inputs))
            .Select((tensor, i) => KeyValuePair.Create(i.ToString(CultureInfo.InvariantCulture), tensor))));
    }

    // Batches that are read by all, of whatever they come from.
    private void ExpectSameBatch(TrainingRun run, Batch batch)
    {
        if (Exchange is { } exchange && run.Batch == 0 && run.Current.Batches is not DataLoader)
        {
            exchange.ExpectSame("the first batch of an epoch",
                Fingerprint.Of(batch.Inputs, batch.Targets).ToString("x16", CultureInfo.InvariantCulture));
        }
    }

    // All processes end after the same batch.
    private bool IsCancelled(Following following) => Exchange is { } exchange && following.Cancellation.CanBeCanceled
        ? exchange.Any(following.Cancellation.IsCancellationRequested)
        : following.Cancellation.IsCancellationRequested;

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

            foreach (byte[] told in exchange.Gather(memory.GetBuffer().AsSpan(0, (int)memory.Length)))
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
