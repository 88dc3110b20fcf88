using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Data;

public sealed class StandardizerTests
{
    private static readonly Tensor s_raw = Tensor.From([1f, 10, 5, 2, 20, 5, 3, 60, 5, 6, 30, 5], [4, 3]);

    [Test]
    public void Features_get_mean_0_and_deviation_1_and_constant_ones_become_0()
    {
        var standardizer = Standardizer.Fit(s_raw);
        standardizer.Mean.Value.ToArray<double>().ShouldBe([3, 30, 5]);
        double d = Math.Sqrt(3.5), e = Math.Sqrt(350);
        standardizer.Deviation.Value.ToArray<double>().ShouldBe([d, e, 0]);
        Tensor standardized = standardizer.Forward(s_raw);
        standardized.DType.ShouldBe(DType.Float32);
        standardized.ToArray<float>().ShouldBe(
            [(float)(-2 / d), (float)(-20 / e), 0, (float)(-1 / d), (float)(-10 / e), 0, 0, (float)(30 / e), 0, (float)(3 / d), 0, 0]);
        standardizer.Forward(Tensor.From([3f, 30, 7], [1, 3])).ToArray<float>().ShouldBe([0, 0, 0]);
        standardizer.Inverse(standardized).ToArray<float>().ShouldBe(s_raw.ToArray<float>());
    }

    [Test]
    public void A_large_mean_beside_a_small_deviation_costs_no_digits()
    {
        var generator = new Generator(1);
        double[] wanted = [.. Enumerable.Range(0, 2000).Select(_ => generator.NextNormal())];
        float[] raw = [.. wanted.Select(x => (float)(10_000 + (0.01 * x)))];
        double mean = raw.Average(x => (double)x), deviation = Math.Sqrt(raw.Average(x => (x - mean) * (x - mean)));
        float[] standardized = Standardizer.Fit(Tensor.From(raw, [2000, 1])).Forward(Tensor.From(raw, [2000, 1])).ToArray<float>();
        for (int i = 0; i < raw.Length; i++)
        {
            ((double)standardized[i]).ShouldBe((raw[i] - mean) / deviation, 1e-6);
        }
    }

    [TestCase(1e200)]
    [TestCase(1e-200)]
    [TestCase(1e-310)]
    [TestCase(1e38f, DType.Float32)]
    [TestCase(1e-43f, DType.Float32)]
    public void Squares_that_no_double_holds_are_not_needed(double unit, DType dtype = DType.Float64)
    {
        Tensor raw = Laws.Numbers.Make([unit, 2 * unit, 3 * unit, -2 * unit], [4, 1], dtype);
        double[] x = Laws.Numbers.Of(raw), y = Laws.Numbers.Of(Standardizer.Fit(raw).Forward(raw));
        double mean = x.Average(number => number / unit), deviation = Math.Sqrt(x.Average(number => Math.Pow((number / unit) - mean, 2)));
        for (int i = 0; i < 4; i++)
        {
            y[i].ShouldBe(((x[i] / unit) - mean) / deviation, 1e-6);
        }
    }

    [Test]
    public void A_constant_feature_is_known_for_one_whatever_it_is()
    {
        foreach (float constant in new[] { 0.1f, 1e30f, -3e-40f, 0 })
        {
            float[] same = [.. Enumerable.Repeat(constant, 1001)];
            var standardizer = Standardizer.Fit(Tensor.From(same, [1001, 1]));
            standardizer.Deviation.Value.Item().ShouldBe(0);
            standardizer.Forward(Tensor.From([constant, constant * 2], [2, 1])).ToArray<float>().ShouldBe([0, 0]);
        }
    }

    [Test]
    public void Missing_numbers_are_left_out_and_stay_missing()
    {
        Tensor gaps = Tensor.From([1f, float.NaN, 3, 4, float.NaN, 8], [3, 2]);
        var standardizer = Standardizer.Fit(gaps);
        standardizer.Mean.Value.ToArray<double>().ShouldBe([2, 6]);
        standardizer.Forward(gaps).ToArray<float>().ShouldBe([-1, float.NaN, 1, -1, float.NaN, 1]);
    }

    [Test]
    public void Images_are_measured_by_channel_and_sequences_along_the_last_axis()
    {
        Tensor x = Tensor.Normal([2, 3, 4], new Generator(1));
        Standardizer channels = Standardizer.Fit(x), features = Standardizer.Fit(x, axis: 2);
        channels.Mean.Shape.ShouldBe([3]);
        features.Mean.Shape.ShouldBe([4]);
        $"{features}".ShouldBe("Standardizer(4, axis: 2)");
        foreach (double mean in channels.Forward(x).Mean(0).Mean(-1).ToArray<float>().Concat(features.Forward(x).Mean(0).Mean(0)
            .ToArray<float>()))
        {
            mean.ShouldBe(0, 1e-6);
        }
    }

    [Test]
    public void It_is_saved_with_the_model_and_outlives_drawing_and_conversion()
    {
        var model = new Sequential(Standardizer.Fit(s_raw), new Linear(3, 2)).Initialize(1);
        var other = new Sequential(new Standardizer(3), new Linear(3, 2)).Initialize(2);
        other.LoadState(model.StateDict());
        other.Forward(s_raw).ToArray<float>().ShouldBe(model.Forward(s_raw).ToArray<float>());
        model.StateDict().Keys.ShouldBe(["0.mean", "0.deviation", "1.weight", "1.bias"]);
        model.To(DType.Float64).To(DType.Float32);
        other.Forward(s_raw).ToArray<float>().ShouldBe(model.Forward(s_raw).ToArray<float>());
    }

    [Test]
    public void A_data_set_is_standardized_as_a_whole()
    {
        var data = new TensorDataset(s_raw, Tensor.From([0L, 1, 0, 1]));
        using var tape = new Tape();
        TensorDataset standardized = Standardizer.Fit(data.Inputs).Apply(data);
        tape.Dispose();
        standardized.Inputs.ToArray<float>().ShouldBe(Standardizer.Fit(s_raw).Forward(s_raw).ToArray<float>());
        standardized.Targets.ShouldBe(data.Targets);
        Should.Throw<ArgumentException>(() => Standardizer.Fit(Tensor.From([0f, 1e-30f], [2, 1]))
            .Apply(new(Tensor.From([1e30f], [1, 1]), Tensor.From([0L])))).Message.ShouldContain("feature 0 of sample 0 is not finite");
    }

    [Test]
    public void What_cannot_be_measured_is_refused_by_name()
    {
        Refused(() => Standardizer.Fit(Tensor.From([1f, float.NaN, 2, float.NaN], [2, 2])),
            "feature 1 of the inputs [2, 2] holds no number");
        Refused(() => Standardizer.Fit(Tensor.From([1f, 2, 1, float.PositiveInfinity], [2, 2])),
            "feature 1 of the inputs [2, 2] holds an infinite");
        Refused(() => Standardizer.Fit(Tensor.From([float.PositiveInfinity, 1], [2, 1])),
            "feature 0 of the inputs [2, 1] holds an infinite");
        Refused(() => Standardizer.Fit(Tensor.Ones([3])), "Of single numbers make [samples, 1] with Unsqueeze(1)");
        Refused(() => Standardizer.Fit(Tensor.Ones([3, 2]), axis: 2), "features along axis 2");
        Refused(() => Standardizer.Fit(Tensor.Ones([3, 2]), axis: 0), "axis is 0; expected 1 or more");
        Refused(() => _ = new Standardizer(0), "features is 0; expected 1 or more");
        Refused(() => new Standardizer(3).Inverse(Tensor.Ones([2, 2])), "expected the 3 that were measured");
    }

    private static void Refused(Action action, string message) => Should.Throw<ArgumentException>(action).Message.ShouldContain(message);
}
