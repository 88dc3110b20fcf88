using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Training;

/// <summary>Any number of threads may ask one network at a time, in training or in use, and nobody mixes up the answers.</summary>
public sealed class PredictionTests
{
    [Test]
    public void A_network_in_training_is_in_use_for_who_asks_it_until_his_last_answer_and_for_nobody_else()
    {
        using var gate = new Gate();
        var model = new Sequential(gate, new Dropout(0.5));
        Tensor inputs = Tensor.Ones([4, 3]);
        float[] slow = [], fast = [];
        var first = new Thread(() => slow = model.Predict(inputs).ToArray<float>());
        first.Start();
        gate.Entered.Wait();

        // One asks and is done while the other is in the midst of it.
        fast = model.Predict(inputs).ToArray<float>();
        (model.IsTraining, gate.IsTraining).ShouldBe((true, true));
        model.Forward(inputs).ToArray<float>().ShouldContain(0);
        gate.Leave.Set();
        first.Join();
        slow.ShouldAllBe(answer => answer == 1);
        fast.ShouldAllBe(answer => answer == 1);
        model.WithParts().OfType<Module>().ShouldAllBe(module => module.IsTraining);
    }

    [Test]
    public void What_is_begun_in_between_belongs_to_who_asks()
    {
        var dropout = new Dropout(0.5);
        var model = new Sequential(new Lambda(x =>
        {
            float[][] parts = new float[3][];
            Parallel.For(0, parts.Length, i => parts[i] = dropout.Forward(Tensor.Ones([50])).ToArray<float>());
            parts.ShouldAllBe(part => Array.TrueForAll(part, number => number == 1));
            return x;
        }), dropout);
        model.Predict(Tensor.Ones([2, 2])).ToArray<float>().ShouldAllBe(answer => answer == 1);
        model.IsTraining.ShouldBeTrue();
    }

    [Test]
    public void Answers_of_shuffled_samples_are_refused()
    {
        var data = new TensorDataset(Tensor.Arange(0, 10).Reshape(10, 1), Tensor.Zeros([10], DType.Int64));
        var model = new Sequential(new Linear(1, 2));
        float[] right = model.Predict(data.Inputs).ToArray<float>();
        var trainer = new Trainer(model, new CrossEntropyLoss(), new Sgd(model.Parameters(), 0.1));
        foreach (Func<IEnumerable<Batch>, Tensor> predict in new Func<IEnumerable<Batch>, Tensor>[] { model.Predict, trainer.Predict })
        {
            predict(new DataLoader(data, 3)).ToArray<float>().ShouldBe(right);
            predict([new Batch(data.Inputs, data.Targets)]).ToArray<float>().ShouldBe(right);
            predict([data.BatchOf(2, 7), data.BatchOf(8)]).Shape.ToString().ShouldBe("[3, 2]");
            Refused(() => predict(new DataLoader(data, 3, seed: 1)));
            Refused(() => predict([data.BatchOf(2, 2)]));
            Refused(() => predict(new DataLoader(data, new WeightedBatchSampler([1, 1, 1, 1, 1, 1, 1, 1, 1, 1], 4, seed: 1))));
        }

        static void Refused(Action action) =>
            Should.Throw<ArgumentException>(action).Message.ShouldContain("expected samples in the order of their data set");
    }

    // Holds the first thread that comes until it may leave.
    private sealed class Gate : Layer, IDisposable
    {
        private int _calls;

        public ManualResetEventSlim Entered { get; } = new();

        public ManualResetEventSlim Leave { get; } = new();

        public void Dispose()
        {
            Entered.Dispose();
            Leave.Dispose();
        }

        protected override Tensor Compute(Tensor input)
        {
            if (Interlocked.Increment(ref _calls) == 1)
            {
                Entered.Set();
                Leave.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue();
            }

            return input;
        }
    }
}
