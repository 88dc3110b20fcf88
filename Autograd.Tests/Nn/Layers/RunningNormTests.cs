using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Nn.Layers;

public sealed class RunningNormTests
{
    // Of two channels: 1, 2, 6 with mean 3, biased variance 14/3 and unbiased 7; and ten times that.
    private static readonly Tensor s_batch = Tensor.From([1f, 10, 2, 20, 6, 60], [3, 2]);

    [Test]
    public void A_batch_of_another_type_than_the_statistics_is_refused_in_training_as_in_use()
    {
        Tensor x = Tensor.From([10.0, 12.0], [2, 1]);
        foreach (RunningNorm norm in new RunningNorm[] { new BatchNorm1d(1, affine: false), new BatchNorm1d(1) })
        {
            Should.Throw<ArgumentException>(() => norm.Forward(x)).Message
                .ShouldStartWith("BatchNorm1d: the input is Float64 and the running statistics are Float32; expected one type.");
            norm.NumBatchesTracked!.Value.Item<long>().ShouldBe(0);
            norm.Eval();
            Should.Throw<ArgumentException>(() => norm.Forward(x)).Message.ShouldContain("expected one type");
        }
    }

    [Test]
    public void The_biased_variance_normalizes_and_the_unbiased_one_enters_the_running_statistics()
    {
        // tinygrad/tinygrad#807: a running variance of the biased one.
        var layer = new BatchNorm1d(2, momentum: 0.25);
        double[] y = Numbers.Of(layer.Forward(s_batch));
        y[0].ShouldBe(-2 / Math.Sqrt((14.0 / 3) + 1e-5), 1e-6);
        Near(layer.RunningMean!, 0.25 * 3, 0.25 * 30);
        Near(layer.RunningVar!, 0.75 + (0.25 * 7), 0.75 + (0.25 * 700));
        Numbers.Of(layer.NumBatchesTracked!).ShouldBe([1.0]);
    }

    [Test]
    public void Without_a_momentum_they_are_the_means_over_all_batches()
    {
        var layer = new BatchNorm1d(2, momentum: null);
        layer.Forward(s_batch);
        Near(layer.RunningMean!, 3, 30);
        Near(layer.RunningVar!, 7, 700);
        layer.Forward(s_batch * 3);
        layer.Forward(s_batch * 2);
        Near(layer.RunningMean!, 6, 60);
        Near(layer.RunningVar!, 7 * 14 / 3.0, 700 * 14 / 3.0);
        Numbers.Of(layer.NumBatchesTracked!).ShouldBe([3.0]);
    }

    [Test]
    public void A_channel_that_is_not_finite_leaves_its_running_statistics_as_they_were_and_is_counted()
    {
        // Of the last the batch is finite, but no variance in Float32.
        foreach (float bad in new[] { float.NaN, float.PositiveInfinity, 1e20f })
        {
            var layer = new BatchNorm1d(2, momentum: null);
            layer.Forward(s_batch);
            Tensor spoilt = Tensor.From([1f, 10, bad, 20, 6, 90], [3, 2]);
            double[] y = Numbers.Of(layer.Forward(spoilt));
            double.IsFinite(y[0]).ShouldBe(float.IsFinite(bad));
            double.IsFinite(y[1]).ShouldBeTrue();
            Near(layer.RunningMean!, 3, 35);
            Numbers.Of(layer.SkippedBatches!).ShouldBe([1.0, 0]);
            Numbers.Of(layer.NumBatchesTracked!).ShouldBe([2.0]);

            // The mean is that of the batches that counted.
            layer.Forward(s_batch * 3);
            Near(layer.RunningMean!, 6, 160 / 3.0);
            layer.Initialize(1).Forward(s_batch);
            Numbers.Of(layer.SkippedBatches!).ShouldBe([0.0, 0]);
            Near(layer.RunningMean!, 3, 30);
        }
    }

    [Test]
    public void A_batch_that_is_not_finite_spoils_no_running_statistics_of_instances_either()
    {
        var layer = new InstanceNorm1d(2, trackRunningStats: true);
        layer.Forward(Tensor.From([1f, 2, 6, 10, 20, float.NaN, 1, 2, 6, 10, 20, 60], [2, 2, 3]));
        Near(layer.RunningMean!, 0.3, 0);
        Near(layer.RunningVar!, 0.9 + 0.7, 1);
        Numbers.Of(layer.SkippedBatches!).ShouldBe([0.0, 1]);
    }

    [Test]
    public void An_empty_batch_is_counted_as_skipped_and_changes_nothing_else()
    {
        var layer = new BatchNorm1d(2);
        layer.Forward(s_batch);
        byte[] before = [.. Numbers.Bits(layer.RunningMean!), .. Numbers.Bits(layer.RunningVar!)];
        layer.Forward(Tensor.Zeros([0, 2])).Shape.ShouldBe([0, 2]);
        byte[] after = [.. Numbers.Bits(layer.RunningMean!), .. Numbers.Bits(layer.RunningVar!)];
        after.ShouldBe(before);
        Numbers.Of(layer.NumBatchesTracked!).ShouldBe([2.0]);
        Numbers.Of(layer.SkippedBatches!).ShouldBe([1.0, 1]);
    }

    [Test]
    public void An_empty_batch_has_no_share_in_the_mean_over_all()
    {
        RunningNorm batches = new BatchNorm1d(2, momentum: null),
            instances = new InstanceNorm1d(2, momentum: null, trackRunningStats: true);
        foreach (RunningNorm layer in new[] { batches, instances })
        {
            layer.Forward(Tensor.Zeros(layer == instances ? [0, 2, 3] : [0, 2]));
            layer.Forward(layer == instances ? s_batch.Permute(1, 0).Unsqueeze(0) : s_batch);
            Near(layer.RunningMean!, 3, 30);
            Near(layer.RunningVar!, 7, 700);
        }
    }

    [Test]
    public void A_layer_that_is_saved_and_loaded_goes_on_to_the_bit_and_takes_no_count_of_its_own_along()
    {
        BatchNorm1d layer = new(2, momentum: null), other = new(2, momentum: null);
        Tensor spoilt = Tensor.From([1f, 10, float.NaN, 20, 6, 60], [3, 2]);
        foreach (Tensor batch in new[] { s_batch, spoilt, Tensor.Zeros([0, 2]) })
        {
            layer.Forward(batch);
        }

        other.Forward(spoilt);
        other.Forward(spoilt);
        IReadOnlyDictionary<string, Tensor> state = layer.StateDict();
        Numbers.Of(state["skipped_batches"]).ShouldBe([2.0, 1]);
        other.LoadState(state);
        layer.Forward(s_batch * 3);
        other.Forward(s_batch * 3);
        Near(other.RunningMean!, 6, 50);
        Numbers.Bits(other.RunningMean!).ShouldBe(Numbers.Bits(layer.RunningMean!));
        Numbers.Bits(other.RunningVar!).ShouldBe(Numbers.Bits(layer.RunningVar!));

        // What skipped nothing has PyTorch's names only, and its file says that nothing was skipped.
        BatchNorm1d clean = new(2, momentum: null);
        clean.Forward(s_batch);
        clean.StateDict().Keys.ShouldBe(["weight", "bias", "running_mean", "running_var", "num_batches_tracked"]);
        other.LoadState(clean.StateDict());
        Numbers.Of(other.SkippedBatches!).ShouldBe([0.0, 0]);
        other.Forward(spoilt);
        other.LoadState(new Dictionary<string, Tensor> { ["weight"] = Tensor.From([1f, 2]) }, strict: false);
        other.LoadState(clean.StateDict(), strict: false);
        Numbers.Of(other.SkippedBatches!).ShouldBe([0.0, 0]);
    }

    [Test]
    public void Use_and_training_go_together_in_one_tape([Values] bool createGraph)
    {
        var layer = new BatchNorm1d(2);
        layer.Forward(s_batch);
        using var tape = new Tape();
        Tensor x = tape.Watch(s_batch.Detach());
        layer.Eval();
        Tensor used = layer.Forward(x);
        double[] scale = [.. Numbers.Of(layer.RunningVar!).Select(variance => 1 / Math.Sqrt(variance + 1e-5))];
        layer.Train();
        Tensor trained = layer.Forward(x);

        // All elements of a channel of what is trained are one sum, whose gradient is zero.
        double[] gradient = Numbers.Of(tape.Gradient(used.Sum() + trained.Sum(), [x], createGraph: createGraph)[0]);
        Numbers.Differences("", gradient, [.. Enumerable.Range(0, 6).Select(i => scale[i % 2])], 1e-5, 1e-5).ShouldBeEmpty();
    }

    [Test]
    public void One_value_of_each_channel_is_refused_in_training_taken_in_use_and_a_refusal_changes_nothing()
    {
        var layer = new BatchNorm1d(2);
        layer.Forward(s_batch);
        byte[] before = [.. layer.StateDict().Values.SelectMany(Numbers.Bits)];
        Should.Throw<ArgumentException>(() => layer.Forward(Tensor.Ones([1, 2]))).Message.ShouldContain("one value of each channel");
        byte[] after = [.. layer.StateDict().Values.SelectMany(Numbers.Bits)];
        after.ShouldBe(before);
        layer.Eval();
        double[] y = Numbers.Of(layer.Forward(Tensor.From([3f, 30], [1, 2])));
        y[0].ShouldBe((3 - 0.3) / Math.Sqrt(1.6 + 1e-5), 1e-6);
    }

    [Test]
    public void In_use_the_running_statistics_serve_and_without_them_the_batchs()
    {
        BatchNorm1d tracking = new(2), plain = new(2, trackRunningStats: false);
        tracking.Eval();
        plain.Eval();
        double[] expected = [.. Numbers.Of(s_batch).Select(x => x / Math.Sqrt(1 + 1e-5))];
        Numbers.Differences("", Numbers.Of(tracking.Forward(s_batch)), expected, 1e-6, 0).ShouldBeEmpty();
        Numbers.Of(plain.Forward(s_batch))[0].ShouldBe(-2 / Math.Sqrt((14.0 / 3) + 1e-5), 1e-6);
        plain.StateDict().Keys.ShouldBe(["weight", "bias"]);
    }

    [Test]
    public void A_file_of_PyTorch_loads_whole()
    {
        var layer = new BatchNorm2d(2);
        layer.LoadState(new Dictionary<string, Tensor>
        {
            ["weight"] = Tensor.From([1f, 2]),
            ["bias"] = Tensor.From([3f, 4]),
            ["running_mean"] = Tensor.From([5f, 6]),
            ["running_var"] = Tensor.From([7f, 8]),
            ["num_batches_tracked"] = Tensor.Scalar(9, DType.Int64),
        });
        layer.Eval();
        Numbers.Of(layer.Forward(Tensor.Ones([1, 2, 1, 1])))[1].ShouldBe((2 * (1 - 6) / Math.Sqrt(8 + 1e-5)) + 4, 1e-6);
    }

    [Test]
    public void Statistics_are_updated_beside_the_tape_and_scales_and_shifts_do_not_decay()
    {
        var layer = new BatchNorm1d(2);
        using var tape = new Tape();
        Tensor x = tape.Watch(s_batch.Detach());
        Tensor y = layer.Forward(x);
        layer.RunningMean!.Value.IsOnTape.ShouldBeFalse();
        tape.Backward(y.Square().Sum());
        x.Grad.ShouldNotBeNull();
        layer.Parameters().ShouldAllBe(parameter => !parameter.Decays && parameter.Grad != null);
    }

    public static IEnumerable<TestCaseData> Norms => new Func<Layer>[]
    {
        () => new BatchNorm1d(9), () => new LayerNorm(9), () => new GroupNorm(3, 9), () => new RmsNorm(9), () => new Dropout(),
        () => new AlphaDropout(),
    }.Select(make => new TestCaseData(make).SetArgDisplayNames(make().GetType().Name));

    [TestCaseSource(nameof(Norms))]
    public void Weights_make_up_for_the_gain_of_the_activation_behind_it(Func<Layer> make)
    {
        Sequential through = new Sequential(new Linear(5, 9), make(), new Relu()).Initialize(1);
        Sequential direct = new Sequential(new Linear(5, 9), new Relu()).Initialize(1);
        Numbers.Bits(((Linear)through[0]).Weight).ShouldBe(Numbers.Bits(((Linear)direct[0]).Weight));
    }

    private static void Near(ModuleBuffer buffer, params double[] expected) =>
        Numbers.Differences(buffer.Path, Numbers.Of(buffer), expected, 1e-6, 1e-6).ShouldBeEmpty();
}
