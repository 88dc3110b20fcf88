using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Metrics;

public sealed class PriorCorrectionTests
{
    private static readonly double[] s_actual = [0.9, 0.08, 0.02], s_balanced = [1 / 3.0, 1 / 3.0, 1 / 3.0];

    [Test]
    public void A_layer_moves_as_bayes_says()
    {
        var layer = (Linear)new Linear(4, 3).Initialize(1).To(DType.Float64);
        Tensor x = Tensor.Normal([20, 4], new Generator(1), dtype: DType.Float64);
        double[][] before = [.. layer.Forward(x).Softmax(1).ToArray<double>().Chunk(3)];
        PriorCorrection.FromBalanced(s_actual).ApplyTo(layer);
        double[] after = layer.Forward(x).Softmax(1).ToArray<double>();
        double[] wanted = [.. before.SelectMany(row =>
        {
            double[] joint = [.. row.Zip(s_actual, (p, prior) => p * prior)];
            return joint.Select(p => p / joint.Sum());
        })];
        after.ShouldBe(wanted, 1e-12);
        new PriorCorrection(s_balanced, s_actual).Apply(Tensor.From([.. before.SelectMany(row => row)], [20, 3])).ToArray<double>()
            .ShouldBe(wanted, 1e-12);
    }

    // Samples of normal distributions, of which the best answer is known: a layer that is right for balanced classes is right for others.
    [Test]
    public void A_network_that_is_right_for_balanced_classes_is_right_for_actual_ones()
    {
        var layer = new Linear(1, 2, weightInitializer: new Constant(0));
        layer.Weight.Value.AsWritableSpan<float>()[1] = 2;     // of two normal distributions around −1 and 1: log-odds of 2x
        PriorCorrection.FromBalanced(0.8, 0.2).ApplyTo(layer);
        Tensor odds = layer.Forward(Tensor.From([0.5f], [1, 1]));
        (odds[0, 1] - odds[0, 0]).Item().ShouldBe(1 + Math.Log(0.2 / 0.8), 1e-6);
    }

    [Test]
    public void A_single_logit_moves_by_the_difference()
    {
        var layer = new Linear(2, 1);
        new PriorCorrection([0.5, 0.5], [0.95, 0.05]).ApplyTo(layer);
        layer.Bias!.Value.Item().ShouldBe(Math.Log(0.05 / 0.95), 1e-6);
        $"{new PriorCorrection([0.5, 0.5], [0.95, 0.05])}".ShouldBe("PriorCorrection(+0.642, -2.303)");
    }

    [Test]
    public void There_and_back_changes_nothing()
    {
        var layer = new Linear(4, 3);
        new PriorCorrection(s_balanced, s_actual).ApplyTo(layer);
        new PriorCorrection(s_actual, s_balanced).ApplyTo(layer);
        layer.Bias!.Value.ToArray<float>().ShouldBe([0, 0, 0], 1e-6);
    }

    [Test]
    public void What_cannot_be_is_refused()
    {
        PriorCorrection correction = PriorCorrection.FromBalanced(s_actual);
        Refused(() => correction.ApplyTo(new Linear(4, 3, bias: false)),
            "the layer has no biases and 3 outputs; expected biases, and 3 outputs");
        Refused(() => correction.ApplyTo(new Linear(4, 2)), "the layer has biases and 2 outputs");
        Refused(() => correction.Apply(Tensor.Ones([2, 2])), "expected [samples, 3]");
        Refused(() => PriorCorrection.FromBalanced(0.5, 0.6), "in actual the priors of 2 classes sum to 1.1; expected 1");
        Refused(() => PriorCorrection.FromBalanced(1, 0), "in actual the prior of class 1 is 0; expected a share above 0");
        Refused(() => PriorCorrection.FromBalanced(double.NaN, 1), "the prior of class 0 is NaN");
        Refused(() => _ = new PriorCorrection([1], [0.5, 0.5]), "there are 1 priors in training and 2 actual ones");
        Refused(() => PriorCorrection.FromBalanced(), "the priors of 0 classes sum to 0");
    }

    private static void Refused(Action action, string message) => Should.Throw<ArgumentException>(action).Message.ShouldContain(message);
}
