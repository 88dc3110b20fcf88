using System.Globalization;
using Autograd.Core;
using Autograd.Nn;
using static Autograd.Tests.Nn.Optimizers.OptimizerTests;

namespace Autograd.Tests.Nn.Optimizers;

public sealed class OptimizerRefusalTests
{
    [Test]
    public void A_parameter_may_be_in_one_group_only_and_a_refused_group_leaves_no_trace()
    {
        Linear layer = new(1, 1), other = new(1, 1);
        var optimizer = new Adam(layer.Parameters());

        Should.Throw<ArgumentException>(() => optimizer.AddGroup(new ParameterGroup([.. other.Parameters(), layer.Weight]))).Message
            .ShouldContain("Adam: the parameter 'Weight' is in a group already");
        optimizer.Groups.Count.ShouldBe(1);
        optimizer.AddGroup(new ParameterGroup(other.Parameters()));
        Should.Throw<ArgumentException>(() => new Adam([layer.Weight, layer.Weight])).Message.ShouldContain("'Weight' is listed twice");
    }

    [Test]
    public void No_parameters_and_none_at_all_are_refused()
    {
        Should.Throw<ArgumentException>(() => new Adam([])).Message.ShouldContain("no parameters; did the module register its parts?");
        Should.Throw<ArgumentException>(() => new ParameterGroup([]));
        Should.Throw<ArgumentNullException>(() => new Adam([null!]));
        Should.Throw<ArgumentNullException>(() => new Sgd(null!, 0.1));
        Should.Throw<ArgumentNullException>(() => new Sgd(new Linear(1, 1).Parameters(), 0.1).AddGroup(null!));
    }

    [Test]
    public void After_a_conversion_the_message_says_to_make_a_new_optimizer()
    {
        Sequential model = Network();
        var optimizer = new Adam(model.Parameters());
        Train(model, optimizer);
        model.To(DType.Float64);
        Should.Throw<InvalidOperationException>(() => Train(model, optimizer)).Message
            .ShouldContain(
                "'0.Weight' is Float64 and was Float32 in the step before. What the optimizer remembers does not fit it any more: make");
        Train(model, new Adam(model.Parameters()));
    }

    [Test]
    public void Where_everything_is_frozen_a_step_does_nothing()
    {
        Sequential model = Network();
        float[] before = Values(model);
        model.Freeze();
        new Adam(model.Parameters()).Step();
        Values(model).ShouldBe(before);
    }

    [Test]
    public void Settings_out_of_range_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new Sgd([], learningRate: -1)).Message.ShouldContain("learningRate is -1");
        Should.Throw<ArgumentOutOfRangeException>(() => new Sgd([], learningRate: double.NaN));
        Should.Throw<ArgumentOutOfRangeException>(() => new Adam([], beta1: 1)).Message.ShouldContain("expected 0 to below 1");
        Should.Throw<ArgumentException>(() => new Sgd([], 0.1, nesterov: true)).Message.ShouldContain("needs a momentum above 0");
    }

    [Test]
    public void What_is_set_later_is_checked_alike()
    {
        Sgd sgd = new(Network().Parameters(), 0.1, momentum: 0.9, nesterov: true);
        Adam adam = new(Network().Parameters());
        ParameterGroup group = sgd.Groups[0];
        foreach (double wrong in new[] { double.NaN, -1, double.PositiveInfinity })
        {
            foreach (Action set in new Action[]
            {
                () => sgd.LearningRate = wrong, () => sgd.WeightDecay = wrong, () => sgd.Momentum = wrong, () => sgd.Dampening = wrong,
                () => adam.Beta1 = wrong, () => adam.Beta2 = wrong, () => adam.Epsilon = wrong,
                () => group.RateFactor = wrong, () => group.WeightDecay = wrong,
            })
            {
                Should.Throw<ArgumentException>(set);
            }
        }

        Should.Throw<ArgumentException>(() => sgd.Momentum = 0).Message.ShouldContain("needs a momentum above 0");
        (sgd.LearningRate, sgd.Momentum, adam.Beta1, adam.Epsilon, group.RateFactor, group.WeightDecay)
            .ShouldBe((0.1, 0.9, 0.9, 1e-8, 1, null));
        (sgd.Momentum, adam.Beta1, adam.Beta2, group.WeightDecay) = (0.5, 0.8, 0.9, 0);
        (sgd.Momentum, adam.Beta1, adam.Beta2, group.WeightDecay).ShouldBe((0.5, 0.8, 0.9, 0));
    }

    [Test]
    public void Numbers_in_messages_have_points_everywhere()
    {
        var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        commas.NumberFormat.NumberDecimalSeparator = ",";
        CultureInfo.CurrentCulture = commas;
        $"{1.5}".ShouldBe("1,5");
        Should.Throw<ArgumentOutOfRangeException>(() => new Adam([], beta1: 1.5)).Message.ShouldContain("beta1 is 1.5");
        Should.Throw<ArgumentOutOfRangeException>(() => new Sgd([], learningRate: -2.5)).Message.ShouldContain("learningRate is -2.5");
    }
}
