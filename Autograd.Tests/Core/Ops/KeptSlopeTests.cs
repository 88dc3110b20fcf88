using Autograd.Core;

namespace Autograd.Tests.Core.Ops;

/// <summary>An op that keeps its slope does so where it will be asked for, and nowhere else.</summary>
public sealed class KeptSlopeTests
{
    [Test]
    public void A_slope_is_kept_on_the_tape_of_what_is_differentiated()
    {
        Tensor x = Tensor.From([-1.5, 0, 2]), slope = Slope(x);
        using var tape = new Tape();
        x.Gelu().Saved.ShouldBeNull();
        tape.Watch(x);
        x.Gelu().Saved!.ToArray<double>().ShouldBe(slope.ToArray<double>());
    }

    [Test]
    public void No_slope_is_kept_without_a_tape()
    {
        Tensor x = Tensor.Ones([3]);
        x.RequiresGrad = true;
        x.Gelu().Saved.ShouldBeNull();
    }

    private static Tensor Slope(Tensor x)
    {
        using var tape = new Tape();
        tape.Watch(x);
        return tape.Gradient(x.Gelu().Sum(), [x])[0].Detach();
    }
}
