using System.Runtime.CompilerServices;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Core.Checking;

public sealed class GuardTests
{
    [Test]
    public void The_first_result_that_is_not_finite_is_refused_with_shapes_ranges_file_and_line()
    {
        Tensor x = Tensor.From([1f, 0, -2, 4], [2, 2]);
        using var tape = new Tape(guard: true);
        tape.Watch(x);
        int line = Line() + 1;
        var error = Should.Throw<NotFiniteNumberException>(() => x.Log());
        error.Message.ShouldStartWith("Guard: the result [2, 2] of 'log' holds 1 NaN and 1 infinite of 4 numbers, called at ");
        error.Message.ShouldContain($"GuardTests.cs:line {line}.\n  input 0: Float32 [2, 2], from -2 to 4\n");
        error.Message.ShouldEndWith("NonFinite.Allow())'.");
    }

    [Test]
    public void A_gradient_that_is_not_finite_is_refused_with_the_line_that_called_the_op_and_leaves_no_gradient()
    {
        Tensor x = Tensor.From([4f, 0]), y = Tensor.From([1f, 1]);
        using var tape = new Tape(guard: true);
        tape.Watch(x);
        tape.Watch(y);
        int line = Line() + 1;
        Tensor root = x.Sqrt();
        Tensor loss = (root + y).Sum();
        var error = Should.Throw<NotFiniteNumberException>(() => tape.Backward(loss));
        error.Message.ShouldContain($"the gradient of 'sqrt' by input 0 holds 1 infinite of 2 numbers, called at ");
        error.Message.ShouldContain($"GuardTests.cs:line {line}.\n  input 0: Float32 [2], from 0 to 4\n");
        error.Message.ShouldContain("\n  gradient that arrived: Float32 [2], from 1 to 1\n");
        y.Grad.ShouldBeNull();
    }

    [Test]
    public void The_module_is_named_by_its_path_there_and_back()
    {
        var model = new Sequential(new Linear(2, 2), new Sequential(new Lambda(x => x.Sqrt(), "root")));
        model[0].Parameters()[0].Assign(Tensor.From([1f, 0, 0, 1], [2, 2]));
        using var tape = new Tape(guard: true);
        Should.Throw<NotFiniteNumberException>(() => model.Forward(Tensor.From([-1f, 1], [1, 2])))
            .Message.ShouldContain("of 'sqrt' holds 1 NaN of 2 numbers, in '1.0', Lambda(root), called at ");
        Tensor output = model.Forward(Tensor.From([0f, 1], [1, 2]));
        Should.Throw<NotFiniteNumberException>(() => tape.Backward(output.Sum()))
            .Message.ShouldContain("the gradient of 'sqrt' by input 0 holds 1 infinite of 2 numbers, in '1.0', Lambda(root), called at ");
    }

    [Test]
    public void An_infinity_that_was_given_may_be_passed_on_as_that_of_a_mask()
    {
        Tensor scores = Tensor.From([1f, 2, 3]), mask = Tensor.From([0f, float.NegativeInfinity, 0]);
        using var tape = new Tape(guard: true);
        tape.Watch(scores);
        tape.Backward((scores + mask).Softmax(0)[0].Sum());
        scores.Grad!.ToArray<float>()[1].ShouldBe(0);
        Tensor.From([1f, 2], [1, 2]).Pad([(0, 0), (1, 1)], double.NegativeInfinity).Max(1).Item().ShouldBe(2);
    }

    [Test]
    public void What_is_meant_to_be_infinite_is_allowed_inside_a_scope_and_nowhere_else()
    {
        Tensor x = Tensor.From([0f, 1]);
        using var tape = new Tape(guard: true);
        tape.Watch(x);
        Tensor product;
        using (NonFinite.Allow())
        {
            product = x * x.Log();
        }

        Tensor entropy = Tensor.Where(x.GreaterThan(0), product, 0.0);
        tape.Backward(entropy.Sum());
        x.Grad!.ToArray<float>().ShouldBe([0, 1]);
        Should.Throw<NotFiniteNumberException>(() => x.Log());
    }

    [Test]
    public void Second_derivatives_are_guarded_too_and_what_a_formula_passes_through_is_not_in_the_way()
    {
        Tensor x = Tensor.From([0f, 1]);
        using var tape = new Tape(guard: true);
        tape.Watch(x);
        Tensor slope = tape.Gradient(x.Pow(1.5).Sum(), [x], createGraph: true)[0];
        Should.Throw<NotFiniteNumberException>(() => tape.Gradient(slope.Sum(), [x])).Message.ShouldContain("infinite");
    }

    [Test]
    public void A_part_of_a_composed_op_bears_both_names()
    {
        using var tape = new Tape(guard: true);
        Should.Throw<NotFiniteNumberException>(() => Tensor.From([float.NaN, 1]).LogSumExp(0));
        Should.Throw<NotFiniteNumberException>(() => Tensor.From([float.NaN, 1], [1, 2]).Glu(1))
            .Message.ShouldContain(", a part of 'glu'");
    }

    [Test]
    public void A_tape_without_a_guard_computes_what_one_with_a_guard_does()
    {
        byte[][] bits = [.. new[] { false, true }.Select(guard =>
        {
            Layer model = new Sequential(new Linear(3, 4), new BatchNorm1d(4), new Dropout(), new Linear(4, 1)).Initialize(3);
            using var tape = new Tape(guard);
            tape.Backward(model.Forward(OpSamples.Spread([5, 3], DType.Float32)).Square().Sum());
            return model.Parameters().SelectMany(parameter => parameter.Grad!.Bytes.ToArray()).ToArray();
        })];
        bits[1].ShouldBe(bits[0]);
    }

    private static int Line([CallerLineNumber] int line = 0) => line;
}
