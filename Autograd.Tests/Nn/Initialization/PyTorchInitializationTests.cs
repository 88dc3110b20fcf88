using Autograd.Core;
using Autograd.Nn;
using First = Autograd.Nn.Initialization;

namespace Autograd.Tests.Nn.Initialization;

/// <summary>PyTorch's first values where asked, ours otherwise, and a given initializer in either case.</summary>
public sealed class PyTorchInitializationTests
{
    [Test]
    public void A_linear_layer_spreads_weights_and_biases_evenly_up_to_the_root_of_its_inputs()
    {
        Linear layer = new Linear(25, 400).Initialize(1, First.PyTorch);
        foreach (Parameter parameter in layer.Parameters())
        {
            float[] values = parameter.Value.ToArray<float>();
            values.Max(Math.Abs).ShouldBeInRange(0.19f, 0.2f);
            values.Average(value => (double)value * value).ShouldBe(0.04 / 3, 0.003);
        }
    }

    [Test]
    public void It_holds_until_the_next_call_and_for_parts_that_join_later()
    {
        var model = new ModuleList<Linear>(new Linear(25, 40));
        model.Initialize(1, First.PyTorch);
        model.Add(new Linear(25, 40));
        model[1].Bias!.Value.ToArray<float>().ShouldContain(value => value != 0);
        model.Initialize(1);
        model[0].Bias!.Value.ToArray<float>().ShouldAllBe(value => value == 0);
    }

    [Test]
    public void A_given_initializer_holds()
    {
        Linear layer = new Linear(3, 2, weightInitializer: new Constant(2)).Initialize(1, First.PyTorch);
        layer.Weight.Value.ToArray<float>().ShouldAllBe(value => value == 2);
        layer.Bias!.Value.ToArray<float>().ShouldAllBe(value => value != 0);
    }

    [Test]
    public void An_initialization_that_is_none_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new Linear(1, 1).Initialize(1, (First)7))
            .Message.ShouldContain("expected Default, PyTorch");
}
