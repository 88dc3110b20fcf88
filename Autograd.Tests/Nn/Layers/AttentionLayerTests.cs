using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;
using First = Autograd.Nn.Initialization;

namespace Autograd.Tests.Nn.Layers;

/// <summary>What attention layers mean beyond the golden cases: first values, masks and their polarity, rows that are all closed.</summary>
public sealed class AttentionLayerTests
{
    private static readonly Tensor s_x = OpSamples.Spread([2, 3, 8], DType.Float32);
    private static readonly Tensor s_triangle = Tensor.From([true, false, false, true, true, false, true, true, true], [3, 3]);

    [Test]
    public void The_first_values_are_those_of_PyTorch_where_asked()
    {
        var layer = new MultiHeadAttention(100, 4).Initialize(1, First.PyTorch);
        IsUniform(layer.InProjWeight!, Math.Sqrt(6.0 / 400));
        IsUniform(layer.OutProj.Weight, Math.Sqrt(1.0 / 100));
        var apart = new MultiHeadAttention(100, 4, kDim: 60, vDim: 20).Initialize(1, First.PyTorch);
        IsUniform(apart.QProjWeight!, Math.Sqrt(6.0 / 200));
        IsUniform(apart.KProjWeight!, Math.Sqrt(6.0 / 160));
        IsUniform(apart.VProjWeight!, Math.Sqrt(6.0 / 120));
        foreach (Parameter bias in new[] { layer.InProjBias!, layer.OutProj.Bias!, apart.InProjBias!, apart.OutProj.Bias! })
        {
            bias.Value.ToArray<float>().ShouldAllBe(value => value == 0);
        }
    }

    // The polarity that textbooks and frameworks have confused: the first position sees itself alone, and not all but itself.
    [Test]
    public void True_may_be_attended_to()
    {
        // rasbt/LLMs-from-scratch#1061: the other way round in a textbook.
        MultiHeadAttention layer = Layer(), causal = new MultiHeadAttention(8, 2, causal: true).Initialize(1);
        Tensor masked = layer.Forward(s_x, s_x, s_x, s_triangle).Output;
        masked.ElementsEqual(causal.Forward(s_x)).ShouldBeTrue();
        Tensor other = Tensor.Concatenate([s_x.Slice(1, ..1), s_x.Slice(1, 1..) + 5], axis: 1);
        layer.Forward(other, other, other, s_triangle).Output.Slice(1, ..1).ElementsEqual(masked.Slice(1, ..1)).ShouldBeTrue();
        masked.Slice(1, ..1).ElementsEqual(layer.Forward(s_x[..1], s_x[..1], s_x[..1]).Output.Slice(1, ..1)).ShouldBeFalse();
        Tensor first = s_x.Slice(1, ..1);
        Near(layer.Forward(first), masked.Slice(1, ..1));
    }

    [Test]
    public void Numbers_are_added_so_ones_close_nothing()
    {
        MultiHeadAttention layer = Layer();
        Near(layer.Forward(s_x, s_x, s_x, Tensor.Ones([3, 3])).Output, layer.Forward(s_x));
        Tensor added = Tensor.Where(s_triangle, 0, double.NegativeInfinity);
        Near(layer.Forward(s_x, s_x, s_x, added).Output, layer.Forward(s_x, s_x, s_x, s_triangle).Output);
    }

    [Test]
    public void Masks_of_samples_and_of_heads_are_told_apart_by_their_number()
    {
        MultiHeadAttention layer = Layer();
        Tensor perSample = Tensor.Stack([s_triangle, s_triangle.Transpose()]);
        Tensor perHead = Tensor.Stack([s_triangle, s_triangle, s_triangle.Transpose(), s_triangle.Transpose()]);
        Tensor expected = layer.Forward(s_x, s_x, s_x, perSample).Output;
        layer.Forward(s_x, s_x, s_x, perHead).Output.ElementsEqual(expected).ShouldBeTrue();
        layer.Forward(s_x, s_x, s_x, perHead.Reshape(2, 2, 3, 3)).Output.ElementsEqual(expected).ShouldBeTrue();
        Should.Throw<ArgumentException>(() => layer.Forward(s_x, s_x, s_x, Tensor.Stack([s_triangle, s_triangle, s_triangle])))
            .Message.ShouldContain("the mask is [3, 3, 3]; expected [3, 3] of queries and keys, [2, 3, 3] for each sample, [2, 2, 3, 3] " +
                "for each head of each sample (1 in front stands for all), or [4, 3, 3], head by head of each sample in turn.");
    }

    [Test]
    public void One_mask_in_front_stands_for_all_heads_or_samples()
    {
        MultiHeadAttention layer = Layer();
        Tensor perSample = Tensor.Stack([s_triangle, s_triangle.Transpose()]);
        layer.Forward(s_x, s_x, s_x, perSample.Reshape(2, 1, 3, 3)).Output
            .ElementsEqual(layer.Forward(s_x, s_x, s_x, perSample).Output).ShouldBeTrue();
        layer.Forward(s_x, s_x, s_x, perSample.Reshape(1, 2, 3, 3)).Output
            .ElementsEqual(layer.Forward(s_x, s_x, s_x, Tensor.Stack([perSample, perSample])).Output).ShouldBeTrue();
        Should.Throw<ArgumentException>(() => layer.Forward(s_x, s_x, s_x, Tensor.Ones([2, 3, 3, 3]))).Message
            .ShouldContain("the mask is [2, 3, 3, 3]; expected [3, 3]");
        Should.Throw<ArgumentException>(() => layer.Forward(s_x[0], s_x[0], s_x[0], Tensor.Ones([3, 3, 3]))).Message
            .ShouldContain("expected [3, 3] of queries and keys, or [2, 3, 3], head by head. A mask of keys alone is the keyMask");
    }

    // Numbers so low that they are as good as −∞ hide beside −∞ what padding is; all paths give such a row its weights.
    [TestCase(AttentionWeights.None)]
    [TestCase(AttentionWeights.PerHead)]
    public void In_use_attention_gives_what_it_gives_in_training_under_masks_of_all_kinds(AttentionWeights weights)
    {
        MultiHeadAttention layer = new MultiHeadAttention(8, 2, causal: true, dropout: 1e-12).Initialize(1);
        Tensor low = Tensor.From([float.MinValue, 0, 0], [1, 3]), added = Tensor.Where(s_triangle, low, double.NegativeInfinity);
        foreach (Tensor mask in new[] { s_triangle, added, low.BroadcastTo([3, 3]), Tensor.Full([3, 3], double.NegativeInfinity) })
        {
            layer.Train();
            Tensor training = layer.Forward(s_x, s_x, s_x, mask, weights: weights).Output;
            layer.Eval();
            Near(training, layer.Forward(s_x, s_x, s_x, mask).Output);
        }
    }

    [TestCase(AttentionWeights.None)]
    [TestCase(AttentionWeights.Average)]
    [TestCase(AttentionWeights.PerHead)]
    public void Where_all_is_closed_the_output_is_the_bias_and_no_gradient_flows(AttentionWeights weights)
    {
        // pytorch/pytorch#41508, pytorch/pytorch#160064: NaN.
        MultiHeadAttention layer = Layer();
        layer.OutProj.Bias!.Assign(OpSamples.Spread([8], DType.Float32, phase: 2));
        Tensor keyMask = Tensor.From([true, true, false, false, false, false], [2, 3]);
        using var tape = new Tape();
        tape.Watch(s_x);
        (Tensor output, Tensor? given) = layer.Forward(s_x, s_x, s_x, keyMask: keyMask, weights: weights);
        for (int position = 0; position < 3; position++)
        {
            output[1][position].ElementsEqual(layer.OutProj.Bias!).ShouldBeTrue();
        }

        Numbers.Of(given is null ? Tensor.Zeros([1]) : given[1]).ShouldAllBe(weight => weight == 0);
        Tensor[] gradients = tape.Gradient(output[1].Sum(), [s_x, layer.InProjWeight!]);
        gradients.SelectMany(Numbers.Of).ShouldAllBe(number => number == 0);
    }

    [Test]
    public void Weights_are_of_each_head_or_their_mean_and_sum_to_one()
    {
        MultiHeadAttention layer = Layer();
        (Tensor output, Tensor? perHead) = layer.Forward(s_x, s_x, s_x, weights: AttentionWeights.PerHead);
        Tensor average = layer.Forward(s_x, s_x, s_x, weights: AttentionWeights.Average).Weights!;
        perHead!.Shape.ShouldBe([2, 2, 3, 3]);
        Near(average, perHead.Mean(1));
        Near(perHead.Sum(-1), Tensor.Ones([2, 2, 3]));
        Near(output, layer.Forward(s_x));
        layer.Forward(s_x, s_x, s_x).Weights.ShouldBeNull();
    }

    [Test]
    public void Heads_that_do_not_divide_and_odd_sizes_are_refused()
    {
        Should.Throw<ArgumentException>(() => new MultiHeadAttention(10, 4)).Message
            .ShouldContain("MultiHeadAttention: embedDim is 10 and heads is 4; expected heads that divide it");
        Should.Throw<ArgumentException>(() => new MultiHeadAttention(4, 2, kDim: 0)).Message.ShouldContain("kDim is 0");
        Should.Throw<ArgumentException>(() => new MultiHeadAttention(4, 2, dropout: 1.5)).Message.ShouldContain("dropout is 1.5");
        Tensor y = s_x.Slice(-1, ..7);
        Should.Throw<ArgumentException>(() => Layer().Forward(s_x, y, y)).Message
            .ShouldContain("the key is [2, 3, 7] and the query [2, 3, 8]");
        Should.Throw<ArgumentException>(() => Layer().Forward(s_x, s_x, s_x.Slice(1, ..2))).Message
            .ShouldContain("the value is [2, 2, 8] and the key [2, 3, 8]; expected a value of [N, S, 8] with the same batch and length");
        Should.Throw<ArgumentException>(() => Layer().Forward(s_x, s_x, s_x, s_triangle.To(DType.Int64))).Message
            .ShouldContain("the mask is Int64; expected Bool, of which true may be attended to");
        Should.Throw<ArgumentException>(() => Layer().Forward(s_x, s_x, s_x, keyMask: s_triangle)).Message
            .ShouldContain("the keyMask is [3, 3]; expected [2, 3], one for each key");
    }

    [TestCase(AttentionWeights.None)]
    [TestCase(AttentionWeights.Average)]
    public void A_mask_of_another_type_is_refused_by_its_own_name_however_the_weights_are_held(AttentionWeights weights)
    {
        Tensor x = Tensor.Ones([1, 3, 4]);
        var layer = new MultiHeadAttention(4, 2, dropout: 0.5);
        foreach (DType type in new[] { DType.Int64, DType.Float64 })
        {
            Should.Throw<ArgumentException>(() => layer.Forward(x, x, x, Tensor.Ones([3, 3], type), weights: weights))
                .Message.ShouldContain($"the mask is {type}; expected Bool, of which true may be attended to, or Float32");
            Should.Throw<ArgumentException>(() => layer.Forward(x, x, x, keyMask: Tensor.Ones([1, 3], type), weights: weights))
                .Message.ShouldContain("keyMask > 0 makes 1 and 0 true and false");
        }
    }

    [Test]
    public void A_block_begins_with_PyTorchs_settings_and_each_of_a_stack_with_numbers_of_its_own()
    {
        var layer = new TransformerEncoderLayer(8, 2);
        layer.Linear1.OutFeatures.ShouldBe(2048);
        new[] { layer.Dropout.P, layer.Dropout1.P, layer.Dropout2.P, layer.SelfAttn.Dropout }.ShouldAllBe(p => p == 0.1);
        layer.NormFirst.ShouldBeFalse();
        layer.Activation.ShouldBeOfType<Relu>();
        TransformerEncoder encoder = new TransformerEncoder(2, () => new TransformerEncoderLayer(8, 2, 5)).Initialize(1);
        encoder.Layers[0].Linear1.Weight.Value.ElementsEqual(encoder.Layers[1].Linear1.Weight).ShouldBeFalse();
        layer.ToString().ShouldStartWith("TransformerEncoderLayer(8, 2 heads, 2048, norm last)");
        Should.Throw<ArgumentException>(() => new TransformerEncoderLayer(8, 2, 0)).Message
            .ShouldContain("TransformerEncoderLayer: feedForward is 0; expected 1 or more");
        Should.Throw<ArgumentException>(() => new TransformerEncoderLayer(5, 2)).Message
            .ShouldContain("TransformerEncoderLayer: embedDim is 5 and heads is 2; expected heads that divide it");
        Should.Throw<ArgumentException>(() => new TransformerEncoder(2, () => layer)).Message
            .ShouldContain("layer 1 that make gave is an earlier one");
        Should.Throw<ArgumentException>(() => new TransformerEncoder(1, () => null!)).Message
            .ShouldContain("layer 0 that make gave is null");
    }

    [Test]
    public void A_blocks_seed_decides_all_it_drops_and_each_part_drops_by_itself()
    {
        TransformerEncoderLayer layer = new(8, 2, 8, dropout: 0.5, seed: 7), same = new(8, 2, 8, dropout: 0.5, seed: 7);
        ulong[] seeds = [.. new[] { layer.SelfAttn.Random!, layer.Dropout.Random, layer.Dropout1.Random, layer.Dropout2.Random }
            .Select(random => random.Generator.Seed)];
        seeds.Distinct().Count().ShouldBe(4);
        layer.Initialize(1).Forward(s_x).ElementsEqual(same.Initialize(1).Forward(s_x)).ShouldBeTrue();
        new TransformerEncoderLayer(8, 2, 8, dropout: 0.5, seed: 8).Initialize(1).Forward(s_x)
            .ElementsEqual(new TransformerEncoderLayer(8, 2, 8, dropout: 0.5, seed: 7).Initialize(1).Forward(s_x)).ShouldBeFalse();
    }

    // PyTorch's fast path for use zeroes what is padding, and only there.
    [Test]
    public void In_use_a_block_gives_what_it_gives_in_training_padding_included()
    {
        TransformerEncoderLayer layer = new TransformerEncoderLayer(8, 2, 5, dropout: 0).Initialize(1);
        Tensor keyMask = Tensor.From([true, true, false, true, false, false], [2, 3]), training = layer.Forward(s_x, null, keyMask);
        layer.Eval();
        layer.Forward(s_x, null, keyMask).ElementsEqual(training).ShouldBeTrue();
        Numbers.Of(training[1][2]).ShouldContain(number => Math.Abs(number) > 0.1);
    }

    [Test]
    public void The_same_weights_are_dropped_whether_they_are_asked_for_or_not()
    {
        MultiHeadAttention layer = new MultiHeadAttention(8, 2, causal: true, dropout: 0.4, seed: 3).Initialize(1);
        MultiHeadAttention other = new MultiHeadAttention(8, 2, causal: true, dropout: 0.4, seed: 3).Initialize(1);
        for (int step = 0; step < 3; step++)
        {
            (Tensor output, Tensor? weights) = layer.Forward(s_x, s_x, s_x, weights: AttentionWeights.PerHead);
            Near(other.Forward(s_x), output);
            Numbers.Of(weights!).Count(weight => weight == 0).ShouldBeGreaterThan(12, "what causality closes is as much");
        }
    }

    [Test]
    public void Weights_drop_in_training_alone()
    {
        MultiHeadAttention layer = new MultiHeadAttention(8, 2, dropout: 0.5).Initialize(1);
        double[] weights = Numbers.Of(layer.Forward(s_x, s_x, s_x, weights: AttentionWeights.PerHead).Weights!);
        weights.Count(weight => weight == 0).ShouldBeInRange(8, 28);
        layer.Eval();
        Near(layer.Forward(s_x), Layer().Forward(s_x));
    }

    [Test]
    public void Positions_are_sines_and_cosines_of_falling_frequency()
    {
        Tensor table = SinusoidalPositions.Table(60, 5, DType.Float64);
        table[50][0].Item().ShouldBe(Math.Sin(50), 1e-15);
        table[50][1].Item().ShouldBe(Math.Cos(50), 1e-15);
        table[50][2].Item().ShouldBe(Math.Sin(50 / Math.Pow(10_000, 0.4)), 1e-14);
        table[50][4].Item().ShouldBe(Math.Sin(50 / Math.Pow(10_000, 0.8)), 1e-14);
        var layer = new SinusoidalPositions(batchFirst: false);
        Tensor x = Tensor.Zeros([4, 2, 5]);
        layer.Forward(x)[3][1].ElementsEqual(SinusoidalPositions.Table(4, 5)[3]).ShouldBeTrue();
        layer.Forward(Tensor.Zeros([9, 2, 6])).Shape.ShouldBe([9, 2, 6]);
        layer.Forward(x.To(DType.Float64)).DType.ShouldBe(DType.Float64);
    }

    [Test]
    public void A_sequence_that_grows_step_by_step_does_not_make_its_positions_anew_at_each()
    {
        const int Length = 256, EmbedDim = 64;
        var layer = new SinusoidalPositions();
        Tensor x = Tensor.Zeros([Length, EmbedDim]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int length = 1; length <= Length; length++)
        {
            using var step = new TensorScope();
            _ = layer.Forward(x[..length]);
        }

        // A table is made in double precision first; at each step anew they would be a hundred times as much.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(12L * Length * EmbedDim * sizeof(double));
    }

    private static MultiHeadAttention Layer() => new MultiHeadAttention(8, 2).Initialize(1);

    private static void Near(Tensor actual, Tensor expected)
    {
        actual.Shape.ShouldBe(expected.Shape);
        Numbers.Differences("output", Numbers.Of(actual), Numbers.Of(expected), 1e-5, 1e-6).ShouldBeEmpty();
    }

    private static void IsUniform(Parameter parameter, double bound)
    {
        float[] values = parameter.Value.ToArray<float>();
        ((double)values.Max(Math.Abs)).ShouldBeInRange(0.98 * bound, bound);
        values.Average(value => (double)value * value).ShouldBe(bound * bound / 3, 0.05 * bound * bound);
    }
}
