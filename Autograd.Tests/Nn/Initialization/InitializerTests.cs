using System.Globalization;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Initialization;

public sealed class InitializerTests
{
    private static readonly Shape s_shape = [200, 300];

    private static IEnumerable<TestCaseData> Spreads()
    {
        yield return new(new KaimingNormal(), Math.Sqrt(1.0 / 300));
        yield return new(new KaimingNormal(Gain: 2), 2 * Math.Sqrt(1.0 / 300));
        yield return new(new KaimingNormal(Mode: FanMode.FanOut), Math.Sqrt(1.0 / 200));
        yield return new(new KaimingUniform(), Math.Sqrt(1.0 / 300));
        yield return new(new XavierNormal(), Math.Sqrt(2.0 / 500));
        yield return new(new XavierUniform(Gain: 3), 3 * Math.Sqrt(2.0 / 500));
        yield return new(new Uniform(-1, 1), Math.Sqrt(1.0 / 3));
        yield return new(new Normal(0, 0.3), 0.3);
    }

    [TestCaseSource(nameof(Spreads))]
    public void Values_have_mean_zero_and_the_stated_deviation(Initializer initializer, double deviation)
    {
        foreach (DType dtype in new[] { DType.Float32, DType.Float64 })
        {
            double[] values = initializer.Draw(s_shape, dtype, new Generator(5), gain: 1).To(DType.Float64).ToArray<double>();

            values.Average().ShouldBe(0, 5 * deviation / Math.Sqrt(values.Length));
            Math.Sqrt(values.Average(value => value * value)).ShouldBe(deviation, 0.02 * deviation);
        }
    }

    public static IEnumerable<TestCaseData> Mistakes => new Func<Initializer>[]
    {
        () => new Uniform(1, 0), () => new Uniform(double.NaN, 0), () => new Normal(0, -1),
        () => new Normal(double.PositiveInfinity, 1), () => new Constant(double.NaN), () => new KaimingNormal(double.NaN),
        () => new KaimingUniform(-1), () => new KaimingNormal(Mode: (FanMode)7), () => new XavierNormal(-1),
        () => new XavierUniform(double.PositiveInfinity), () => new Given(null!),
    }.Select((make, i) => new TestCaseData(make).SetArgDisplayNames($"{i}"));

    [TestCaseSource(nameof(Mistakes))]
    public void A_setting_that_draws_nothing_is_refused_when_made(Func<Initializer> make) =>
        Should.Throw<ArgumentException>(make).Message.ShouldNotBeEmpty();

    [TestCaseSource(nameof(Spreads))]
    public void Without_a_shape_or_a_generator_nothing_is_drawn(Initializer initializer, double deviation)
    {
        deviation.ShouldBePositive();
        Should.Throw<ArgumentNullException>(() => initializer.Draw(null!, DType.Float32, new Generator(1), 1));
        Should.Throw<ArgumentNullException>(() => initializer.Draw([2, 2], DType.Float32, null!, 1));
    }

    [Test]
    public void A_number_beyond_Float32_is_refused_when_drawn()
    {
        foreach (Initializer initializer in new Initializer[] { new Constant(1e39), new Normal(1e39, 1), new Uniform(0, 1e39) })
        {
            Action draw = () => initializer.Draw([2], DType.Float32, new Generator(1), 1);
            Should.Throw<ArgumentException>(draw).Message.ShouldContain("Float32");
            initializer.Draw([2], DType.Float64, new Generator(1), 1).ToArray<double>().ShouldAllBe(value => double.IsFinite(value));
        }
    }

    [Test]
    public void A_gain_that_spreads_beyond_Float32_is_refused_by_its_name()
    {
        foreach (Initializer initializer in new Initializer[]
            { new KaimingNormal(1e39), new KaimingUniform(1e39), new XavierNormal(1e39), new XavierUniform(1e39) })
        {
            ArgumentOutOfRangeException error =
                Should.Throw<ArgumentOutOfRangeException>(() => initializer.Draw([2, 2], DType.Float32, new Generator(1), 1));
            error.Message.ShouldStartWith($"{initializer.GetType().Name}: the gain 1E+39 would spread the numbers by ");
            error.Message.ShouldContain("Float32");
            error.ParamName.ShouldBe("gain");
            initializer.Draw([2, 2], DType.Float64, new Generator(1), 1).ToArray<double>().ShouldAllBe(value => double.IsFinite(value));
        }
    }

    [Test]
    public void Its_text_is_the_same_in_every_culture()
    {
        foreach (CultureInfo culture in Laws.Cultures.All)
        {
            Laws.Cultures.Under(culture, () => new Uniform(-0.5, 1.5).ToString()).ShouldBe("Uniform { Low = -0.5, High = 1.5 }");
            Laws.Cultures.Under(culture, () => new KaimingNormal(0.5).ToString()).ShouldBe("KaimingNormal { Gain = 0.5, Mode = FanIn }");
            Laws.Cultures.Under(culture, () => new GradCheckOptions { Step = 0.5 }.ToString()).ShouldStartWith("Step 0.5, tol");
            Laws.Cultures.Under(culture, () => new OpCurve("a = 1", x => x, -0.5, 2.5).ToString()).ShouldBe("a = 1, from -0.5 to 2.5");
        }
    }

    [TestCase(0, 1.4142135623730951)]
    [TestCase(0.25, 1.3719886811400708)]
    [TestCase(1, 1)]
    public void A_layer_makes_up_for_the_slope_of_the_activation_that_follows(double slope, double gain)
    {
        Sequential model = new(new Linear(500, 400), new PRelu(start: slope));

        float[] weights = model.Parameters()[0].Value.ToArray<float>();

        Math.Sqrt(weights.Average(weight => (double)weight * weight)).ShouldBe(gain / Math.Sqrt(500), 0.02 * gain / Math.Sqrt(500));
    }

    [Test]
    public void The_gain_reaches_the_last_layer_of_an_inner_chain()
    {
        var layer = new Linear(500, 400);
        _ = new Sequential(new Sequential(new Relu(), layer), new Relu());

        float[] weights = layer.Weight.Value.ToArray<float>();

        Math.Sqrt(weights.Average(weight => (double)weight * weight)).ShouldBe(Math.Sqrt(2.0 / 500), 0.02 * Math.Sqrt(2.0 / 500));
    }

    [Test]
    public void The_variance_of_a_deep_PReLU_network_neither_vanishes_nor_explodes()
    {
        var modules = new List<Layer>();
        for (int i = 0; i < 20; i++)
        {
            modules.Add(new Linear(128, 128));
            modules.Add(new PRelu());
        }

        Tensor output = new Sequential(modules.ToArray()).Initialize(2)
            .Forward(new Normal(0, 1).Draw([200, 128], DType.Float32, new Generator(1), 1));

        output.ToArray<float>().Average(value => (double)value * value).ShouldBeInRange(0.2, 5);
    }

    [Test]
    public void A_fan_needs_two_axes() =>
        Should.Throw<ArgumentException>(() => new KaimingNormal().Draw([3], DType.Float32, new Generator(0), 1))
            .Message.ShouldContain("A parameter of shape [3] has no fan-in");
}
