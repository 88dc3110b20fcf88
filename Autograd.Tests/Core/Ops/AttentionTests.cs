using Autograd.Core;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Core.Ops;

/// <summary>Attention over sequences of several tiles, with nothing to attend to, and what it holds in memory.</summary>
public sealed class AttentionTests
{
    private static readonly Tensor s_closed = Tensor.From([.. Enumerable.Range(0, 700).Select(i => i % 3 != 1 && i is < 250 or > 520)]);

    // More keys than a tile has, and more queries; some tiles have no key that is open, or none for some queries.
    [TestCase(300, 700, false, "none")]
    [TestCase(300, 700, true, "none")]
    [TestCase(700, 300, true, "none")]
    [TestCase(300, 700, false, "keys")]
    [TestCase(300, 700, true, "keys")]
    [TestCase(300, 700, false, "some queries")]
    [TestCase(300, 700, false, "added")]
    [TestCase(1, 700, false, "keys")]
    [TestCase(300, 700, false, "none", 0.1)]
    [TestCase(300, 700, true, "added", 0.5)]
    [TestCase(70, 30, true, "none", 0.3)]
    public void Many_tiles_give_what_one_matrix_of_weights_gives(int queries, int keys, bool causal, string mask, double dropout = 0)
    {
        Tensor? closed = mask switch
        {
            "keys" => s_closed[..keys],
            "some queries" => Tensor.Uniform([queries, 1], new Generator(7)).GreaterThan(0.3),
            "added" => Tensor.Where(s_closed, Normal([queries, keys], 8), double.NegativeInfinity),
            _ => null,
        };
        Tensor[] inputs = [Normal([2, queries, 5], 1), Normal([2, keys, 5], 2), Normal([2, keys, 3], 3)];
        using var tape = new Tape();
        Array.ForEach(inputs, input => tape.Watch(input));
        Tensor output = inputs[0].ScaledDotProductAttention(
            inputs[1], inputs[2], closed, causal, scale: 2, dropout: dropout, generator: new Generator(5, 7));
        var settings = AttentionSettings.Of("attention", causal, 2, dropout, new Generator(5, 7));
        Tensor expected = new ComposedAttention(inputs[0], inputs[1], inputs[2], closed is null ? [] : [closed], settings).Dropped
            .MatMul(inputs[2]);
        Numbers.Differences("output", Numbers.Of(output), Numbers.Of(expected), 1e-11, 1e-13).ShouldBeEmpty();
        Tensor upstream = Normal([.. output.Shape.Sizes], 4);
        Tensor[] gradients = tape.Gradient(output, inputs, upstream), others = tape.Gradient(expected, inputs, upstream);
        for (int i = 0; i < inputs.Length; i++)
        {
            Numbers.Differences($"gradient {i}", Numbers.Of(gradients[i]), Numbers.Of(others[i]), 1e-10, 1e-12).ShouldBeEmpty();
        }
    }

    [Test]
    public void Which_weights_are_dropped_depends_on_no_threads_and_is_the_same_in_higher_derivatives()
    {
        Tensor x = Normal([2, 300, 24], 1), upstream = Normal([2, 300, 8], 2);
        byte[][] bits = [.. new[] { 1, 3, int.MaxValue }.Select(threads => (byte[])[.. Run(threads, false).SelectMany(Numbers.Bits)])];
        bits[1].ShouldBe(bits[0]);
        bits[2].ShouldBe(bits[0]);
        Numbers.Differences("gradient", Numbers.Of(Run(1, true)[1]), Numbers.Of(Run(1, false)[1]), 1e-10, 1e-12).ShouldBeEmpty();

        Tensor[] Run(int threads, bool createGraph)
        {
            using var limit = new ThreadLimit(threads);
            using var tape = new Tape();
            tape.Watch(x);
            var generator = new Generator(9, 5);
            Tensor output = x.SelfAttention(heads: 2, causal: true, dropout: 0.2, generator: generator);
            generator.Offset.ShouldBe(5ul + (2 * 2 * 300 * 300), "a word for each weight");
            return [output.Detach(), tape.Gradient(output, [x], upstream, createGraph)[0].Detach()];
        }
    }

    [Test]
    public void Weights_are_dropped_as_often_as_is_said_and_the_mean_stays()
    {
        Tensor ones = Tensor.Ones([400, 1]), output = Tensor.Zeros([400, 1])
            .ScaledDotProductAttention(ones, Tensor.Eye(400), dropout: 0.3, generator: new Generator(1));
        Numbers.Of(output).Count(weight => weight == 0).ShouldBeInRange(47_000, 49_000);
        Numbers.Of(output).Average().ShouldBe(1 / 400.0, 2e-5);
        Should.Throw<ArgumentNullException>(() => ones.ScaledDotProductAttention(ones, ones, dropout: 0.3)).Message
            .ShouldContain("scaled_dot_product_attention: dropout is 0.3 and the generator null; expected one");
    }

    [TestCase(0)]
    [TestCase(0.1)]
    public void Memory_does_not_grow_with_the_square_of_the_length(double dropout)
    {
        const int Length = 4000;
        Tensor x = Tensor.Normal([Length, 12], new Generator(1));
        using var limit = new ThreadLimit(1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        using (var tape = new Tape())
        {
            tape.Watch(x);
            tape.Backward(x.SelfAttention(heads: 2, dropout: dropout, generator: new Generator(2)).Sum());
        }

        x.Grad.ShouldNotBeNull();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(Length * Length / 8, "a matrix of weights has 4 bytes for each");
    }

    // Hidden numbers that are not finite are met in every tile, by some queries and not by others.
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void A_query_is_not_harmed_by_what_only_others_may_attend_to(double value)
    {
        Tensor q = Normal([600, 4], 1), k = Normal([600, 4], 2), v = Normal([600, 4], 3), upstream = Normal([600, 4], 4);
        upstream = Tensor.Where(Tensor.Arange(0, 600).Reshape(600, 1).LessThan(500), upstream, 0);
        Tensor[] plain = Run(q, k, v), spoilt = Run(q, Spoil(k), Spoil(v));
        foreach ((Tensor expected, Tensor actual) in plain.Zip(spoilt))
        {
            Numbers.Bits(actual[..500]).ShouldBe(Numbers.Bits(expected[..500]));
        }

        foreach (Tensor gradient in spoilt[1..])
        {
            Numbers.Of(gradient[500..]).ShouldAllBe(number => number == 0);
        }

        Tensor Spoil(Tensor x) => Tensor.Where(Tensor.Arange(0, 600).Reshape(600, 1).LessThan(500), x, value);

        Tensor[] Run(params Tensor[] inputs)
        {
            using var tape = new Tape();
            Array.ForEach(inputs, input => tape.Watch(input));
            Tensor output = inputs[0].ScaledDotProductAttention(inputs[1], inputs[2], causal: true);
            return [output.Detach(), .. tape.Gradient(output, inputs, upstream).Select(gradient => gradient.Detach())];
        }
    }

    [Test]
    public void A_query_that_may_attend_to_nothing_gives_zeros_and_gets_none()
    {
        // pytorch/pytorch#41508, pytorch/pytorch#160064: NaN.
        Tensor[] masks = [Tensor.From([false, false]), Tensor.From([double.NegativeInfinity, double.NegativeInfinity])];
        foreach (Tensor mask in masks)
        {
            Tensor[] inputs = [Normal([3, 2], 1), Normal([2, 2], 2), Normal([2, 2], 3)];
            using var tape = new Tape();
            Array.ForEach(inputs, input => tape.Watch(input));
            Tensor output = inputs[0].ScaledDotProductAttention(inputs[1], inputs[2], mask);
            Numbers.Of(output).ShouldAllBe(number => number == 0);
            foreach (bool createGraph in new[] { false, true })
            {
                tape.Gradient(output, inputs, Normal([3, 2], 4), createGraph).SelectMany(Numbers.Of).ShouldAllBe(number => number == 0);
            }
        }
    }

    private static Tensor Normal(int[] sizes, ulong seed) => Tensor.Normal(Shape.Of(sizes), new Generator(seed), dtype: DType.Float64);
}
