using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Optimizers;

public sealed class OptimizerTests
{
    [Test]
    public void Weight_decay_spares_biases_and_slopes_unless_asked_in()
    {
        Sequential model = new(new Linear(2, 2, biasInitializer: new Constant(1)), new PRelu());
        Step(model, new ParameterGroup(model.Parameters()));
        Linear layer = (Linear)model[0];

        layer.Bias!.Value.ToArray<float>().ShouldBe([1f, 1f]);
        ((PRelu)model[1]).Slope.Value.Item().ShouldBe(0.25);
        layer.Weight.Value.ToArray<float>().ShouldBe(Fresh(model).Select(weight => weight * 0.95f), 1e-6);

        Step(model, new ParameterGroup(model.Parameters()) { DecayAll = true });
        layer.Bias!.Value.ToArray<float>().ShouldBe([0.95f, 0.95f], 1e-6);
    }

    [Test]
    public void A_group_takes_a_factor_of_the_optimizers_rate_whatever_that_is()
    {
        Linear first = new(1, 1), second = new(1, 1);
        var optimizer = new Sgd(first.Parameters(), learningRate: 0.1);
        optimizer.AddGroup(new ParameterGroup(second.Parameters()) { RateFactor = 0.2 });
        optimizer.LearningRate *= 0.5;
        double before1 = first.Weight.Value.Item(), before2 = second.Weight.Value.Item();

        using (var tape = new Tape())
        {
            tape.Backward((first.Forward(Tensor.Ones([1, 1])) + second.Forward(Tensor.Ones([1, 1]))).Sum());
        }

        optimizer.Step();
        (before1 - first.Weight.Value.Item()).ShouldBe(0.05, 1e-6);
        (before2 - second.Weight.Value.Item()).ShouldBe(0.01, 1e-6);
    }

    [Test]
    public void Gradients_add_up_until_they_are_zeroed()
    {
        var layer = new Linear(1, 1);
        var optimizer = new Sgd(layer.Parameters(), 0.1);
        for (int pass = 1; pass <= 2; pass++)
        {
            using var tape = new Tape();
            tape.Backward(layer.Forward(Tensor.Full([1, 1], 3)).Sum());
            layer.Weight.Grad!.Item().ShouldBe(3 * pass);
        }

        optimizer.ZeroGrad();
        layer.Weight.Grad.ShouldBeNull();
        float before = (float)layer.Weight.Value.Item();
        optimizer.Step();
        layer.Weight.Value.Item().ShouldBe(before);
    }

    [TestCase("sgd")]
    [TestCase("momentum")]
    [TestCase("adam")]
    public void Training_fits_a_line(string name)
    {
        var layer = new Linear(1, 1);
        Optimizer optimizer = name switch
        {
            "sgd" => new Sgd(layer.Parameters(), 0.1),
            "momentum" => new Sgd(layer.Parameters(), 0.02, momentum: 0.9, nesterov: true),
            _ => new Adam(layer.Parameters(), 0.05),
        };
        Tensor x = Tensor.From([-1f, 0f, 1f, 2f], [4, 1]), y = (x * 3) - 1;
        var loss = new MseLoss();
        for (int step = 0; step < 1000; step++)
        {
            using var tape = new Tape();
            Tensor error = loss.Forward(layer.Forward(x), y);
            optimizer.ZeroGrad();
            tape.Backward(error);
            optimizer.Step();
        }

        layer.Weight.Value.Item().ShouldBe(3, 1e-3);
        layer.Bias!.Value.Item().ShouldBe(-1, 1e-3);
    }

    [TestCase("sgd")]
    [TestCase("momentum")]
    [TestCase("adam")]
    public void Parameters_that_are_changed_in_one_pass_change_to_the_bit_as_in_groups_of_their_own(string name)
    {
        Sequential together = Network(), apart = Network();
        Optimizer whole = Make(name, together.Parameters()), single = InGroups(name, apart.Parameters());
        for (int step = 0; step < 6; step++)
        {
            // The second layer is held fixed for a while, and its steps fall behind.
            together[2].Freeze(step is 2 or 3);
            apart[2].Freeze(step is 2 or 3);
            Train(together, whole);
            Train(apart, single);
            Values(together).ShouldBe(Values(apart));
        }
    }

    [TestCase("momentum")]
    [TestCase("adam")]
    public void Optimizers_that_share_parameters_keep_what_they_know(string name)
    {
        Sequential shared = Network(), twin = Network();
        Optimizer first = Make(name, shared.Parameters()), second = Make("sgd", shared.Parameters().Reverse());
        Optimizer alone = Make(name, twin.Parameters()), other = InGroups("sgd", twin.Parameters());
        for (int step = 0; step < 6; step++)
        {
            Train(shared, step == 2 ? second : first);
            Train(twin, step == 2 ? other : alone);
            Values(shared).ShouldBe(Values(twin));
        }
    }

    [Test]
    public void Values_drawn_anew_are_those_that_change()
    {
        Sequential model = Network();
        var optimizer = new Sgd(model.Parameters(), 0.1);
        Train(model, optimizer);
        model.Initialize(5);
        float[] before = Values(model);
        Train(model, optimizer);
        Values(model).Zip(before).Count(pair => pair.First != pair.Second).ShouldBeGreaterThan(20);
    }

    [Test]
    public void Values_that_cannot_be_moved_are_trained_where_they_lie()
    {
        Tensor whole = Tensor.Ones([8]), apart = Tensor.Ones([3]);
        Optimizer slice = Make("momentum", [whole[..3]]), single = Make("momentum", [apart]);
        for (int step = 0; step < 4; step++)
        {
            Train(slice);
            Train(single);
        }

        whole.ToArray<float>().ShouldBe([.. apart.ToArray<float>(), 1, 1, 1, 1, 1]);

        static void Train(Optimizer optimizer)
        {
            Tensor value = optimizer.Groups[0].Parameters[0].Value;
            using var tape = new Tape();
            tape.Watch(value);
            Tensor error = value.Square().Sum();
            optimizer.ZeroGrad();
            tape.Backward(error);
            optimizer.Step();
        }
    }

    [Test]
    public void Plain_tensors_are_parameters_and_one_is_one_however_often_it_is_named()
    {
        Tensor slope = Tensor.From([2f]), offset = Tensor.From([1.0]);
        var optimizer = new Sgd([slope], 0.5);
        optimizer.AddGroup(new ParameterGroup([offset]));
        using (var tape = new Tape())
        {
            tape.Backward((slope.To(DType.Float64) * 3 * offset).Sum());
        }

        optimizer.Step();
        (slope.Item(), offset.Item()).ShouldBe((0.5, -2));
        Should.Throw<ArgumentException>(() => new Sgd([slope, slope], 0.5)).Message.ShouldContain("twice");
        Should.Throw<ArgumentException>(() => optimizer.AddGroup(new ParameterGroup([slope]))).Message.ShouldContain("in a group already");
        Should.Throw<ArgumentException>(() => new Sgd([Tensor.From([1L])], 0.5));
    }

    [Test]
    public void Where_a_layer_was_replaced_the_message_says_to_make_a_new_optimizer()
    {
        var model = new TwoParts { Body = new(2, 2), Head = new(2, 1) };
        var optimizer = new Adam(model.Parameters());
        Train();
        model.Head = new(2, 1);
        Should.Throw<InvalidOperationException>(Train).Message
            .ShouldContain(
                "the parameter 'Head.Weight' has no gradient, and is no longer part of its model: it, or a layer around it, was " +
                "replaced. Make");
        optimizer = new Adam(model.Parameters());
        Train();

        void Train()
        {
            using var tape = new Tape();
            Tensor error = model.Head.Forward(model.Body.Forward(Tensor.Ones([1, 2]))).Sum();
            optimizer.ZeroGrad();
            tape.Backward(error);
            optimizer.Step();
        }
    }

    private sealed class TwoParts : Module
    {
        public required Linear Body
        {
            get;
            init => field = Register(value);
        }

        public required Linear Head
        {
            get;
            set => field = Register(value);
        }
    }

    internal static Sequential Network() => new(new Linear(3, 7), new PRelu(), new Linear(7, 5), new PRelu(), new Linear(5, 2));

    private static Optimizer Make(string name, IEnumerable<Parameter> parameters) => name switch
    {
        "sgd" => new Sgd(parameters, 0.1),
        "momentum" => new Sgd(parameters, 0.02, momentum: 0.9, dampening: 0.1, weightDecay: 0.01),
        _ => new Adam(parameters, 0.05, weightDecay: 0.01, amsGrad: true),
    };

    private static Optimizer InGroups(string name, IReadOnlyList<Parameter> parameters)
    {
        Optimizer optimizer = Make(name, [parameters[0]]);
        foreach (Parameter parameter in parameters.Skip(1))
        {
            optimizer.AddGroup(new ParameterGroup([parameter]));
        }

        return optimizer;
    }

    internal static void Train(Sequential model, Optimizer optimizer)
    {
        using var tape = new Tape();
        Tensor input = OpSamples.Spread([4, 3], model.Parameters()[0].DType);
        Tensor error = model.Forward(input).CrossEntropy(Tensor.From([0L, 1L, 1L, 0L]));
        optimizer.ZeroGrad();
        tape.Backward(error);
        optimizer.Step();
    }

    internal static float[] Values(Sequential model) => [.. model.Parameters().SelectMany(parameter => parameter.Value.ToArray<float>())];

    // Gradients that are zero throughout: whatever moves, decay has moved.
    private static void Step(Sequential model, ParameterGroup group)
    {
        var optimizer = new Sgd(new Linear(1, 1).Parameters(), learningRate: 0.5, weightDecay: 0.1);
        optimizer.AddGroup(group);
        using (var tape = new Tape())
        {
            tape.Backward(model.Forward(Tensor.Ones([1, 2])).Sum() * 0);
        }

        optimizer.Step();
    }

    private static float[] Fresh(Sequential model)
    {
        Sequential twin = new(new Linear(2, 2), new PRelu());
        twin.Parameters().Count.ShouldBe(model.Parameters().Count);
        return twin.Parameters()[0].Value.ToArray<float>();
    }
}
