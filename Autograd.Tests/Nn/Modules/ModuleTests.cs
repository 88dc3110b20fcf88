using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Modules;

public sealed class ModuleTests
{
    [Test]
    public void Parameters_are_named_by_the_properties_that_declare_them()
    {
        Sequential model = new(new Linear(2, 3), new PRelu(3), new Residual(3));

        model.NamedParameters().Select(pair => pair.Name).ShouldBe(["0.Weight", "0.Bias", "1.Slope", "2.Inner.Weight", "2.Scale"]);
        model.NamedParameters().Select(pair => pair.Parameter.Path).ShouldBe(["0.Weight", "0.Bias", "1.Slope", "2.Inner.Weight", "2.Scale"]);
    }

    [Test]
    public void A_part_left_out_is_no_parameter() =>
        new Linear(2, 3, bias: false).NamedParameters().Select(pair => pair.Name).ShouldBe(["Weight"]);

    [Test]
    public void A_shared_module_has_its_parameters_once()
    {
        var shared = new Linear(2, 2);

        new Sequential(shared, new Tanh(), shared).Parameters().Count.ShouldBe(2);
    }

    [Test]
    public void Training_mode_reaches_every_module_inside()
    {
        var residual = new Residual(3);
        Sequential model = new(new Sequential(residual));

        model.Eval();
        residual.Inner.IsTraining.ShouldBeFalse();
        model.Train();
        residual.Inner.IsTraining.ShouldBeTrue();
    }

    [Test]
    public void The_printed_form_shows_the_tree() => new Sequential(new Linear(2, 3), new PRelu(), new Sequential(new Linear(3, 1, bias: false))).ToString().ShouldBe(
        """
        Sequential
          (0): Linear(2 → 3)
          (1): PRelu([1])
          (2): Sequential
            (0): Linear(3 → 1, no bias)
        """.ReplaceLineEndings("\n"));

    [Test]
    public void The_same_seed_gives_the_same_bits_and_another_seed_other_ones()
    {
        float[] Weights(ulong seed) => ((Linear)((Sequential)new Sequential(new Linear(4, 5), new Relu()).Initialize(seed))[0]).Weight.Value.ToArray<float>();

        Weights(3).ShouldBe(Weights(3));
        Weights(3).ShouldNotBe(Weights(4));
    }

    [Test]
    public void Without_a_seed_the_values_are_those_of_seed_zero()
    {
        Sequential first = new(new Linear(4, 5), new Linear(5, 4)), second = new(new Linear(4, 5), new Linear(5, 4));
        second.Initialize(0);

        foreach ((Parameter mine, Parameter other) in first.Parameters().Zip(second.Parameters()))
        {
            mine.Value.ToArray<float>().ShouldBe(other.Value.ToArray<float>());
        }
    }

    [Test]
    public void Layers_of_one_size_start_differently()
    {
        Sequential model = new(new Linear(4, 4), new Linear(4, 4));

        model.Parameters()[0].Value.ToArray<float>().ShouldNotBe(model.Parameters()[2].Value.ToArray<float>());
    }

    [Test]
    public void A_layer_added_at_the_end_changes_no_other_layer()
    {
        Sequential small = new(new Linear(4, 4)), large = new(new Linear(4, 4), new Linear(4, 2));

        small.Initialize(9).Parameters()[0].Value.ToArray<float>().ShouldBe(large.Initialize(9).Parameters()[0].Value.ToArray<float>());
    }

    [Test]
    public void A_frozen_module_gets_no_gradients_and_is_not_trained()
    {
        Linear frozen = new(2, 2), free = new(2, 1);
        Sequential model = new(frozen, free);
        frozen.Freeze();
        var optimizer = new Sgd(model.Parameters(), learningRate: 0.1);
        float[] before = frozen.Weight.Value.ToArray<float>(), freeBefore = free.Weight.Value.ToArray<float>();

        using (var tape = new Tape())
        {
            tape.Backward(model.Forward(Tensor.Ones([3, 2])).Sum());
        }

        optimizer.Step();
        frozen.Weight.Grad.ShouldBeNull();
        frozen.Weight.Value.ToArray<float>().ShouldBe(before);
        free.Weight.Value.ToArray<float>().ShouldNotBe(freeBefore);

        frozen.Freeze(false);
        using var second = new Tape();
        second.Backward(model.Forward(Tensor.Ones([3, 2])).Sum());
        frozen.Weight.Grad.ShouldNotBeNull();
    }

    [Test]
    public void A_module_converts_to_double_precision()
    {
        Module model = new Sequential(new Linear(2, 2), new PRelu()).Initialize(1);
        float[] single = model.Parameters()[0].Value.ToArray<float>();

        model.To(DType.Float64);

        model.Forward(Tensor.Ones([1, 2], DType.Float64)).DType.ShouldBe(DType.Float64);
        model.Parameters()[0].Value.ToArray<double>().ShouldBe(single.Select(value => (double)value));
        Should.Throw<ArgumentException>(() => model.To(DType.Int64)).Message.ShouldContain("cannot become Int64; expected Float32 or Float64");
    }

    [Test]
    public void Two_parts_of_one_name_are_refused() =>
        Should.Throw<ArgumentException>(() => new Twice()).Message.ShouldContain("Twice: there is a part named 'Layer' already");

    [Test]
    public void A_part_that_is_neither_parameter_nor_module_is_refused() =>
        Should.Throw<ArgumentException>(() => new WithText()).Message.ShouldContain("'Text' is a String; expected a Parameter or a Module");

    private sealed class Residual : Module
    {
        public Residual(int size)
        {
            Inner = new Linear(size, size, bias: false);
            Scale = new Parameter([1], new Constant(1), decays: false);
        }

        public Linear Inner { get; private init => field = Register(value); }

        public Parameter Scale { get; private init => field = Register(value); }

        public override Tensor Forward(Tensor input) => input + (Inner.Forward(input) * Scale);
    }

    private sealed class Twice : Module
    {
        public Twice()
        {
            Layer = new Linear(1, 1);
            Layer = new Linear(1, 1);
        }

        public Linear Layer { get; private set => field = Register(value); }

        public override Tensor Forward(Tensor input) => Layer.Forward(input);
    }

    private sealed class WithText : Module
    {
        public WithText() => Text = "no part";

        public string Text { get; private init => field = Register(value); }

        public override Tensor Forward(Tensor input) => input;
    }
}
