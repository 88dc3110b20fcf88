using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Documentation;

/// <summary>What the page on sequences and masks shows. It uses public members only.</summary>
public sealed class SequenceExamples
{
    [Test]
    public void Sequences_of_different_lengths_are_padded()
    {
        Tensor tokens = Tensor.From([5L, 2, 7, 1, 3, 0, 0, 0], [2, 4]);                      // two texts, of 4 and 1 tokens
        Tensor lengths = Tensor.From([4L, 1]);
        Tensor isReal = Tensor.Arange(0, 4, dtype: DType.Int64).LessThan(lengths.Unsqueeze(-1));   // [2, 4]: true is no padding

        isReal.ToArray<bool>().ShouldBe([true, true, true, true, true, false, false, false]);
        tokens.Shape.ShouldBe(isReal.Shape);
    }

    [Test]
    public void A_recurrent_layer_takes_lengths()
    {
        var embedding = new Embedding(10, 16);
        var gru = new Gru(16, 32, bidirectional: true);
        Tensor tokens = Tensor.From([5L, 2, 7, 1, 3, 0, 0, 0], [2, 4]), lengths = Tensor.From([4L, 1]);
        (Tensor states, Tensor last) = gru.Forward(embedding.Forward(tokens), state: null, lengths);

        states.Shape.ShouldBe([2, 4, 64]);                                                   // 0 behind each sequence's end
        last.Shape.ShouldBe([2, 2, 32]);                                                     // [directions, batch, units]
    }

    [Test]
    public void The_last_states_are_classified()
    {
        var lstm = new Lstm(16, 32, layers: 2, bidirectional: true);
        var head = new Linear(64, 3);
        Tensor x = Tensor.Normal([4, 7, 16], new Generator(1)), lengths = Tensor.From([7L, 2, 5, 1]);
        (_, LstmState end) = lstm.Forward(x, state: null, lengths);
        Tensor last = end.Hidden;                                                            // [2 layers · 2 directions, 4, 32]
        Tensor classes = head.Forward(Tensor.Concatenate([last[^2], last[^1]], axis: 1));    // [4, 3]

        last.Shape.ShouldBe([4, 4, 32]);
        classes.Shape.ShouldBe([4, 3]);
        Tensor states = lstm.Forward(x, state: null, lengths).Output;
        states[1, 1, ..32].ElementsEqual(last[^2][1]).ShouldBeTrue();                        // forwards it ends at the last step,
        states[1, 0, 32..].ElementsEqual(last[^1][1]).ShouldBeTrue();                        // backwards at the first
    }

    [Test]
    public void A_state_goes_from_tape_to_tape()
    {
        var lstm = new Lstm(8, 16);
        var optimizer = new Adam(lstm.Parameters(), learningRate: 1e-3);
        Tensor signal = Tensor.Normal([2, 30, 8], new Generator(1));
        var state = new LstmState(Tensor.Zeros([1, 2, 16]), Tensor.Zeros([1, 2, 16]));       // zeros, as null would be
        for (int start = 0; start < 30; start += 10)
        {
            using var tape = new Tape();
            (Tensor output, LstmState n) = lstm.Forward(signal[.., start..(start + 10)], state);
            Tensor error = output.Square().Mean();
            optimizer.ZeroGrad();
            tape.Backward(error);
            optimizer.Step();
            state = n.Detach();                                                              // copies that outlive the tape
        }

        state.Hidden.Shape.ShouldBe([1, 2, 16]);
        state.Cell.ToArray<float>().ShouldNotContain(0);
    }

    [Test]
    public void A_model_writes_step_by_step()
    {
        var embedding = new Embedding(50, 16);
        var gru = new Gru(16, 32);
        var head = new Linear(32, 50);
        var generator = new Generator(1);
        List<long> text = [4, 8, 15];
        (Tensor states, Tensor state) = gru.Forward(embedding.Forward(Tensor.From([.. text], [1, 3])), state: null);
        for (int i = 0; i < 20; i++)
        {
            Tensor scores = head.Forward(states[0, ^1]);                                     // [50]
            Tensor noise = -(-Tensor.Uniform([50], generator).Log()).Log();                  // Gumbel's: tokens come by their probability
            long token = (scores + noise).ArgMax(0).Item<long>();                            // without the noise always the likeliest
            text.Add(token);
            (states, state) = gru.Forward(embedding.Forward(Tensor.From([token], [1, 1])), state);
        }

        text.Count.ShouldBe(23);
        text.ShouldAllBe(token => token >= 0 && token < 50);
        (Tensor all, Tensor end) = gru.Forward(embedding.Forward(Tensor.From([.. text], [1, 23])), state: null);
        all[0, ^1].AllClose(states[0, ^1]).ShouldBeTrue();                                   // as if read at once
        end.AllClose(state).ShouldBeTrue();
    }

    [Test]
    public void Lengths_go_with_their_samples()
    {
        // What the last word is decides, wherever it stands.
        var random = new Generator(1);
        long[] words = new long[400 * 6], ends = new long[400], classes = new long[400];
        for (int i = 0; i < ends.Length; i++)
        {
            ends[i] = 1 + random.NextInt32(6);
            for (int step = 0; step < ends[i]; step++)
            {
                words[(i * 6) + step] = 1 + random.NextInt32(9);
            }

            classes[i] = words[(i * 6) + ends[i] - 1] > 4 ? 1 : 0;
        }

        Tensor texts = Tensor.From(words, [400, 6]), labels = Tensor.From(classes), lengths = Tensor.From(ends);
        var data = new TensorDataset(texts, labels) { Extras = [lengths] };
        (TensorDataset train, TensorDataset validation) = data.Split(validation: 0.25, seed: 1);
        var model = new Reader();
        var trainer = new Trainer(
            model,
            batch =>
            {
                Tensor lengthsOfBatch = batch.Extras[0];
                int longest = (int)lengthsOfBatch.ToArray<long>().Max();
                return model.Forward(batch.Inputs[.., ..longest], lengthsOfBatch);           // no more padding than needed
            },
            new CrossEntropyLoss().Forward,
            new Adam(model.Parameters(), learningRate: 0.02))
        {
            Metrics = [Metric.Accuracy],
        };
        var unseen = new DataLoader(validation, batchSize: 50);
        trainer.Fit(new DataLoader(train, batchSize: 20, seed: 1), unseen, epochs: 3);
        Console.WriteLine(trainer.Evaluate(unseen));                                         // loss 0.01, accuracy 1

        trainer.Evaluate(unseen)[Metric.Accuracy].ShouldBeGreaterThan(0.95);
        trainer.Predict(unseen).Shape.ShouldBe([100, 2]);
    }

    [Test]
    public void The_loss_of_a_sequence_is_that_of_its_steps()
    {
        var model = new Sequential(new Embedding(50, 16), new Gru(16, 32), new Linear(32, 50));
        var loss = new CrossEntropyLoss(ignoreIndex: 0);                                     // targets that are padding count for nothing
        Tensor texts = Tensor.From([5L, 2, 7, 1, 3, 4, 9, 0, 0, 0], [2, 5]);                 // of 5 and 2 tokens, padded with 0
        Tensor tokens = texts[.., ..^1], targets = texts[.., 1..];                           // [2, 4] each: at every step the token after
        Tensor scores = model.Forward(tokens);                                               // [2, 4, 50]
        Tensor error = loss.Forward(scores.Reshape(-1, 50), targets.Reshape(-1));            // a mean over the 5 steps that count
        Tensor same = loss.Forward(scores.Transpose(1, 2), targets);                         // the same: classes on axis 1, [2, 50, 4]

        double accuracy = Metric.Accuracy.Ignoring(0).Of(scores.Transpose(1, 2), targets);   // of the 5 steps, too

        accuracy.ShouldBe(Metric.Accuracy.Ignoring(0).Of(scores.Reshape(-1, 50), targets.Reshape(-1)));
        same.Item().ShouldBe(error.Item(), 1e-5);
        targets.ToArray<long>().Count(target => target > 0).ShouldBe(5);
        Should.Throw<ArgumentException>(() => loss.Forward(scores, targets));
        loss.Forward(scores[.., .., ..4], Tensor.Zeros([2, 4], DType.Int64)).Shape.ShouldBe([]);   // steps taken for classes
    }

    [Test]
    public void A_mask_of_numbers_hides_nothing()
    {
        Tensor fromElsewhere = Tensor.From([1f, 1, 0], [1, 3]);                              // numbers would be added: 0 hides nothing
        Tensor hides = fromElsewhere > 0;                                                    // Bool: true may be attended to

        var attention = new MultiHeadAttention(embedDim: 4, heads: 1);
        Tensor x = Tensor.Normal([1, 3, 4], new Generator(1));
        Tensor Weights(Tensor keyMask) => attention.Forward(x, x, x, keyMask: keyMask, weights: AttentionWeights.Average).Weights![0, 0, 2];
        Weights(fromElsewhere).Item().ShouldBeGreaterThan(0);
        Weights(hides).Item().ShouldBe(0);
    }

    [Test]
    public void Attention_takes_masks()
    {
        var attention = new MultiHeadAttention(embedDim: 16, heads: 4);
        Tensor x = Tensor.Normal([2, 4, 16], new Generator(1));
        Tensor isReal = Tensor.From([true, true, true, true, true, false, false, false], [2, 4]);
        Tensor near = Tensor.From([.. Enumerable.Range(0, 16).Select(i => Math.Abs((i / 4) - (i % 4)) < 2)], [4, 4]);
        (Tensor y, Tensor? weights) =
            attention.Forward(x, x, x, mask: near, keyMask: isReal, weights: AttentionWeights.PerHead);

        y.Shape.ShouldBe([2, 4, 16]);
        weights![0, 0, 0].ToArray<float>()[2..].ShouldBe([0f, 0]);                          // the first position sees two
        weights![1, 0, 3].ToArray<float>().ShouldBe([0f, 0, 0, 0]);                         // and the last of the second text nothing
    }

    [Test]
    public void A_transformer_that_writes_is_causal()
    {
        var model = new Sequential(
            new Embedding(50, 32),
            new SinusoidalPositions(),
            new TransformerEncoder(2, () => new TransformerEncoderLayer(32, heads: 4, feedForward: 64, normFirst: true, causal: true),
                new LayerNorm(32)),
            new Linear(32, 50));
        Tensor scores = model.Forward(Tensor.From([4L, 8, 15, 16, 23], [1, 5]));             // the next token at each position

        scores.Shape.ShouldBe([1, 5, 50]);
    }

    [Test]
    public void An_encoder_is_told_what_is_padding()
    {
        var encoder = new TransformerEncoder(2, () => new TransformerEncoderLayer(16, heads: 4, feedForward: 32));
        encoder.Eval();
        Tensor x = Tensor.Normal([2, 4, 16], new Generator(1));
        Tensor isReal = Tensor.From([true, true, true, true, true, false, false, false], [2, 4]);
        Tensor y = encoder.Forward(x, mask: null, keyMask: isReal);
        Tensor count = isReal.To(DType.Float32).Sum(1, keepDims: true);
        Tensor mean = Tensor.Where(isReal.Unsqueeze(-1), y, 0).Sum(1) / count;               // over what is real

        mean.Shape.ShouldBe([2, 16]);
    }

    [Test]
    public void A_mask_from_PyTorch_is_turned_around()
    {
        Tensor keyPaddingMask = Tensor.From([false, false, true], [1, 3]);                   // PyTorch's: true is blocked
        Tensor keyMask = !keyPaddingMask;                                                    // ours: true may be attended to

        keyMask.ToArray<bool>().ShouldBe([true, true, false]);
    }

    [Test]
    public void The_op_alone_takes_heads_as_an_axis()
    {
        Tensor query = Tensor.Normal([2, 4, 10, 8], new Generator(1)), key = Tensor.Normal([2, 4, 12, 8], new Generator(2));
        Tensor value = Tensor.Normal([2, 4, 12, 5], new Generator(3));
        Tensor distance = Tensor.Normal([4, 10, 12], new Generator(4));                      // numbers are added to the scores
        Tensor y = query.ScaledDotProductAttention(key, value, mask: distance);              // [2, 4, 10, 5]

        y.Shape.ShouldBe([2, 4, 10, 5]);
    }

    public sealed class Reader : Module
    {
        public Reader() => (Words, Lstm, Head) = (new(10, 8), new(8, 16), new(16, 2));

        public Embedding Words { get; private init => field = Register(value); }

        public Lstm Lstm { get; private init => field = Register(value); }

        public Linear Head { get; private init => field = Register(value); }

        public Tensor Forward(Tensor texts, Tensor lengths) => Enter(() =>
        {
            (_, LstmState last) = Lstm.Forward(Words.Forward(texts), state: null, lengths);
            return Head.Forward(last.Hidden[^1]);
        });
    }
}
