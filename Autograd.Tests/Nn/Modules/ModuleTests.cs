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
        model.NamedParameters().Select(pair => pair.Parameter.Path)
            .ShouldBe(["0.Weight", "0.Bias", "1.Slope", "2.Inner.Weight", "2.Scale"]);
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
    public void The_printed_form_shows_the_tree() =>
        new Sequential(new Linear(2, 3), new PRelu(), new Sequential(new Linear(3, 1, bias: false))).ToString().ShouldBe(
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
        float[] Weights(ulong seed) => ((Linear)new Sequential(new Linear(4, 5), new Relu()).Initialize(seed)[0])
            .Weight.Value.ToArray<float>();

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
        Sequential model = new Sequential(new Linear(2, 2), new PRelu()).Initialize(1);
        float[] single = model.Parameters()[0].Value.ToArray<float>();

        model.To(DType.Float64);

        model.Forward(Tensor.Ones([1, 2], DType.Float64)).DType.ShouldBe(DType.Float64);
        model.Parameters()[0].Value.ToArray<double>().ShouldBe(single.Select(value => (double)value));
        Should.Throw<ArgumentException>(() => model.To(DType.Int64))
            .Message.ShouldContain("cannot become Int64; expected Float32 or Float64");
    }

    [Test]
    public void A_part_that_is_set_again_takes_the_place_of_the_one_before()
    {
        var model = new Headed { Head = new Linear(2, 3), Tail = new Linear(3, 1) };
        Linear replaced = model.Head!;
        model.Head = new Linear(4, 3);

        model.Parameters()[0].ShouldBe(model.Head.Weight);
        model.Parameters().ShouldNotContain(replaced.Weight);
        model.Head.Weight.Path.ShouldBe("Head.Weight");
        model.Head = null;
        model.NamedParameters().Select(pair => pair.Name).ShouldBe(["Tail.Weight", "Tail.Bias"]);
    }

    [Test]
    public void A_module_that_contains_itself_is_refused()
    {
        var list = new ModuleList<Module>();
        Should.Throw<ArgumentException>(() => list.Add(list)).Message.ShouldContain("'0' would make the module contain itself");
        var outer = new ModuleList<Module>(new ModuleList<Module>(list));
        Should.Throw<ArgumentException>(() => list.Add(outer)).Message.ShouldContain("contain itself");
        list.ShouldBeEmpty();
        outer.Parameters().ShouldBeEmpty();
    }

    [Test]
    public void Modules_in_a_list_are_named_by_position()
    {
        var list = new ModuleList<Linear>(new Linear(1, 1), new Linear(1, 1, bias: false)) { new Linear(1, 2) };
        list.NamedParameters().Select(pair => pair.Name).ShouldBe(["0.Weight", "0.Bias", "1.Weight", "2.Weight", "2.Bias"]);
        list[0] = new Linear(3, 1, bias: false);
        list.NamedParameters().Select(pair => pair.Name).ShouldBe(["0.Weight", "1.Weight", "2.Weight", "2.Bias"]);
        list[0].InFeatures.ShouldBe(3);
        Should.Throw<ArgumentOutOfRangeException>(() => list[3] = new Linear(1, 1)).Message
            .ShouldStartWith("ModuleList: there is no module at 3; expected 0 to 2.");
        Should.Throw<ArgumentOutOfRangeException>(() => list[-1]).ParamName.ShouldBe("index");
        Should.Throw<ArgumentOutOfRangeException>(() => new ModuleList<Linear>()[0]).Message.ShouldContain("no module at 0; it is empty.");
        Should.Throw<ArgumentOutOfRangeException>(() => new Sequential(new Tanh())[^2]).Message
            .ShouldStartWith("Sequential: there is no module at -1; expected 0 to 0.");
    }

    [Test]
    public void A_chain_or_list_that_is_refused_has_taken_no_module()
    {
        Linear first = new(3, 3), second = new(3, 3);
        float[] before = second.Weight.Value.ToArray<float>();
        Should.Throw<ArgumentNullException>(() => new Sequential(first, second, null!)).Message
            .ShouldStartWith("Sequential: the module at 2 is null.");
        Should.Throw<ArgumentNullException>(() => new ModuleList<Linear>(first, second, null!)).ParamName.ShouldBe("modules");
        first.Path.ShouldBeEmpty();
        second.Weight.Path.ShouldBe("Weight");
        second.Weight.Value.ToArray<float>().ShouldBe(before);
        _ = new Sequential(new Tanh(), second);
        second.Weight.Path.ShouldBe("1.Weight");
    }

    [Test]
    public void Names_in_files_that_could_stand_for_two_parts_are_refused()
    {
        Should.Throw<ArgumentException>(() => new Dotted("inner.weight")).Message.ShouldContain("'inner' and 'inner.weight' in files");
        Should.Throw<ArgumentException>(() => new Dotted("inner")).Message.ShouldContain("'inner' and 'inner' in files");
        new Dotted("inner2.weight").StateDict().Keys.ShouldBe(["inner.weight", "inner2.weight"]);
    }

    [Test]
    public void A_parameter_of_given_values_keeps_a_copy_and_returns_to_it()
    {
        Tensor given = Tensor.From([1.0, 2.0]);
        var parameter = new Parameter(given);
        given.SetItem(9);
        parameter.Assign(Tensor.From([3.0, 4.0]));
        var model = new Holder { Held = parameter };

        model.Held.Value.ToArray<double>().ShouldBe([3, 4]);
        model.Initialize(1).Held.Value.ToArray<double>().ShouldBe([1, 2]);
        Should.Throw<ArgumentException>(() => new Parameter(Tensor.From([1L])))
            .Message.ShouldContain("A parameter of Int64 has no gradient");
    }

    private sealed class Residual : Layer
    {
        public Residual(int size)
        {
            Inner = new Linear(size, size, bias: false);
            Scale = new Parameter([1], new Constant(1), decays: false);
        }

        public Linear Inner { get; private init => field = Register(value); }

        public Parameter Scale { get; private init => field = Register(value); }

        protected override Tensor Compute(Tensor input) => input + (Inner.Forward(input) * Scale);
    }

    private sealed class Headed : Module
    {
        public Linear? Head { get; set => field = Register(value); }

        public Linear? Tail { get; set => field = Register(value); }

        public Tensor Forward(Tensor input, Tensor scale) => Enter(() => Tail!.Forward(Head!.Forward(input) * scale));
    }

    private sealed class Dotted : Module
    {
        public Dotted(string fileName)
        {
            Register(new Linear(1, 1, bias: false), name: "Inner");
            Register(new Parameter([1], new Constant(1)), fileName, "Other");
        }
    }

    private sealed class Holder : Module
    {
        public required Parameter Held { get; set => field = Register(value); }
    }
}
