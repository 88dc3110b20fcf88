using System.Globalization;
using Autograd.Core;
using Autograd.Nn;
using SampleTools;

namespace NextCharacter;

/// <summary>Trains a reader on windows from all over a text, and measures what it has learned.</summary>
internal sealed class Teacher
{
    /// <summary>How many windows a step takes.</summary>
    internal const int Batch = 32;

    private const double LearningRate = 0.004;

    private readonly Corpus _corpus;
    private readonly Options _options;

    /// <summary>A reader that has learned nothing yet.</summary>
    internal Teacher(Corpus corpus, Options options)
    {
        (_corpus, _options) = (corpus, options);
        Reader = Reader.Make(options.Model, corpus.Count, options.Units).Initialize(options.Seed);
    }

    /// <summary>The reader.</summary>
    internal Reader Reader { get; }

    /// <summary>Trains the reader.</summary>
    /// <param name="session">Where the training is kept, and whether it is to stop.</param>
    /// <param name="stepped">Called after each step.</param>
    /// <exception cref="SampleException">The loss was no finite number.</exception>
    internal Reader Train(Session session, Action stepped)
    {
        // The first steps are small, for the means of Adam are of few yet; then they fall to zero.
        double rate = _options.Model == Kind.Transformer ? LearningRate / 2 : LearningRate;
        int warm = Math.Min(50, 1 + (_options.Steps / 10));
        var trainer = new Trainer(Reader, Scores, (scores, targets) => scores.CrossEntropy(targets), new Adam(Reader.Parameters()))
        {
            Schedule = Schedule.Linear(rate, 0, _options.Steps).WarmUp(warm),
        };
        session.Keep(trainer, stepped: stepped);
        trainer.Fit(session.Follow(Windows(), stepped, _options.Steps), epochs: 1, cancellationToken: session.Stop);
        session.Stop.ThrowIfCancellationRequested();
        Reader.Eval();
        return Reader;
    }

    /// <summary>The mean loss of a text from its third character on, in nats, where the reader reads it from its beginning.</summary>
    internal static double Loss(Reader reader, int[] text)
    {
        // The scores behind its second character and all but the last count.
        const int Chunk = Reader.Window / 2;
        double sum = 0;
        Tensor[]? memory = null;
        for (int start = 0; start < text.Length - 1; start += Chunk)
        {
            using var scope = new TensorScope();
            int[] part = text[start..Math.Min(start + Chunk, text.Length - 1)], next = text[(start + 1)..(start + 1 + part.Length)];
            (Tensor scores, Tensor[] now) = reader.Read(Tensor.From(part).Unsqueeze(0), memory);
            memory = Array.ConvertAll(now, tensor => tensor.Detach());
            int first = start == 0 ? 1 : 0;
            if (first < part.Length)
            {
                sum += scores[0].Slice(0, first..).CrossEntropy(Tensor.From(next.AsSpan(first)), reduction: Reduction.Sum).Item();
            }
        }

        return sum / (text.Length - 2);
    }

    private Tensor Scores(Batch batch) => Reader.Read(batch.Inputs).Scores.Reshape(batch.Targets.Count, _corpus.Count);

    // The same ones each time, so that a training that goes on can pass over those it has seen.
    private IEnumerable<Batch> Windows()
    {
        var generator = new Generator(_options.Seed);
        int[] text = _corpus.Train;
        for (int step = 0; step < _options.Steps; step++)
        {
            long[] inputs = new long[Batch * Reader.Window], targets = new long[inputs.Length];
            for (int i = 0; i < inputs.Length; i += Reader.Window)
            {
                int start = generator.NextInt32(text.Length - Reader.Window);
                for (int j = 0; j < Reader.Window; j++)
                {
                    (inputs[i + j], targets[i + j]) = (text[start + j], text[start + j + 1]);
                }
            }

            yield return new(Tensor.From(inputs, [Batch, Reader.Window]), Tensor.From(targets));
        }
    }
}
