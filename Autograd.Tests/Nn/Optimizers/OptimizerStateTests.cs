using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Optimizers;

public sealed class OptimizerStateTests
{
    public static IEnumerable<string> Names => OptimizerLaw.All.Select(row => row.Name);

    [TestCaseSource(nameof(Names))]
    public void Training_that_goes_on_from_a_state_goes_on_to_the_bit(string name) =>
        GoesOn(OptimizerLaw.All.Single(row => row.Name == name).Make).ShouldBeTrue();

    [Test]
    public void The_law_rejects_what_remembers_more_than_its_state() => GoesOn(parameters => new Forgetful(parameters)).ShouldBeFalse();

    private static bool GoesOn(Func<IEnumerable<Parameter>, Optimizer> make)
    {
        bool areEqual = true;
        Sequential model = Network(), copy = Network();
        Optimizer optimizer = make(model.Parameters());
        for (int step = 0; step < 5; step++)
        {
            model[2].Freeze(step is 1 or 2);
            Train(model, optimizer, step);
        }

        Optimizer other = make(copy.Parameters());
        Train(copy, other, 9);
        copy.LoadState(model.StateDict());
        other.LoadState(optimizer.StateDict());
        for (int step = 5; step < 8; step++)
        {
            Train(model, optimizer, step);
            Train(copy, other, step);
            areEqual &= Values(copy).AsSpan().SequenceEqual(Values(model));
        }

        return areEqual && Numbers(other.StateDict()).AsSpan().SequenceEqual(Numbers(optimizer.StateDict()));
    }

    // Its rate depends on how often it was called.
    private sealed class Forgetful(IEnumerable<Parameter> parameters) : Optimizer(parameters, 0.1)
    {
        private int _calls;

        protected override void Update(ParameterRun run) => run.Update(new Rule(run.LearningRate / ++_calls));

        private readonly record struct Rule(Coefficient Rate) : IUpdateFormula
        {
            public static IReadOnlyList<string> StateNames { get; } = [];

            public void Apply<R>(R gradient, ref R value, ref R first, ref R second, ref R third) where R : struct, IReal<R> =>
                value -= Rate * gradient;
        }
    }

    [Test]
    public void A_state_is_named_by_the_parameters_and_the_rule()
    {
        Sequential model = Network();
        var optimizer = new Adam(model.Parameters(), amsGrad: true);
        optimizer.StateDict().Keys.Order().ShouldBe(["0.bias.step", "0.weight.step", "1.weight.step", "2.bias.step", "2.weight.step"]);
        Train(model, optimizer, 0);
        IReadOnlyDictionary<string, Tensor> state = optimizer.StateDict();
        state.Keys.Where(key => key.StartsWith("0.weight", StringComparison.Ordinal)).Order()
            .ShouldBe(["0.weight.largest_square", "0.weight.mean", "0.weight.square", "0.weight.step"]);
        state["0.weight.step"].Item().ShouldBe(1);
        state["0.weight.mean"].Shape.ShouldBe(((Linear)model[0]).Weight.Shape);

        // A part of the model is named as in the whole; several models are numbered; plain tensors have numbers.
        new Sgd(model[2].Parameters(), 0.1).StateDict().Keys.ShouldBe(["2.weight.step", "2.bias.step"], ignoreOrder: true);
        new Sgd([.. model[2].Parameters(), .. new Linear(1, 1).Parameters()], 0.1).StateDict().Keys
            .ShouldBe(["0.2.weight.step", "0.2.bias.step", "1.weight.step", "1.bias.step"], ignoreOrder: true);
        new Sgd([Tensor.Ones([2]), Tensor.Ones([3])], 0.1).StateDict().Keys.ShouldBe(["0.step", "1.step"]);
    }

    [TestCaseSource(nameof(Names))]
    public void What_is_forgotten_is_all_and_an_optimizer_begins_again_as_new(string name)
    {
        Func<IEnumerable<Parameter>, Optimizer> make = OptimizerLaw.All.Single(row => row.Name == name).Make;
        Sequential model = Network(), copy = Network();
        Optimizer optimizer = make(model.Parameters()), other = make(copy.Parameters());
        Train(model, optimizer, 0);
        optimizer.Skip();
        optimizer.Reset();
        optimizer.SkippedSteps.ShouldBe(0);
        copy.LoadState(model.StateDict());
        for (int step = 1; step < 4; step++)
        {
            Train(model, optimizer, step);
            Train(copy, other, step);
        }

        Values(model).ShouldBe(Values(copy));
        Numbers(optimizer.StateDict()).ShouldBe(Numbers(other.StateDict()));

        // Steps that were skipped are of a run, and of no state.
        optimizer.Skip();
        optimizer.LoadState(other.StateDict());
        optimizer.SkippedSteps.ShouldBe(0);
    }

    [Test]
    public void A_state_is_a_copy()
    {
        Sequential model = Network();
        var optimizer = new Adam(model.Parameters());
        Train(model, optimizer, 0);
        IReadOnlyDictionary<string, Tensor> state = optimizer.StateDict();
        double[] before = Numbers(state);
        Train(model, optimizer, 1);
        Numbers(state).ShouldBe(before);
    }

    [Test]
    public void Everything_that_does_not_fit_is_named_and_nothing_is_loaded()
    {
        Sequential model = Network();
        var optimizer = new Adam(model.Parameters());
        Train(model, optimizer, 0);
        double[] before = Numbers(optimizer.StateDict());
        var wrong = new Dictionary<string, Tensor>(optimizer.StateDict())
        {
            ["0.weight.mean"] = Tensor.Zeros([2, 2]),
            ["0.weight.step"] = Tensor.Full([], -1, DType.Int64),
            ["0.bias.step"] = Tensor.Zeros([]),
            ["0.velocity"] = Tensor.Zeros([2]),
            ["2.bias.mean"] = Tensor.Ones([2]),
        };
        wrong.Remove("1.weight.step");
        wrong.Remove("2.weight.square");
        string message = Should.Throw<ArgumentException>(() => optimizer.LoadState(wrong)).Message;
        foreach (string part in new[]
        {
            "does not fit Adam, and nothing was loaded", "'0.weight.mean' is Float32 [2, 2]; expected Float32 [7, 3]",
            "'0.weight.step' is -1; expected a count",
            "'0.bias.step' is Float32 []; expected Int64 []", "'0.velocity' is nothing that it remembers",
            "'1.weight.step' is missing",
            "'2.weight.square' is missing",
        })
        {
            message.ShouldContain(part);
        }

        Numbers(optimizer.StateDict()).ShouldBe(before);
        Should.Throw<ArgumentException>(() => new Sgd(model.Parameters(), 0.1).LoadState(optimizer.StateDict())).Message
            .ShouldContain("'0.weight.mean' is nothing that it remembers");
        Should.Throw<ArgumentNullException>(() => optimizer.LoadState(null!));
    }

    private static Sequential Network() => new(new Linear(3, 7), new PRelu(7), new Linear(7, 2));

    private static void Train(Sequential model, Optimizer optimizer, int step)
    {
        using var tape = new Tape();
        Tensor error = model.Forward(OpSamples.Spread([4, 3], DType.Float32, phase: step)).CrossEntropy(Tensor.From([0L, 1L, 1L, 0L]));
        optimizer.ZeroGrad();
        tape.Backward(error);
        optimizer.Step();
    }

    private static float[] Values(Sequential model) => [.. model.Parameters().SelectMany(parameter => parameter.Value.ToArray<float>())];

    private static double[] Numbers(IReadOnlyDictionary<string, Tensor> state) =>
        [.. state.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => pair.Value.To(DType.Float64).ToArray<double>())];
}
