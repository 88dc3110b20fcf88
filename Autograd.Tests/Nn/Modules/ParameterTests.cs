using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Modules;

public sealed class ParameterTests
{
    [Test]
    public void A_parameter_stands_for_its_value()
    {
        var parameter = new Parameter([2], new Constant(3));

        (parameter * Tensor.Ones([2])).ToArray<float>().ShouldBe([3f, 3f]);
    }

    [Test]
    public void Assigned_values_must_fit()
    {
        Parameter weight = new Linear(3, 2).Weight;

        Should.Throw<ArgumentException>(() => weight.Assign(Tensor.Zeros([3, 2])))
            .Message.ShouldContain("The parameter 'Weight' is Float32 [2, 3]; got Float32 [3, 2].");
        Should.Throw<ArgumentException>(() => weight.Assign(Tensor.Zeros([2, 3], DType.Float64)))
            .Message.ShouldContain("got Float64 [2, 3]");
        weight.Assign(Tensor.Ones([2, 3]));
        weight.Value.ToArray<float>().ShouldAllBe(value => value == 1);
    }

    [Test]
    public void Two_threads_that_use_a_fresh_parameter_first_see_one_tensor()
    {
        for (int round = 0; round < 50; round++)
        {
            Parameter weight = new Linear(30, 30).Weight;
            Tensor[] seen = new Tensor[2];
            Parallel.For(0, 2, i => seen[i] = weight.Value);
            seen[0].ShouldBeSameAs(seen[1]);
        }
    }
}
