using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Nn.Optimizers;

public sealed class WeightAverageTests
{
    private static readonly DType[] s_types = [DType.Float32, DType.Float64];

    // In single precision an update of so small a share is less than half a digit, and all of them would be lost.
    [TestCaseSource(nameof(s_types))]
    public void An_average_is_right_however_slowly_it_moves(DType dtype)
    {
        Linear model = new Linear(3, 2).To(dtype);
        Set(model, 1);
        var average = new ExponentialAverage(model, decay: 1 - 1e-7);
        Set(model, 1.25);
        for (int update = 0; update < 10_000; update++)
        {
            average.Update();
        }

        using (average.Apply())
        {
            model.Weight.Value[0, 0].Item().ShouldBe(1.25 - (0.25 * Math.Pow(1 - 1e-7, 10_000)), 1e-7);
        }
    }

    [TestCase(0.999)]
    [TestCase(0.1)]
    public void An_average_of_the_largest_weights_is_one(double decay)
    {
        var model = new Linear(3, 2);
        Set(model, -3e38);
        var average = new ExponentialAverage(model, decay);
        double expected = -3e38;
        foreach (double weight in new[] { 3e38, -3e38, 3e38 })
        {
            Set(model, weight);
            average.Update();
            expected = (decay * expected) + ((1 - decay) * weight);
        }

        using (average.Apply())
        {
            (model.Weight.Value[0, 0].Item() / expected).ShouldBe(1, 1e-6);
        }
    }

    [Test]
    public void A_mean_of_many_weights_is_their_mean()
    {
        var model = new Linear(3, 2);
        var average = new RunningAverage(model);
        double sum = 0;
        for (int update = 0; update < 5000; update++)
        {
            double weight = (float)(1000 + Math.Sin(update));
            Set(model, weight);
            sum += weight;
            average.Update();
        }

        using (average.Apply())
        {
            model.Weight.Value[1, 2].Item().ShouldBe(sum / 5000, 1000 * 6e-8);
        }
    }

    [Test]
    public void What_is_trained_while_averages_are_in_the_model_is_lost_and_they_are_not()
    {
        Sequential model = OptimizerTests.Network();
        var optimizer = new Adam(model.Parameters(), 0.05);
        var average = new ExponentialAverage(model, 0.9);
        for (int step = 0; step < 5; step++)
        {
            OptimizerTests.Train(model, optimizer);
            average.Update();
        }

        float[] trained = OptimizerTests.Values(model), averaged;
        IReadOnlyDictionary<string, Tensor> state = average.StateDict();
        using (AppliedAverage applied = average.Apply())
        {
            averaged = OptimizerTests.Values(model);
            averaged.ShouldNotBe(trained);
            OptimizerTests.Train(model, optimizer);
            Should.Throw<InvalidOperationException>(average.Update).Message.ShouldContain("averaged weights are in the model");
            Should.Throw<InvalidOperationException>(() => average.Apply()).Message.ShouldContain("ExponentialAverage.Apply");
            applied.Dispose();
            applied.Dispose();
            OptimizerTests.Values(model).ShouldBe(trained);
        }

        OptimizerTests.Values(model).ShouldBe(trained);
        using (average.Apply())
        {
            OptimizerTests.Values(model).ShouldBe(averaged);
            model.StateDict()["0.weight"].ToArray<float>().ShouldBe(state["0.weight.average"].ToArray<float>());
        }
    }

    // The tape of another thread watches the part of the other type.
    [Test]
    public void Where_a_part_cannot_be_changed_none_is_and_the_swap_may_be_tried_again()
    {
        Linear single = new(2, 1), twice = new Linear(2, 1).To(DType.Float64);
        var average = new ExponentialAverage(new Sequential(single, twice), 0.5);
        double[] averaged = [.. Numbers.Of(single.Weight.Value), .. Numbers.Of(twice.Weight.Value)];
        Set(single, 3);
        Set(twice, 4);
        double[] trained = Weights();
        foreach (Linear watched in new[] { single, twice })
        {
            Watched(watched, () => Should.Throw<InvalidOperationException>(
                () => average.Apply()).Message.ShouldContain("None was changed"));
            Weights().ShouldBe(trained);
            AppliedAverage applied = average.Apply();
            Weights().ShouldBe(averaged);
            Watched(watched, () => Should.Throw<InvalidOperationException>(applied.Dispose).Message.ShouldContain("None was changed"));
            Weights().ShouldBe(averaged);
            applied.Dispose();
            Weights().ShouldBe(trained);
        }

        double[] Weights() => [.. Numbers.Of(single.Weight.Value), .. Numbers.Of(twice.Weight.Value)];

        static void Watched(Linear layer, Action act)
        {
            using ManualResetEventSlim isWatched = new(), isDone = new();
            var thread = new Thread(() =>
            {
                using var tape = new Tape();
                tape.Watch(layer.Weight.Value);
                isWatched.Set();
                isDone.Wait();
            });
            thread.Start();
            isWatched.Wait();
            try
            {
                act();
            }
            finally
            {
                isDone.Set();
                thread.Join();
            }
        }
    }

    [Test]
    public void An_average_goes_on_from_its_state_to_the_bit()
    {
        Sequential model = OptimizerTests.Network(), copy = OptimizerTests.Network();
        Optimizer optimizer = new Adam(model.Parameters(), 0.05), other = new Adam(copy.Parameters(), 0.05);
        WeightAverage average = new RunningAverage(model), next = new RunningAverage(copy);
        for (int step = 0; step < 7; step++)
        {
            if (step == 3)
            {
                next = new RunningAverage(copy);
                next.LoadState(average.StateDict());
            }

            OptimizerTests.Train(model, optimizer);
            OptimizerTests.Train(copy, other);
            average.Update();
            next.Update();
        }

        next.Updates.ShouldBe(7);
        IReadOnlyDictionary<string, Tensor> state = average.StateDict();
        foreach ((string key, Tensor values) in next.StateDict())
        {
            Numbers.Bits(values).ShouldBe(Numbers.Bits(state[key]));
        }

        var wrong = new Dictionary<string, Tensor>(state)
        {
            ["updates"] = Tensor.Full([], -1, DType.Int64),
            ["0.weight.average"] = Tensor.Zeros([2]),
            ["more"] = Tensor.Zeros([]),
        };
        wrong.Remove("2.bias.lost");
        string message = Should.Throw<ArgumentException>(() => next.LoadState(wrong)).Message;
        foreach (string part in new[] { "'0.weight.average' is Float32 [2]; expected", "'more' is nothing", "'2.bias.lost' is missing" })
        {
            message.ShouldContain(part);
        }

        next.Updates.ShouldBe(7);
        Should.Throw<ArgumentException>(() => next.LoadState(
            new Dictionary<string, Tensor>(state) { ["updates"] = Tensor.Full([], -1, DType.Int64) })).Message.ShouldContain("is -1");
    }

    [Test]
    public void A_steady_update_allocates_nothing()
    {
        Sequential model = OptimizerTests.Network();
        var average = new ExponentialAverage(model, 0.9);
        for (int update = 0; update < 100; update++)
        {
            Use();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int update = 0; update < 100; update++)
        {
            Use();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100);

        void Use()
        {
            average.Update();
            average.Apply().Dispose();
        }
    }

    [Test]
    public void Models_that_are_no_longer_what_they_were_are_refused()
    {
        Should.Throw<ArgumentException>(() => new ExponentialAverage(new Relu())).Message.ShouldContain("Relu has no parameters");
        Should.Throw<ArgumentOutOfRangeException>(() => new ExponentialAverage(new Linear(1, 1), 1)).Message.ShouldContain("decay is 1");
        var model = new Linear(2, 1);
        var average = new ExponentialAverage(model);
        model.To(DType.Float64);
        Should.Throw<InvalidOperationException>(average.Update).Message.ShouldContain("'Weight' was converted to Float64");
    }

    [Test]
    public void Batch_statistics_are_those_of_all_batches_under_the_weights_that_are_in_the_model()
    {
        var norm = new BatchNorm1d(3);
        var model = new Sequential(new Linear(2, 3), norm, new Dropout(0.5), new Linear(3, 1));
        Tensor[] batches = [.. Enumerable.Range(0, 4).Select(i => OpSamples.Spread([8, 2], DType.Float32, phase: i))];
        model[3].Eval();
        BatchStatistics.Recompute(model, batches);
        (model.IsTraining, norm.IsTraining, model[3].IsTraining).ShouldBe((true, true, false));
        norm.NumBatchesTracked!.Value.Item().ShouldBe(4);
        double[][] means = [.. batches.Select(batch => Numbers.Of(model[0].Forward(batch).Mean(0)))];
        double[][] variances = [.. batches.Select(batch => Numbers.Of(model[0].Forward(batch).Var(0)))];
        Numbers.Of(norm.RunningMean!.Value).ShouldBe(Enumerable.Range(0, 3).Select(c => means.Average(mean => mean[c])), 1e-6);
        Numbers.Of(norm.RunningVar!.Value).ShouldBe(Enumerable.Range(0, 3).Select(c => variances.Average(v => v[c])), 1e-6);

        // A pass that comes to no end leaves everything as it was.
        IReadOnlyDictionary<string, Tensor> state = model.StateDict();
        Should.Throw<ArgumentException>(() => BatchStatistics.Recompute(model, [])).Message.ShouldContain("there is no batch");
        Should.Throw<ArgumentException>(() => BatchStatistics.Recompute(model, [batches[0] * 5, Tensor.Ones([4, 7])]));
        state.ShouldAllBe(pair => Numbers.Bits(model.StateDict()[pair.Key]).SequenceEqual(Numbers.Bits(pair.Value)));
        (norm.IsTraining, norm.Momentum).ShouldBe((true, 0.1));

        // Without such a layer nothing is read.
        BatchStatistics.Recompute(model[0], Enumerable.Range(0, 1).Select<int, Tensor>(_ => throw new NotSupportedException()));
    }

    private static void Set(Linear model, double weight)
    {
        model.Weight.Value.SetItem(weight);
        model.Bias!.Value.SetItem(weight);
    }
}
