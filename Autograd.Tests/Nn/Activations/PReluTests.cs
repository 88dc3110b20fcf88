using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Activations;

public sealed class PReluTests
{
    [Test]
    public void One_slope_serves_all()
    {
        new PRelu().Forward(Tensor.From([-4f, 2f])).ToArray<float>().ShouldBe([-1f, 2f]);
    }

    [Test]
    public void A_slope_per_channel_acts_along_axis_1()
    {
        var prelu = new PRelu(2);
        prelu.Slope.Assign(Tensor.From([0.5f, -1f]));

        prelu.Forward(Tensor.Full([1, 2, 2], -2)).ToArray<float>().ShouldBe([-1f, -1f, 2f, 2f]);
        prelu.Forward(Tensor.Full([2, 2], -2)).ToArray<float>().ShouldBe([-1f, 2f, -1f, 2f]);
    }

    [Test]
    public void A_slope_per_unit_acts_on_each_unit()
    {
        var prelu = new PRelu([2, 2]);
        prelu.Slope.Assign(Tensor.From([1f, 2f, 3f, 4f], [2, 2]));

        prelu.Forward(Tensor.Full([2, 2, 2], -1)).ToArray<float>().ShouldBe([-1f, -2f, -3f, -4f, -1f, -2f, -3f, -4f]);
    }

    [Test]
    public void Slopes_per_channel_are_kept_apart_from_an_inner_axis_of_the_same_size()
    {
        var prelu = new PRelu(2);
        prelu.Slope.Assign(Tensor.From([1f, 3f]));

        prelu.Forward(Tensor.Full([1, 2, 2], -1)).ToArray<float>().ShouldBe([-1f, -1f, -3f, -3f]);
    }

    [Test]
    public void A_frozen_slope_gets_no_gradient()
    {
        PRelu learned = new(), frozen = new(learnable: false);
        using var tape = new Tape();
        Tensor x = tape.Watch(Tensor.From([-4f, 2f]));
        tape.Backward((learned.Forward(x) + frozen.Forward(x)).Sum());

        learned.Slope.Grad!.Item().ShouldBe(-4);
        frozen.Slope.Grad.ShouldBeNull();
    }

    [Test]
    public void Slopes_that_fit_no_axis_are_refused()
    {
        Should.Throw<ArgumentException>(() => new PRelu(3).Forward(Tensor.Ones([2, 4])))
            .Message.ShouldContain("prelu: the shapes [2, 4] and [3] do not broadcast");
        Should.Throw<ArgumentOutOfRangeException>(() => new PRelu(0)).Message.ShouldContain("slopes is 0; expected 1 or more");
    }
}
