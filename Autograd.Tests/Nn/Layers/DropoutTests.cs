using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Nn.Layers;

public sealed class DropoutTests
{
    private const int Many = 100_000;

    public static IEnumerable<TestCaseData> Layers => new Func<Layer>[]
    {
        () => new Dropout(0.4), () => new Dropout2d(0.4), () => new AlphaDropout(0.4),
    }.Select(make => new TestCaseData(make).SetArgDisplayNames(make().GetType().Name));

    [TestCaseSource(nameof(Layers))]
    public void In_use_the_input_is_the_output_and_nothing_is_recorded(Func<Layer> make)
    {
        Layer layer = make();
        layer.Eval();
        Tensor x = Tensor.Ones([2, 3, 4, 4]);
        using var tape = new Tape();
        tape.Watch(x);
        layer.Forward(x).ShouldBeSameAs(x);
    }

    [TestCaseSource(nameof(Layers))]
    public void It_drops_in_training_not_in_use_and_again_in_training_after_that(Func<Layer> make)
    {
        // Dropout that stays on in evaluation (karpathy/nanoGPT#240), or is off for ever after one (NVIDIA/Megatron-LM#411).
        var model = new Sequential(make(), new Sequential(make()));
        Tensor x = Tensor.Normal([4, 8, 5, 5], new Generator(1));
        byte[] Run() => Numbers.Bits(model.Forward(x));
        foreach (bool isTraining in new[] { true, false, true, false, true })
        {
            if (isTraining)
            {
                model.Train();
            }
            else
            {
                model.Eval();
            }

            Run().AsSpan().SequenceEqual(Numbers.Bits(x)).ShouldBe(!isTraining);
            Run().AsSpan().SequenceEqual(Run()).ShouldBe(!isTraining, "what is drawn differs from call to call");
        }
    }

    [TestCaseSource(nameof(Layers))]
    public void Two_layers_of_one_model_draw_differently_and_the_same_seed_the_same(Func<Layer> make)
    {
        Tensor x = Tensor.Normal([4, 8, 5, 5], new Generator(1));
        byte[][] Run(ulong seed)
        {
            Sequential model = new Sequential(make(), make()).Initialize(seed);
            return [Numbers.Bits(model[0].Forward(x)), Numbers.Bits(model[1].Forward(x))];
        }

        byte[][] one = Run(1), other = Run(2);
        one[0].ShouldNotBe(one[1]);
        one[0].ShouldNotBe(other[0]);
        Run(1).ShouldBe(one);
    }

    [Test]
    public void What_is_dropped_is_zero_and_has_no_gradient_though_it_be_infinite_or_NaN()
    {
        Tensor x = Tensor.From(Enumerable.Range(0, 999).Select(i => new[] { 1f, float.NaN, float.PositiveInfinity }[i % 3]).ToArray());
        using var tape = new Tape();
        tape.Watch(x);
        Tensor y = x.Dropout(new Generator(1), 0.75);
        double[] values = Numbers.Of(y), gradient = Numbers.Of(tape.Gradient(y, [x], x.Detach())[0]);
        bool[] isKept = [.. Numbers.Of(Tensor.Ones([999]).Dropout(new Generator(1), 0.75)).Select(number => number != 0)];
        isKept.Count(kept => kept).ShouldBeInRange(180, 320);
        for (int i = 0; i < values.Length; i++)
        {
            double expected = isKept[i] ? 4 * Numbers.Of(x)[i] : 0;
            values[i].ShouldBe(expected);
            gradient[i].ShouldBe(expected);
        }
    }

    [Test]
    public void With_probability_one_everything_is_zero()
    {
        Tensor x = Tensor.From([1f, float.NaN, float.PositiveInfinity]);
        Numbers.Of(x.Dropout(new Generator(1), 1)).ShouldBe([0.0, 0, 0]);
        Numbers.Of(x.AlphaDropout(new Generator(1), 1)).ShouldBe([0.0, 0, 0]);
        Numbers.Of(new Dropout(1).Forward(x)).ShouldBe([0.0, 0, 0]);
    }

    [TestCase(0.1)]
    [TestCase(0.5)]
    [TestCase(0.9)]
    public void As_many_are_dropped_as_p_says(double p)
    {
        double[] kept = Numbers.Of(Tensor.Ones([Many]).Dropout(new Generator(3), p));
        kept.Count(number => number == 0).ShouldBeInRange((int)((p * Many) - 1000), (int)((p * Many) + 1000));
        kept.Where(number => number != 0).ShouldAllBe(number => Math.Abs(number - (1 / (1 - p))) < 1e-5);
    }

    [Test]
    public void Whole_channels_are_dropped()
    {
        double[] kept = Numbers.Of(new Dropout2d(0.5).Initialize(1).Forward(Tensor.Ones([20, 30, 3, 3])));
        double[][] channels = [.. kept.Chunk(9)];
        channels.ShouldAllBe(channel => channel.All(number => number == channel[0]));
        channels.Count(channel => channel[0] == 0).ShouldBeInRange(240, 360);
        channels.ShouldAllBe(channel => channel[0] == 0 || channel[0] == 2);
    }

    [TestCase(0.1)]
    [TestCase(0.5)]
    public void Alpha_dropout_keeps_mean_and_variance(double p)
    {
        double[] y = Numbers.Of(Tensor.Normal([Many], new Generator(5)).AlphaDropout(new Generator(6), p));
        double mean = y.Average(), variance = y.Average(number => (number - mean) * (number - mean));
        mean.ShouldBe(0, 0.02);
        variance.ShouldBe(1, 0.02);
        y.GroupBy(number => number).MaxBy(group => group.Count())!.Count().ShouldBeInRange((int)(p * Many) - 1000, (int)(p * Many) + 1000);
    }

    [Test]
    public void The_generator_moves_on_by_a_word_for_each_decision_and_not_where_the_call_is_refused()
    {
        var generator = new Generator(1, 3);
        Tensor.Ones([10]).Dropout(generator);
        generator.Offset.ShouldBe(13u);
        Tensor.Ones([4, 5, 6]).Dropout(generator, trailingAxes: 2);
        generator.Offset.ShouldBe(17u);
        Tensor.Ones([3]).AlphaDropout(generator);
        generator.Offset.ShouldBe(20u);
        uint next = new Generator(1, 20).NextUInt32();
        Should.Throw<ArgumentException>(() => Tensor.From([1L]).Dropout(generator));
        Should.Throw<ArgumentException>(() => Tensor.Ones([1]).Dropout(generator, 2));
        generator.NextUInt32().ShouldBe(next);
    }
}
