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
    public void Convolutions_spread_weights_and_biases_evenly_up_to_the_root_of_what_PyTorch_takes_for_the_fan_in()
    {
        (Module Layer, int FanIn)[] cases =
        [
            (new Conv1d(8, 400, 5), 40), (new Conv1d(8, 400, 5, groups: 2), 20), (new Conv2d(4, 400, (3, 2), padding: 1), 24),
            (new ConvTranspose1d(400, 500, 4, stride: 2), 2000), (new ConvTranspose1d(400, 500, 4, groups: 2), 1000),
            (new ConvTranspose2d(30, 400, (3, 2)), 2400),
        ];
        foreach ((Module layer, int fanIn) in cases)
        {
            double bound = 1 / Math.Sqrt(fanIn);
            foreach (Parameter parameter in layer.Initialize(1, First.PyTorch).Parameters())
            {
                float[] values = parameter.Value.ToArray<float>();
                values.Max(Math.Abs).ShouldBeInRange((float)(0.95 * bound), (float)(1.000001 * bound), layer.ToString());
                values.Average(value => (double)value * value).ShouldBe(bound * bound / 3, 0.15 * bound * bound / 3, layer.ToString());
            }
        }
    }

    [Test]
    public void By_default_convolutions_keep_the_variance_of_what_comes_in_and_have_no_bias_at_first()
    {
        (Module Layer, double Deviation)[] cases =
        [
            (new Conv1d(8, 400, 5), 1 / Math.Sqrt(40)), (new Conv2d(8, 400, (3, 2), groups: 2), 1 / Math.Sqrt(24)),
            (new ConvTranspose1d(40, 50, 4, stride: 2), 1 / Math.Sqrt(80)), (new ConvTranspose2d(40, 50, 2, stride: 2), 1 / Math.Sqrt(40)),
        ];
        foreach ((Module layer, double deviation) in cases)
        {
            Parameter[] parameters = [.. layer.Initialize(1).Parameters()];
            float[] weights = parameters[0].Value.ToArray<float>();
            Math.Sqrt(weights.Average(value => (double)value * value)).ShouldBe(deviation, 0.05 * deviation, layer.ToString());
            weights.Max(Math.Abs).ShouldBeGreaterThan((float)(2.5 * deviation));
            parameters[1].Value.ToArray<float>().ShouldAllBe(value => value == 0);
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
