using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Nn.Optimizers;

public sealed class GradientClippingTests
{
    private static readonly DType[] s_types = [DType.Float32, DType.Float64];

    [TestCaseSource(nameof(s_types))]
    public void A_norm_at_the_limit_changes_no_bit_and_one_above_becomes_the_limit(DType dtype)
    {
        Parameter[] parameters = [With([3.0, 0], dtype), With([4.0], dtype), new(Tensor.Ones([2], dtype))];
        GradientClipping.ByNorm(parameters, 5).ShouldBe(5);
        All(parameters).ShouldBe([3, 0, 4]);
        GradientClipping.ByNorm(parameters, 1).ShouldBe(5);
        All(parameters).ShouldBe([0.6, 0, 0.8], 1e-7);
        GradientClipping.ByNorm(parameters, double.PositiveInfinity).ShouldBe(1, 1e-7);
        GradientClipping.ByNorm(parameters, 0).ShouldBe(1, 1e-7);
        All(parameters).ShouldBe([0, 0, 0]);
        GradientClipping.ByNorm(parameters, 0).ShouldBe(0);
    }

    [TestCaseSource(nameof(s_types))]
    public void A_value_above_the_limit_becomes_the_limit(DType dtype)
    {
        Parameter[] parameters = [With([3.0, -2, 0.5, -0.5], dtype)];
        GradientClipping.ByValue(parameters, 3).ShouldBe(3);
        All(parameters).ShouldBe([3, -2, 0.5, -0.5]);
        GradientClipping.ByValue(parameters, 0.75).ShouldBe(3);
        All(parameters).ShouldBe([0.75, -0.75, 0.5, -0.5]);
    }

    [TestCaseSource(nameof(s_types))]
    public void A_parameter_that_comes_twice_counts_once(DType dtype)
    {
        Parameter first = With([3.0, 0], dtype), second = With([4.0], dtype), alias = new(first.Value);
        Parameter[] parameters = [first, second, first, alias];
        GradientClipping.ByNorm(parameters, 1).ShouldBe(5);
        All([first, second]).ShouldBe([0.6, 0, 0.8], 1e-7);
        GradientClipping.ByNorm(parameters, double.PositiveInfinity, p: 1).ShouldBe(1.4, 1e-7);
        GradientClipping.ByValue(parameters, 0.7).ShouldBe(0.8, 1e-7);
        All([first, second]).ShouldBe([0.6, 0, 0.7], 1e-7);
    }

    [TestCaseSource(nameof(s_types))]
    public void The_norm_of_any_sizes_is_right(DType dtype)
    {
        (double large, double small) = dtype == DType.Float32 ? (3e38, 1e-45) : (1e308, 1e-300);
        foreach (double p in new[] { 1, 1.5, 2, 3, double.PositiveInfinity })
        {
            foreach (double size in new[] { large / 4, small * 4, 1e-30, 1e30, 1.0 })
            {
                Parameter[] parameters = [With([size, -size], dtype), With([size], dtype), With([], dtype), With([size, 0], dtype)];
                double exact = Of(parameters[1])[0] * (double.IsFinite(p) ? Math.Pow(4, 1 / p) : 1);
                double norm = GradientClipping.ByNorm(parameters, 1e-3, p);
                norm.ShouldBe(exact, exact * 1e-12);
                double after = GradientClipping.ByNorm(parameters, double.PositiveInfinity, p);
                after.ShouldBe(Math.Min(exact, 1e-3), Math.Min(exact, 1e-3) * 2e-7);
            }
        }

        // A million equal squares, which single precision cannot add one by one; and a length that fills no lanes.
        Parameter[] many = [With([.. Enumerable.Repeat(0.1, 1_000_003)], dtype)];
        double each = Of(many[0])[0];
        GradientClipping.ByNorm(many, 1).ShouldBe(each * Math.Sqrt(1_000_003), 1e-9);
    }

    [TestCase(2)]
    [TestCase(1)]
    [TestCase(3)]
    public void A_norm_does_not_depend_on_where_gradients_lie_in_memory(double order)
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            Module model = new Sequential(new Linear(4, 5), new Linear(5, 3)).Initialize(seed).To(DType.Float64);
            var optimizer = new Sgd(model.Parameters(), 0);
            Tensor x = Tensor.Normal([7, 4], new Generator(seed), dtype: DType.Float64);
            double[] norms = [.. Enumerable.Range(0, 2).Select(_ =>
            {
                using var tape = new Tape();
                Tensor error = ((Layer)model).Forward(x).Square().Mean();
                optimizer.ZeroGrad();
                tape.Backward(error);
                double norm = GradientClipping.ByNorm(optimizer, double.PositiveInfinity, p: order);

                // The first step moves the parameters together.
                optimizer.Step();
                return norm;
            })];
            norms[1].ShouldBe(norms[0]);
        }
    }

    [Test]
    public void Gradients_of_a_model_are_clipped_where_they_lie_as_each_by_itself()
    {
        Sequential packed = OptimizerTests.Network(), apart = OptimizerTests.Network();
        var optimizer = new Sgd(packed.Parameters(), 0.1);
        OptimizerTests.Train(packed, optimizer);
        OptimizerTests.Train(apart, new Sgd(apart.Parameters().Reverse(), 0.1));
        packed[2].Freeze();
        apart[2].Freeze();
        Backward(packed);
        Backward(apart);
        double norm = GradientClipping.ByNorm(optimizer, 0.01);
        double square = 0;
        foreach (Parameter parameter in apart.Parameters().Where(parameter => parameter.Grad is not null))
        {
            square += Of(parameter).Sum(x => x * x);
            GradientClipping.ByNorm([parameter], 0.01 * GradientClipping.ByNorm([parameter], double.PositiveInfinity) / norm);
        }

        norm.ShouldBe(Math.Sqrt(square), 1e-12);
        All(packed.Parameters()).ShouldBe(All(apart.Parameters()), 1e-8);
        GradientClipping.ByNorm(optimizer, 1).ShouldBe(0.01, 1e-8);

        static void Backward(Sequential model)
        {
            model.Parameters().ToList().ForEach(parameter => parameter.Value.ZeroGrad());
            using var tape = new Tape();
            tape.Backward(model.Forward(OpSamples.Spread([4, 3], DType.Float32)).Square().Sum());
        }
    }

    // PT#46849, PT#31367, facebookresearch/habitat-lab#2226: NaN passes clipping there, and the model is lost.
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    [TestCase(double.NegativeInfinity)]
    public void A_gradient_that_is_not_finite_is_named_and_nothing_changes(double wrong)
    {
        Sequential model = WithWrong(wrong);
        var optimizer = new Adam(model.Parameters());
        foreach (Action clip in new Action[]
        {
            () => GradientClipping.ByNorm(optimizer, 1), () => GradientClipping.ByValue(optimizer, 1),
            () => GradientClipping.ByNorm(model.Parameters(), 1), () => GradientClipping.ByValue(model.Parameters(), 1),
        })
        {
            double[] before = All(model.Parameters());
            Should.Throw<InvalidOperationException>(clip).Message.ShouldContain("the gradient of the parameter '1.Weight' is not finite");
            All(model.Parameters()).ShouldBe(before);
        }
    }

    [Test]
    public void Or_the_step_is_skipped_and_counted()
    {
        Sequential model = WithWrong(double.NaN);
        var optimizer = new AdamW(model.Parameters(), weightDecay: 0.1);
        double[] before = [.. model.Parameters().SelectMany(parameter => Numbers.Of(parameter.Value))];
        double.IsFinite(GradientClipping.ByNorm(optimizer, 1, NonFiniteGradients.SkipStep)).ShouldBeFalse();
        optimizer.Step();
        model.Parameters().SelectMany(parameter => Numbers.Of(parameter.Value)).ShouldBe(before);
        optimizer.StateDict()["0.weight.step"].Item().ShouldBe(0);
        optimizer.SkippedSteps.ShouldBe(1);

        // The next one is a step like any other.
        using (var tape = new Tape())
        {
            tape.Backward(model.Forward(Tensor.Ones([1, 2])).Sum());
        }

        double.IsFinite(GradientClipping.ByValue(optimizer, 1, NonFiniteGradients.SkipStep)).ShouldBeTrue();
        optimizer.Step();
        optimizer.StateDict()["0.weight.step"].Item().ShouldBe(1);
        optimizer.SkippedSteps.ShouldBe(1);
    }

    [Test]
    public void Limits_out_of_range_are_refused()
    {
        Parameter[] parameters = [With([1.0], DType.Float32)];
        Should.Throw<ArgumentOutOfRangeException>(() => GradientClipping.ByNorm(parameters, -1)).Message
            .ShouldContain("GradientClipping.ByNorm: maxNorm is -1; expected a number of 0 or more");
        Should.Throw<ArgumentOutOfRangeException>(() => GradientClipping.ByNorm(parameters, 1, p: 0.5)).Message.ShouldContain("p is 0.5");
        Should.Throw<ArgumentOutOfRangeException>(() => GradientClipping.ByValue(parameters, double.NaN)).Message
            .ShouldContain("GradientClipping.ByValue: limit is NaN");
        Should.Throw<ArgumentOutOfRangeException>(
            () => GradientClipping.ByValue(new Sgd(parameters, 1), 1, (NonFiniteGradients)7)).Message.ShouldContain("nonFinite");
        Should.Throw<ArgumentNullException>(() => GradientClipping.ByNorm((Optimizer)null!, 1));
    }

    private static Sequential WithWrong(double wrong)
    {
        var model = new Sequential(new Linear(2, 2), new Linear(2, 1));
        using var tape = new Tape();
        tape.Backward(model.Forward(Tensor.Ones([1, 2])).Sum());
        ((Linear)model[1]).Weight.Grad!.SetItem(wrong, 0, 1);
        return model;
    }

    private static Parameter With(double[] gradient, DType dtype)
    {
        var parameter = new Parameter(Tensor.Ones([gradient.Length], dtype));
        using var tape = new Tape();
        tape.Backward(parameter.Value, upstream: Numbers.Make(gradient, [gradient.Length], dtype));
        return parameter;
    }

    private static double[] Of(Parameter parameter) => Numbers.Of(parameter.Grad!);

    private static double[] All(IEnumerable<Parameter> parameters) =>
        [.. parameters.Where(parameter => parameter.Grad is not null).SelectMany(Of)];
}
