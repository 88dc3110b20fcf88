using System.Runtime.CompilerServices;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Documentation;

public sealed class OptimizerExamples
{
    [Test]
    public void Groups_are_treated_in_ways_of_their_own()
    {
        var model = new Sequential(new Linear(21, 32), new PRelu(32), new Linear(32, 3));

        var optimizer = new Adam(model[2].Parameters(), learningRate: 1e-3, weightDecay: 0.01);
        optimizer.AddGroup(new ParameterGroup(model[0].Parameters()) { RateFactor = 0.1, WeightDecay = 0 });
        optimizer.AddGroup(new ParameterGroup(model[1].Parameters()) { DecayAll = true });
        optimizer.LearningRate *= 0.5;                               // reaches every group: 5e-4, 5e-5, 5e-4

        optimizer.Groups.Count.ShouldBe(3);
    }

    [Test]
    public void Plain_tensors_are_fitted()
    {
        Tensor x = Tensor.From([0f, 1, 2, 3]), y = Tensor.From([1f, 3, 5, 7]);
        Tensor slope = Tensor.From([0f]), offset = Tensor.From([0f]);
        var optimizer = new Sgd([slope, offset], learningRate: 0.1);
        for (int step = 0; step < 200; step++)
        {
            using var tape = new Tape();
            Tensor error = ((slope * x) + offset).MseLoss(y);
            optimizer.ZeroGrad();
            tape.Backward(error);
            optimizer.Step();
        }

        Console.WriteLine($"{slope} {offset}");                      // [2] [1], but for rounding

        slope.Item().ShouldBe(2, 1e-2);
        offset.Item().ShouldBe(1, 1e-2);
    }

    [Test]
    public void Training_stops_and_goes_on()
    {
        Sequential model = new(new Linear(2, 2)), copy = new(new Linear(2, 2));
        var optimizer = new Adam(model.Parameters());

        IReadOnlyDictionary<string, Tensor> weights = model.StateDict(), state = optimizer.StateDict();

        copy.LoadState(weights);
        var next = new Adam(copy.Parameters());
        next.LoadState(state);

        next.StateDict().Count.ShouldBe(2);
    }

    [Test]
    public void One_loop_goes_over_all_gradients()
    {
        var model = new Sequential(new Linear(21, 32), new PRelu(32), new Linear(32, 3));
        using (var tape = new Tape())
        {
            tape.Backward(model.Forward(Tensor.Ones([4, 21])).Sum());
        }

        double square = 0;
        foreach (ParameterBlock block in model.ParameterBlocks())
        {
            square += block.Gradients.Square().Sum().Item();
        }

        Console.WriteLine($"The gradient's length is {Math.Sqrt(square)}.");

        square.ShouldBe(model.Parameters().Sum(parameter => parameter.Grad!.Square().Sum().Item()), 1e-3);
    }

    [Test]
    public void A_step_visits_the_rows_that_were_looked_up()
    {
        var words = new Parameter([50_000, 32], new Normal(0, 0.1), hasSparseGrad: true);
        var optimizer = new Sgd([words], learningRate: 0.1);
        Tensor index = Tensor.From([17L, 4, 17, 48_213]);
        using (var tape = new Tape())
        {
            tape.Backward(words.Value.IndexSelect(0, index).Square().Sum());
        }

        optimizer.Step();                                            // visits rows 17, 4 and 48,213

        float[] gradient = words.Grad!.ToArray<float>();
        Enumerable.Range(0, 50_000).Where(row => gradient.AsSpan(row * 32, 32).ContainsAnyExcept(0)).ShouldBe([4, 17, 48_213]);
    }

    [Test]
    public void An_optimizer_of_ones_own_trains()
    {
        Tensor weight = Tensor.From([2f, -3]);
        var optimizer = new Adamax([weight], learningRate: 0.25);
        using (var tape = new Tape())
        {
            tape.Backward(weight.Square().Sum());
        }

        optimizer.Step();
        weight.ToArray<float>().ShouldBe([1.75f, -2.75f], 1e-6);
        optimizer.StateDict().Keys.ShouldBe(["0.step", "0.mean", "0.largest"]);
    }
}

public sealed class Adamax(IEnumerable<Parameter> parameters, double learningRate = 2e-3)
    : Optimizer(parameters, learningRate)
{
    protected override void Update(ParameterRun run) => run.Update(new Rule(run.LearningRate / (1 - Math.Pow(0.9, run.Steps))));

    private readonly record struct Rule(Coefficient Rate) : IUpdateFormula
    {
        public static IReadOnlyList<string> StateNames { get; } = ["mean", "largest"];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<R>(R gradient, ref R value, ref R mean, ref R largest, ref R third) where R : struct, IReal<R>
        {
            mean += 0.1 * (gradient - mean);
            largest = R.Max(0.999 * largest, R.Abs(gradient) + 1e-8);
            value -= Rate * (mean / largest);
        }
    }
}
