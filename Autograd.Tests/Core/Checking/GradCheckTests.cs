using Autograd.Core;

namespace Autograd.Tests.Core.Checking;

public sealed class GradCheckTests
{
    private readonly record struct Mish : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => x * R.Tanh(R.Softplus(x));
    }

    private readonly record struct Corner : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.IfGreater(x, 0, x, 0.5 * x);
    }

    [Test]
    public void A_formula_is_checked_in_one_call()
    {
        GradCheckReport report = GradCheck.Run(new Mish());
        report.Passed.ShouldBeTrue(report.ToString());
        report.Checked.ShouldBeGreaterThan(128);
        report.Skipped.ShouldBe(0);
    }

    [Test]
    public void An_op_and_a_function_are_checked_at_a_point()
    {
        GradCheck.Run(OpRegistry.Create("matmul"), Tensor.Ones([2, 3]), OpSamples.Spread([3, 2], DType.Float32)).Passed.ShouldBeTrue();
        GradCheck.Run("x² y", inputs => inputs[0] * inputs[0] * inputs[1],
            [Tensor.From([1.0, 2.0]), Tensor.From([3.0])]).Passed.ShouldBeTrue();
    }

    [Test]
    public void A_failure_names_op_input_element_and_both_values()
    {
        GradCheckReport report = GradCheck.Run("lost", inputs => inputs[0] * inputs[1].Detach(), [Tensor.From([2.0]), Tensor.From([3.0])],
            new() { Orders = [1] });
        report.Passed.ShouldBeFalse();
        GradCheckFailure failure = report.Failures.Single(failure => failure.Output == 0);
        failure.Op.ShouldBe("lost");
        failure.Sample.ShouldBe("[1], [1]");
        (failure.Order, failure.Input, failure.Element, failure.Analytic).ShouldBe((1, 1, 0, 0));
        failure.Numeric.ShouldBe(2, 1e-9);
        report.ToString().ShouldContain(
            "lost on [1], [1]: the derivative of order 1 of output element 0 by input 1, element 0, is 0; differences give 2.");
    }

    [Test]
    public void A_kink_is_skipped_where_it_is_declared_and_found_where_it_is_not()
    {
        Tensor x = Tensor.From([-1.0, 0.0, 1.0]);
        Func<IReadOnlyList<Tensor>, Tensor> corner = inputs => inputs[0].Map(new Corner());
        GradCheck.Run("corner", corner, [x]).Failures.ShouldAllBe(failure => failure.Element == 1);
        GradCheck.Run("corner", corner, [x]).Passed.ShouldBeFalse();
        GradCheckReport told = GradCheck.Run("corner", corner, [x], new() { Kink = Kinks.At(0) });
        told.Passed.ShouldBeTrue(told.ToString());
        told.Skipped.ShouldBe(2);
    }

    [Test]
    public void A_check_that_skips_everything_does_not_pass()
    {
        GradCheckReport report =
            GradCheck.Run("corner", inputs => inputs[0].Map(new Corner()), [Tensor.From([0.0])], new() { Kink = Kinks.At(0) });
        report.Passed.ShouldBeFalse();
        report.ToString().ShouldContain("Nothing was checked at order 2: all 1 derivatives lie at kinks.");
    }

    [Test]
    public void A_check_without_anything_to_differentiate_does_not_pass()
    {
        Tensor x = Tensor.From([1.0, 2.0]);
        Reason(inputs => inputs[0].To(DType.Int64), x).ShouldBe("The output is Int64, which has no derivative in Float64.");
        Reason(inputs => inputs[0].To(DType.Float64), Tensor.From([1L]))
            .ShouldBe("There is no input of floating-point numbers to differentiate by.");
        Reason(inputs => inputs[0].Detach(), x).ShouldBe("The output does not depend on the inputs by recorded ops.");

        static string? Reason(Func<IReadOnlyList<Tensor>, Tensor> function, Tensor input) => GradCheck.Run("f", function, [input]).Reason;
    }

    [Test]
    public void Nothing_to_check_passes_for_empty_tensors() =>
        GradCheck.Run(OpRegistry.Create("exp"), Tensor.Zeros([0, 3])).Passed.ShouldBeTrue();

    [Test]
    public void Integers_are_held_fixed_and_inputs_left_as_they_are()
    {
        Tensor x = OpSamples.Spread([5], DType.Float64), index = Tensor.From([4L, 0, 4]);
        double[] before = x.ToArray<double>();
        GradCheckReport report = GradCheck.Run(OpRegistry.Create("gather"), x, index);
        report.Passed.ShouldBeTrue(report.ToString());
        x.ToArray<double>().ShouldBe(before);
        index.ToArray<long>().ShouldBe([4, 0, 4]);
        x.Grad.ShouldBeNull();
    }

    [Test]
    public void A_step_that_is_too_long_or_a_tolerance_too_tight_fails()
    {
        GradCheck.Run(new Mish(), options: new() { Step = 1 }).Passed.ShouldBeFalse();
        GradCheck.Run(new Mish(), options: new() { AbsoluteTolerance = 0, RelativeTolerance = 1e-17 }).Passed.ShouldBeFalse();
    }
}
