using System.Globalization;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn;

/// <summary>What a debugger and a log show of the things that a training is made of.</summary>
public sealed class PrintingTests
{
    [Test]
    public void A_convolution_shows_what_is_not_as_usual()
    {
        Text(new Conv2d(1, 8, 5)).ShouldBe("Conv2d(1 → 8, 5)");
        Text(new Conv2d(3, 6, (3, 5), stride: 2, padding: (0, 1), dilation: 2, groups: 3, bias: false))
            .ShouldBe("Conv2d(3 → 6, (3, 5), stride 2, padding (0, 1), dilation 2, 3 groups, no bias)");
        Text(new Conv1d(2, 4, 3, padding: Padding.Same)).ShouldBe("Conv1d(2 → 4, 3, padding same)");
        Text(new Conv1d(2, 4, 3, stride: 2)).ShouldBe("Conv1d(2 → 4, 3, stride 2)");
        Text(new ConvTranspose2d(8, 1, 4, stride: 3, padding: 1, outputPadding: 2))
            .ShouldBe("ConvTranspose2d(8 → 1, 4, stride 3, padding 1, output padding 2)");

        static string Text(Layer layer) => layer.ToString();
    }

    [TestCase("")]
    [TestCase("de-DE")]
    public void The_parts_of_a_training_say_what_they_are(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            var model = new Linear(2, 3);
            $"{new Adam(model.Parameters(), beta1: 0.8, amsGrad: true)}".ShouldBe(
                "Adam(learning rate 0.001, weight decay 0, betas 0.8 and 0.999, epsilon 1E-08, AMSGrad)");
            $"{new Sgd(model.Parameters(), 0.1, momentum: 0.9, nesterov: true)}".ShouldBe(
                "Sgd(learning rate 0.1, weight decay 0, momentum 0.9, dampening 0, Nesterov)");
            $"{new TensorDataset(Tensor.Zeros([6, 2]), Tensor.Zeros([6], DType.Int64))}".ShouldBe(
                "TensorDataset(6 samples, inputs Float32 [6, 2], targets Int64 [6])");
            $"{new RandomBatchSampler(6, 4, seed: 1)}".ShouldBe("RandomBatchSampler(2 batches of 6 samples together)");
            $"{new ClassBalancedBatchSampler([0, 1, 1], 1, seed: 1)}".ShouldBe(
                "ClassBalancedBatchSampler(2 batches of 4 samples together)");
            var loader = new DataLoader(new TensorDataset(Tensor.Zeros([6, 2]), Tensor.Zeros([6], DType.Int64)), 4);
            $"{loader.First()}".ShouldBe("Batch(4 samples, inputs Float32 [4, 2], targets Int64 [4])");
            var stopping = new EarlyStopping(3, Metric.Accuracy, minimumImprovement: 0.01);
            $"{stopping}; {new EarlyStopping()}".ShouldBe("EarlyStopping(3 epochs without a better accuracy by more than 0.01); " +
                "EarlyStopping(10 epochs without a better loss)");
            var plateau = new ReduceOnPlateau(0.5, patience: 2);
            plateau.Step(1.25);
            plateau.Step(1.5);
            $"{plateau}".ShouldBe("ReduceOnPlateau(0.5, best 1.25, 1 bad epochs of 2 that are borne)");
            var trainer = new Trainer(model, new CrossEntropyLoss(), new Sgd(model.Parameters(), 0.1))
            {
                Schedule = Schedule.Constant(0.1),
                ClipNorm = 1.5,
                BatchesPerStep = 2,
                EarlyStopping = stopping,
                Metrics = [Metric.Accuracy],
            };
            $"{trainer}".ShouldBe(
                $"Trainer(Linear(2 → 3), {trainer.Optimizer}, 0 steps, Schedule.Constant(0.1), " +
                $"gradients clipped to norm 1.5, a step of 2 batches, {stopping}, accuracy)");
            $"{new TrainingPhase(loader, 5) { RateFactor = 0.1, Trained = model }}".ShouldBe(
                "TrainingPhase(5 epochs of DataLoader(6 samples, SequentialBatchSampler(2 batches of 6 samples together)), " +
                "the learning rate times 0.1, only Linear(2 → 3) is trained)");
            $"{new TrainingProgress(2, 10, 3, 7, 0.5, null, TimeSpan.FromSeconds(1.5))}".ShouldBe(
                "epoch 2 of 10, batch 3 of 7: loss 0.5; 1.5 s");
            $"{new TrainingProgress(2, int.MaxValue, 3, null, 0.5, null, TimeSpan.Zero)}".ShouldBe("epoch 2, batch 3: loss 0.5; 0.0 s");
            $"{new ExponentialAverage(model, decay: 0.9)}".ShouldBe("ExponentialAverage(Linear(2 → 3), decay 0.9, 0 updates)");
            using var probe = new LayerProbe(model);
            probe.Layers[0].ToString().ShouldMatch(@"^\(model\), Linear\(2 → 3\): weight \d\.\d+, update 0\.000$");
            $"{new Generator(3, 5)}".ShouldBe("Generator(seed 3, offset 5)");
            var tape = new Tape();
            tape.Watch(Tensor.Ones([2])).Exp();
            $"{tape}".ShouldBe("Tape(1 computations, 1 watched)");
            tape.Dispose();
            $"{tape}".ShouldBe("Tape(disposed)");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Test]
    public void Settings_are_refused_in_the_name_of_what_they_are_of()
    {
        var model = new Linear(2, 3);
        Message(() => new Adam(model.Parameters(), beta1: 1.5)).ShouldStartWith("Adam: beta1 is 1.5; expected 0 to below 1.");
        Message(() => new Sgd(model.Parameters(), -1)).ShouldStartWith("Sgd: learningRate is -1; expected a number of 0 or more.");
        Message(() => new ParameterGroup(model.Parameters()) { RateFactor = double.NaN })
            .ShouldStartWith("ParameterGroup: RateFactor is NaN;");
        Message(() => new Linear(0, 3)).ShouldStartWith("Linear: inFeatures is 0; expected 1 or more.");
        Message(() => new RandomBatchSampler(6, 0, 1)).ShouldStartWith("RandomBatchSampler: batchSize is 0; expected 1 or more.");
        Message(() => new ConfusionMatrix(0)).ShouldStartWith("ConfusionMatrix: classCount is 0; expected 1 to 46340.");
        Message(() => new LinearSpline(4, low: 2, high: 1)).ShouldStartWith("LinearSpline: low is 2 and high is 1;");
    }

    [Test]
    public void An_error_that_cannot_be_made_anew_says_in_its_data_where_it_arose()
    {
        var model = new Sequential(new Sequential(new Failing()));
        NotSupportedException error = Should.Throw<NotSupportedException>(() => model.Forward(Tensor.Ones([1])));
        error.Message.ShouldBe("Not here.");
        error.Data["Autograd.Module"].ShouldBe("'0.0', Failing");
    }

    [Test]
    public void A_message_shows_what_the_caller_wrote()
    {
        Message(() => Tensor.Ones([3]).MatMul(Tensor.Ones([4, 2]))).ShouldBe(
            "matmul: the inner sizes of [3] and [4, 2] are 3 and 4; expected them equal.");
        Message(() => Tensor.Ones([2, 3]).MatMul(Tensor.Ones([2]))).ShouldBe(
            "matmul: the inner sizes of [2, 3] and [2] are 3 and 2; expected them equal. Transpose the left one?");
        Message(() => Tensor.Ones([]).MatMul(Tensor.Ones([2]))).ShouldStartWith("matmul: the shapes are [] and [2];");
        Message(() => Tensor.Ones([2, 3])[0] = Tensor.Ones([2])).ShouldContain(
            "a value of shape [2] was assigned to a part of shape [3], to which it does not broadcast");
        Message(() => Tensor.Ones([1, 3])[..] = Tensor.Ones([2, 3])).ShouldContain(
            "a value of shape [2, 3] was assigned to a part of shape [1, 3]");
        Message(() => new CrossEntropyLoss().Forward(Tensor.Ones([2, 3]), Tensor.Ones([2]))).ShouldStartWith(
            "cross_entropy: the targets are Float32 [2] for the input [2, 3]; class indices are Int64: convert with To(DType.Int64).");
    }

    private static string Message(Func<object> action) => Should.Throw<ArgumentException>(action).Message;

    private sealed class Failing : Layer
    {
        protected override Tensor Compute(Tensor input) => throw new NotSupportedException("Not here.");
    }
}
