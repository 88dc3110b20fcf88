using Autograd.Core;

namespace Autograd.Tests.Core.Kernels;

public sealed class BroadcastPlanTests
{
    [Test]
    public void Axes_that_alternate_between_repeating_and_not_are_walked_rightly()
    {
        Tensor x = OpSamples.Spread([2, 1, 3, 1, 2, 1, 2], DType.Float64),
            y = OpSamples.Spread([3, 1, 2, 1, 2, 1], DType.Float64, phase: 1);
        Shape shape = [2, 3, 3, 2, 2, 2, 2];

        (x + y).ToArray<double>().ShouldBe((x.BroadcastTo(shape) + y.BroadcastTo(shape)).ToArray<double>());
    }

    [Test]
    public void More_changes_than_can_be_walked_are_refused()
    {
        Shape even = [2, 1, 2, 1, 2, 1, 2, 1, 2], odd = [1, 2, 1, 2, 1, 2, 1, 2, 1];

        Should.Throw<ArgumentException>(() => Tensor.Ones(even)
            + Tensor.Ones(odd)).Message.ShouldContain("alternate too often between axes that repeat and axes that do not");
    }
}
