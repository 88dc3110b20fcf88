using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Modules;

/// <summary>What is drawn depends on the seed, the path and what the layer states, whoever looks first.</summary>
public sealed class DrawingTests
{
    [Test]
    public void A_value_that_was_looked_at_before_its_layer_joined_is_the_same_as_one_that_was_not()
    {
        Linear looked = new(4, 5), untouched = new(4, 5);
        Tensor before = looked.Weight.Value;
        _ = new Sequential(new Sequential(looked), new Relu());
        _ = new Sequential(new Sequential(untouched), new Relu());

        looked.Weight.Value.ElementsEqual(untouched.Weight).ShouldBeTrue();
        looked.Weight.Value.ShouldBeSameAs(before);
        looked.Weight.Path.ShouldBe("0.0.Weight");
    }

    [Test]
    public void A_value_that_was_assigned_loaded_or_trained_before_stays()
    {
        Linear assigned = new(4, 5), loaded = new(4, 5), trained = new(4, 5);
        assigned.Weight.Assign(Tensor.Ones([5, 4]));
        loaded.LoadState(new Linear(4, 5).StateDict());
        var optimizer = new Sgd(trained.Parameters(), 0.1);
        using (var tape = new Tape())
        {
            tape.Backward(trained.Forward(Tensor.Ones([1, 4])).Sum());
            optimizer.Step();
        }

        Tensor[] before = [.. new[] { assigned, loaded, trained }.Select(layer => layer.Weight.Value.Detach())];
        _ = new Sequential(assigned, new Relu(), loaded, new Relu(), trained, new Relu());

        new[] { assigned, loaded, trained }.Zip(before).ShouldAllBe(pair => pair.First.Weight.Value.ElementsEqual(pair.Second));
    }

    [Test]
    public void Conversion_before_or_after_drawing_gives_the_same_values()
    {
        Sequential Model() => new(new Linear(4, 5, weightInitializer: new KaimingUniform()), new PRelu(start: 0.1));
        Tensor[] Values(Sequential model) => [.. model.Parameters().Select(parameter => parameter.Value)];
        Sequential looked = Model();
        Values(looked);

        foreach ((Tensor early, Tensor late) in Values(Model().To(DType.Float64).Initialize(4))
            .Zip(Values(looked.Initialize(4).To(DType.Float64))))
        {
            early.DType.ShouldBe(DType.Float64);
            early.ElementsEqual(late).ShouldBeTrue();
        }
    }

    [Test]
    public void A_seed_holds_for_parts_that_join_later_and_for_a_layer_that_was_given_one_before()
    {
        var model = new WithHead().Initialize(7);
        model.Head = new Linear(4, 5);
        var other = new WithHead { Head = new Linear(4, 5) }.Initialize(7);
        model.Head.Weight.Value.ElementsEqual(other.Head!.Weight).ShouldBeTrue();

        Linear before = new Linear(4, 5).Initialize(3), after = new(4, 5);
        _ = new Sequential(before);
        _ = new Sequential(after);
        after.Initialize(3);
        before.Weight.Value.ElementsEqual(after.Weight).ShouldBeTrue();
    }

    [Test]
    public void The_gain_passes_through_what_says_so_and_into_inner_chains()
    {
        Linear direct = new(40, 50), through = new(40, 50), behind = new(40, 50), inner = new(40, 50), blocked = new(40, 50);
        _ = new Sequential(direct, new Relu());
        _ = new Sequential(through, new Passing(), new Passing(), new Relu());
        _ = new Sequential(new Sequential(behind, new Passing()), new Relu());
        _ = new Sequential(inner, new Sequential(new Passing(), new Relu()));
        _ = new Sequential(blocked, new Linear(50, 50), new Relu());

        double Deviation(Linear layer) => Math.Sqrt(layer.Weight.Value.ToArray<float>().Average(value => (double)value * value));
        foreach (Linear layer in new[] { direct, through, behind, inner })
        {
            Deviation(layer).ShouldBe(Math.Sqrt(2.0 / 40), 0.1 * Math.Sqrt(2.0 / 40));
        }

        Deviation(blocked).ShouldBe(Math.Sqrt(1.0 / 40), 0.1 * Math.Sqrt(1.0 / 40));
    }

    [Test]
    public void Random_layers_fork_from_the_seed_by_their_path()
    {
        Tensor x = Tensor.Full([100], -1);
        float[][] Draws(ulong seed) => [.. new Sequential(new RRelu(), new RRelu(), new RRelu(seed: 9)).Initialize(seed)
            .Children.Select(child => ((RRelu)child.Module).Forward(x).ToArray<float>())];
        float[][] one = Draws(1), again = Draws(1), two = Draws(2);

        one[0].ShouldNotBe(one[1]);
        one.ShouldBe(again);
        one[0].ShouldNotBe(two[0]);
        one[2].ShouldBe(two[2]);
        Sequential looked = new(new Sequential(new RRelu()));
        float[] first = looked.Forward(x).ToArray<float>();
        looked.Initialize(0).Forward(x).ToArray<float>().ShouldBe(first);
    }

    [Test]
    public void A_parameter_first_used_inside_a_tape_lives_on()
    {
        var layer = new Linear(3, 2, weightInitializer: new OfOps());
        using (var tape = new Tape())
        {
            tape.Backward(layer.Forward(Tensor.Ones([1, 3])).Sum());
        }

        layer.Weight.Value.ToArray<float>().ShouldBe([3, 3, 3, 3, 3, 3]);
        layer.Weight.Grad!.ToArray<float>().ShouldBe([1, 1, 1, 1, 1, 1]);
        using (new TensorScope())
        {
            layer.To(DType.Float64);
        }

        layer.Weight.Value.ToArray<double>()[0].ShouldBe(3);
    }

    [Test]
    public void An_initializer_that_draws_another_shape_is_refused() =>
        Should.Throw<InvalidOperationException>(() => new Parameter([3], new Wrong()).Value).Message
            .ShouldContain("The initializer Wrong gave Float32 [2] for the parameter of shape [3]; expected Float32 [3]");

    private sealed record OfOps : Initializer
    {
        public override Tensor Draw(Shape shape, DType dtype, Generator generator, double gain) =>
            Tensor.Ones(shape, dtype) + (Tensor.Ones(shape, dtype) * 2);
    }

    private sealed record Wrong : Initializer
    {
        public override Tensor Draw(Shape shape, DType dtype, Generator generator, double gain) => Tensor.Ones([2], dtype);
    }

    private sealed class Passing : Layer
    {
        public override bool PassesGain => true;

        protected override Tensor Compute(Tensor input) => input;
    }

    private sealed class WithHead : Module
    {
        public Linear? Head { get; set => field = Register(value); }
    }
}
