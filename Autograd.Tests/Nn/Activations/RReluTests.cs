using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Activations;

public sealed class RReluTests
{
    private static readonly Tensor s_minusOnes = Tensor.Full([200], -1);

    [Test]
    public void In_training_each_element_gets_a_slope_of_its_own_within_the_bounds()
    {
        float[] slopes = [.. new RRelu(0.2, 0.4, seed: 3).Forward(s_minusOnes).ToArray<float>().Select(y => -y)];
        slopes.ShouldAllBe(slope => slope >= 0.2f && slope < 0.4f);
        slopes.Distinct().Count().ShouldBeGreaterThan(190);
        slopes.Average().ShouldBe(0.3f, 0.02f);
    }

    [Test]
    public void Positive_elements_stay_and_the_drawn_slopes_are_the_gradient()
    {
        var rrelu = new RRelu();
        using var tape = new Tape();
        Tensor x = tape.Watch(Tensor.From([-2f, 3f, -4f]));
        Tensor y = rrelu.Forward(x);
        tape.Backward(y.Sum());

        y.ToArray<float>()[1].ShouldBe(3);
        x.Grad!.ToArray<float>().ShouldBe([y.ToArray<float>()[0] / -2, 1, y.ToArray<float>()[2] / -4], 1e-6);
    }

    [Test]
    public void In_use_the_mean_slope_counts_and_nothing_is_drawn()
    {
        var rrelu = new RRelu(0.25, 0.75);
        rrelu.Eval();
        rrelu.Forward(s_minusOnes).ToArray<float>().ShouldAllBe(y => y == -0.5f);
        rrelu.Random.Generator.Offset.ShouldBe(0ul);
    }

    [Test]
    public void A_seed_fixes_the_slopes_and_a_checkpoint_of_the_generator_continues_them()
    {
        RRelu first = new(seed: 5), second = new(seed: 5), other = new(seed: 6);
        float[] slopes = first.Forward(s_minusOnes).ToArray<float>();
        second.Forward(s_minusOnes).ToArray<float>().ShouldBe(slopes);
        other.Forward(s_minusOnes).ToArray<float>().ShouldNotBe(slopes);

        var restored = new RRelu();
        restored.Random.Generator = new(first.Random.Generator.Seed, first.Random.Generator.Offset);
        float[] next = first.Forward(s_minusOnes).ToArray<float>();
        next.ShouldNotBe(slopes);
        restored.Forward(s_minusOnes).ToArray<float>().ShouldBe(next);
    }

    [Test]
    public void Bounds_in_the_wrong_order_are_refused() =>
        Should.Throw<ArgumentException>(() => new RRelu(0.5, 0.25).Forward(s_minusOnes))
            .Message.ShouldContain("rrelu: lower is 0.5 and upper is 0.25");
}
