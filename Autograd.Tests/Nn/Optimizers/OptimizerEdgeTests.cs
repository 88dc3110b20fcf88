using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Optimizers;

public sealed class OptimizerEdgeTests
{
    [Test]
    public void A_gradient_of_zero_leaves_zero_where_it_is_at_the_ends_of_all_settings()
    {
        foreach (DType dtype in new[] { DType.Float32, DType.Float64 })
        {
            foreach (double extreme in new[] { 0, 1e-320, 1e39, 1e300, double.MaxValue })
            {
                foreach (Func<Parameter, Optimizer> make in new Func<Parameter, Optimizer>[]
                {
                    weight => new Sgd([weight], extreme, weightDecay: extreme),
                    weight => new Sgd([weight], extreme, momentum: 1, nesterov: true, weightDecay: extreme),
                    weight => new Adam([weight], extreme, epsilon: extreme, weightDecay: extreme),
                    weight => new Adam([weight], extreme, epsilon: 0, weightDecay: extreme, amsGrad: true),
                })
                {
                    Tensor weight = Tensor.Zeros([3], dtype);
                    Optimizer optimizer = make(weight);
                    optimizer.Groups[0].RateFactor = extreme;
                    for (int step = 0; step < 3; step++)
                    {
                        Differentiate(weight, 0);
                        optimizer.Step();
                    }

                    weight.To(DType.Float64).ToArray<double>().ShouldBe([0, 0, 0], $"{optimizer.GetType().Name}, {dtype}, {extreme:R}");
                }
            }
        }
    }

    [Test]
    public void A_step_that_one_group_cannot_take_moves_no_other()
    {
        Tensor first = Tensor.Ones([2]), leaf = Tensor.Ones([2]);
        using var tape = new Tape();
        tape.Watch(leaf);
        Tensor recorded = leaf * 2;
        var optimizer = new Sgd([first], 0.1);
        optimizer.AddGroup(new([recorded]));
        tape.Backward((first * recorded).Sum());
        Should.Throw<InvalidOperationException>(optimizer.Step).Message
            .ShouldStartWith("Step: the parameter of shape [2] cannot be changed in place: ");
        first.ToArray<float>().ShouldBe([1, 1]);
        optimizer.StateDict()["0.step"].Item().ShouldBe(0);
        using (tape.Pause())
        {
            optimizer.Step();
        }

        first.ToArray<float>().ShouldBe([0.8f, 0.8f]);
    }

    [Test]
    public void A_parameter_of_no_module_is_named_by_its_shape()
    {
        Tensor weight = Tensor.Ones([2, 3]);
        Parameter parameter = weight;
        Should.Throw<ArgumentException>(() => new Sgd([weight, weight], 0.1)).Message
            .ShouldStartWith("Sgd: the parameter of shape [2, 3] is listed twice");
        Should.Throw<ArgumentException>(() => new Sgd([weight], 0.1).AddGroup(new([weight]))).Message
            .ShouldStartWith("Sgd: the parameter of shape [2, 3] is in a group already");
        Should.Throw<ArgumentException>(() => parameter.Assign(Tensor.Ones([1]))).Message
            .ShouldStartWith("The parameter of shape [2, 3] is");
        Should.Throw<ArgumentException>(() => new ModuleBuffer(weight).Assign(Tensor.Ones([1]))).Message
            .ShouldStartWith("The buffer of shape [2, 3] is");
        parameter.ToString().ShouldBe("[2, 3] Float32");
    }

    [Test]
    public void A_state_just_saved_is_taken_back_whatever_was_set_meanwhile()
    {
        Tensor weight = Tensor.Ones([2]);
        var optimizer = new Sgd([weight], 0.1);
        Differentiate(weight, 1);
        optimizer.Step();
        optimizer.Momentum = 0.9;
        IReadOnlyDictionary<string, Tensor> state = optimizer.StateDict();
        state.Keys.ShouldBe(["0.step"]);
        optimizer.LoadState(state);
        optimizer.StateDict().Keys.ShouldBe(["0.step"]);
        optimizer.Step();
        optimizer.Momentum = 0;
        optimizer.LoadState(optimizer.StateDict());
        optimizer.StateDict().Keys.ShouldBe(["0.step", "0.velocity"], ignoreOrder: true);
    }

    [Test]
    public void Momentum_turned_on_later_begins_with_the_whole_gradient()
    {
        // torch.optim.SGD(lr=1, dampening=0.5) with momentum 0, then 0.5, gradients of 1: the steps are 1, 1, 0.5 + 0.5.
        Tensor weight = Tensor.Zeros([1]);
        var optimizer = new Sgd([weight], 1, dampening: 0.5);
        foreach (double expected in new[] { -1, -2, -3, -4.0 })
        {
            Differentiate(weight, 1);
            optimizer.Step();
            optimizer.Momentum = 0.5;
            weight.Item().ShouldBe(expected);
        }
    }

    [Test]
    public void Loading_a_state_runs_no_rule()
    {
        Tensor weight = Tensor.Ones([2]), copy = Tensor.Ones([2]);
        Counting first = new([weight]), second = new([copy]);
        Differentiate(weight, 1);
        first.Step();
        second.LoadState(first.StateDict());
        second.Calls.ShouldBe(0);
        second.StateDict()["0.sum"].ToArray<float>().ShouldBe([1, 1]);
        var wrong = new Dictionary<string, Tensor>(first.StateDict()) { ["0.sum"] = Tensor.Ones([3]) };
        Should.Throw<ArgumentException>(() => second.LoadState(wrong)).Message
            .ShouldContain("'0.sum' is Float32 [3]; expected Float32 [2]");
    }

    [Test]
    public void A_refused_step_counts_nothing_and_moves_no_group()
    {
        Tensor first = Tensor.Ones([2]);
        var layer = new Linear(2, 1, bias: false);
        var optimizer = new Adam([first]);
        optimizer.AddGroup(new ParameterGroup(layer.Parameters()));
        Differentiate(first, 1);
        Differentiate(layer.Weight, 1);
        optimizer.Step();
        float[] before = first.ToArray<float>();
        layer.To(DType.Float64);
        Differentiate(layer.Weight, 1);
        for (int i = 0; i < 3; i++)
        {
            Should.Throw<InvalidOperationException>(optimizer.Step);
        }

        first.ToArray<float>().ShouldBe(before);
        optimizer.StateDict().Where(pair => pair.Key.EndsWith("step", StringComparison.Ordinal))
            .ShouldAllBe(pair => pair.Value.Item() == 1);
    }

    [Test]
    public void A_rule_that_throws_leaves_the_count_of_steps()
    {
        Tensor weight = Tensor.Ones([2]);
        var optimizer = new Counting([weight]) { Throws = true };
        Differentiate(weight, 1);
        for (int i = 0; i < 3; i++)
        {
            Should.Throw<NotSupportedException>(optimizer.Step);
        }

        optimizer.Throws = false;
        optimizer.Step();
        optimizer.StateDict()["0.step"].Item().ShouldBe(1);
    }

    [Test]
    public void A_parameter_and_its_value_are_one()
    {
        var layer = new Linear(2, 1);
        Should.Throw<ArgumentException>(() => new Sgd([layer.Weight, layer.Weight.Value], 0.1)).Message.ShouldContain("twice");
        var optimizer = new Sgd([layer.Bias!], 0.1);
        Should.Throw<ArgumentException>(() => optimizer.AddGroup(new ParameterGroup([layer.Bias!.Value]))).Message
            .ShouldContain("in a group already");
    }

    [Test]
    public void A_run_of_nobody_says_what_was_expected() =>
        Should.Throw<InvalidOperationException>(() => default(ParameterRun).Update(new Counting.Rule())).Message
            .ShouldContain("expected the run that Optimizer.Step gives");

    [TestCase("a, b, c, d")]
    [TestCase("a, a")]
    [TestCase("step")]
    [TestCase("ema.fast")]
    [TestCase("a, ")]
    [TestCase(null)]
    public void A_rule_whose_names_are_no_keys_of_a_state_is_refused_before_anything_changes(string? names)
    {
        Tensor weight = Tensor.Ones([2]);
        var named = new Named([weight]);
        Named.Rule.StateNames = names?.Split(", ")!;
        Differentiate(weight, 1);
        Should.Throw<InvalidOperationException>(named.Step).Message.ShouldBe(
            $"Step: the StateNames of the rule Rule are {(names is null ? "null" : $"[{names}]")}; expected three at most, each another " +
            "one, without a dot, and none of them 'step'.");
        weight.ToArray<float>().ShouldBe([1, 1]);
    }

    [Test]
    public void A_count_of_steps_stays_at_its_largest_and_Adam_finite()
    {
        Tensor weight = Tensor.Ones([2]);
        var optimizer = new Adam([weight], 0.1);
        Differentiate(weight, 1);
        optimizer.Step();
        var state = optimizer.StateDict().ToDictionary(pair => pair.Key, pair => pair.Value);
        state["0.step"] = Tensor.Full([], int.MaxValue, DType.Int64);
        optimizer.LoadState(state);
        for (int i = 0; i < 3; i++)
        {
            Differentiate(weight, 1);
            optimizer.Step();
        }

        weight.ToArray<float>().ShouldAllBe(value => float.IsFinite(value));
        optimizer.StateDict()["0.step"].Item().ShouldBe(int.MaxValue);
    }

    private static void Differentiate(Tensor weight, double gradient)
    {
        weight.ZeroGrad();
        using var tape = new Tape();
        tape.Watch(weight);
        tape.Backward((weight * gradient).Sum());
    }

    private sealed class Named(IEnumerable<Parameter> parameters) : Optimizer(parameters, 0.1)
    {
        protected override void Update(ParameterRun run) => run.Update(new Rule());

        internal readonly record struct Rule : IUpdateFormula
        {
            public static IReadOnlyList<string> StateNames { get; set; } = [];

            public void Apply<R>(R gradient, ref R value, ref R first, ref R second, ref R third) where R : struct, IReal<R> => value = 0;
        }
    }

    private sealed class Counting(IEnumerable<Parameter> parameters) : Optimizer(parameters, 0.1)
    {
        public int Calls { get; private set; }

        public bool Throws { get; set; }

        protected override void Update(ParameterRun run)
        {
            Calls++;
            if (Throws)
            {
                throw new NotSupportedException();
            }

            run.Update(new Rule());
        }

        internal readonly record struct Rule : IUpdateFormula
        {
            public static IReadOnlyList<string> StateNames { get; } = ["sum"];

            public void Apply<R>(R gradient, ref R value, ref R sum, ref R second, ref R third) where R : struct, IReal<R> =>
                sum += gradient;
        }
    }

    [Test]
    public void A_refused_optimizer_leaves_plain_tensors_as_they_were()
    {
        Tensor tensor = Tensor.Ones([2]);
        Should.Throw<ArgumentException>(() => new Adam([tensor], beta1: 2));
        Should.Throw<ArgumentException>(() => new Sgd([tensor, tensor], 0.1));
        tensor.RequiresGrad.ShouldBeFalse();
        _ = new Sgd([tensor], 0.1);
        tensor.RequiresGrad.ShouldBeTrue();
    }
}
