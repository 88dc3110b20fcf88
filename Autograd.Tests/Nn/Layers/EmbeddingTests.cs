using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Nn.Layers;

public sealed class EmbeddingTests
{
    [Test]
    public void Numbers_are_drawn_normally_and_the_padding_is_zero_at_first_only()
    {
        Embedding layer = new Embedding(50, 40, paddingIndex: -2).Initialize(3);
        layer.PaddingIndex.ShouldBe(48);
        float[] values = layer.Weight.Value.ToArray<float>();
        values[(48 * 40)..(49 * 40)].ShouldAllBe(value => value == 0);
        float[] others = [.. values[..(48 * 40)], .. values[(49 * 40)..]];
        others.Average(value => (double)value).ShouldBe(0, 0.1);
        others.Average(value => (double)value * value).ShouldBe(1, 0.1);
        layer.Weight.Assign(Tensor.Ones([50, 40]));
        layer.Forward(Tensor.From([48L])).ToArray<float>().ShouldAllBe(value => value == 1, "what was learned is read as it is");
    }

    [Test]
    public void A_tensor_that_an_initializer_keeps_stays_as_it_is()
    {
        var kept = new Kept(Tensor.Ones([3, 2]));
        Embedding layer = new Embedding(3, 2, paddingIndex: 0, initializer: kept).Initialize(1);
        layer.Weight.Value.ToArray<float>().ShouldBe([0, 0, 1, 1, 1, 1]);
        kept.Values.ToArray<float>().ShouldAllBe(value => value == 1);
        Should.Throw<InvalidOperationException>(() => new Embedding(2, 2, paddingIndex: 0, initializer: kept).Weight.Value).Message
            .ShouldContain("gave Float32 [3, 2]");
    }

    [Test]
    public void The_padding_has_no_gradient_fused_recorded_sparse_or_dense([Values] bool isSparse, [Values] bool createGraph)
    {
        // pytorch/pytorch#26302. (pytorch/pytorch#28959 cannot be: there is no max_norm, which changes weights while it reads them.)
        Embedding layer = new Embedding(5, 2, paddingIndex: 1, hasSparseGrad: isSparse).Initialize(1);
        Tensor indices = Tensor.From([1L, 4, 1, 4, 0], [5, 1]), upstream = OpSamples.Spread([5, 1, 2], DType.Float32);
        using var tape = new Tape();
        Tensor rows = layer.Forward(indices), table = layer.Weight;
        float[] gradient = tape.Gradient(rows, [table], upstream, createGraph)[0].ToArray<float>();
        float[] given = upstream.ToArray<float>();
        float[] expected = [given[8], given[9], 0, 0, 0, 0, 0, 0, given[2] + given[6], given[3] + given[7]];
        gradient.ShouldBe(expected);
        tape.Backward(rows, upstream);
        layer.Weight.Grad!.ToArray<float>().ShouldBe(expected);
    }

    [Test]
    public void The_padding_has_no_gradient_though_what_arrives_is_NaN()
    {
        Embedding layer = new Embedding(3, 1, paddingIndex: 0).Initialize(1);
        using var tape = new Tape();
        tape.Backward(layer.Forward(Tensor.From([0L, 2])), Tensor.From([float.NaN, 3], [2, 1]));
        layer.Weight.Grad!.ToArray<float>().ShouldBe([0, 0, 3]);
    }

    [Test]
    public void A_table_that_was_learned_elsewhere_is_copied_and_held_fixed()
    {
        Tensor table = OpSamples.Spread([4, 3], DType.Float32);
        Embedding layer = Embedding.FromPretrained(table, paddingIndex: 1);
        layer.Weight.RequiresGrad.ShouldBeFalse();
        Numbers.Bits(layer.Weight).ShouldBe(Numbers.Bits(table), "its padding is not zeroed");
        table.SetItem(9, 0);
        layer.Forward(Tensor.From([0L])).ToArray<float>().ShouldNotContain(9f);
        Embedding.FromPretrained(table, freeze: false).Weight.RequiresGrad.ShouldBeTrue();
        Should.Throw<ArgumentException>(() => Embedding.FromPretrained(Tensor.Ones([3]))).Message
            .ShouldContain("Embedding: the table is [3]; expected [count, dim] of 1 or more");
    }

    [Test]
    public void An_index_outside_is_refused_with_its_place_and_the_layers_path()
    {
        var model = new Sequential(new Embedding(3, 2));
        ArgumentException error = Should.Throw<ArgumentException>(() => model.Forward(Tensor.From([0L, 3, -1], [1, 3])));
        error.Message.ShouldContain("embedding: the index at [0, 1] is 3; expected 0 to 2");
        error.Message.ShouldContain("(in '0', Embedding(3 × 2))");
        Should.Throw<ArgumentException>(() => Tensor.Ones([3, 2]).Embedding(Tensor.From([3L]))).ParamName.ShouldBe("indices");
        Should.Throw<ArgumentException>(() => _ = new Embedding(3, 2, paddingIndex: 3)).Message
            .ShouldContain("Embedding: paddingIndex is 3; expected -3 to 2");
    }

    [Test]
    public void An_index_outside_is_found_wherever_it_stands()
    {
        Tensor table = Tensor.Ones([5, 1]);
        for (int length = 1; length < 40; length++)
        {
            for (int at = 0; at < length; at++)
            {
                foreach (long wrong in new[] { 5, -1, long.MinValue, long.MaxValue })
                {
                    long[] indices = [.. Enumerable.Repeat(4L, length)];
                    indices[at] = wrong;
                    Should.Throw<ArgumentException>(() => table.Embedding(Tensor.From(indices))).Message
                        .ShouldContain(FormattableString.Invariant($"the index at [{at}] is {wrong};"));
                }
            }
        }
    }

    private sealed record Kept(Tensor Values) : Initializer
    {
        public override Tensor Draw(Shape shape, DType dtype, Generator generator, double gain) => Values;
    }
}
