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
}
