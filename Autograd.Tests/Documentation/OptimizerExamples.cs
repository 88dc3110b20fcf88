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
    public void Gradients_are_clipped()
    {
        var model = new Linear(3, 1);
        var optimizer = new Sgd(model.Parameters(), 0.1);
        using var tape = new Tape();
        Tensor error = model.Forward(Tensor.Ones([4, 3])).Sum();

        tape.Backward(error);
        double norm = GradientClipping.ByNorm(optimizer, 1, NonFiniteGradients.SkipStep);
        optimizer.Step();

        norm.ShouldBe(8, 1e-6);
        optimizer.SkippedSteps.ShouldBe(0);
    }

    [Test]
    public void A_batch_goes_through_in_parts()
    {
        Sequential model = new(new Linear(2, 3), new Linear(3, 2)), whole = new(new Linear(2, 3), new Linear(3, 2));
        var optimizer = new Adam(model.Parameters());
        Tensor[] parts = [.. Enumerable.Range(0, 4).Select(i => OpSamples.Spread([2, 2], DType.Float32, phase: i))];
        Tensor[] labels = [.. parts.Select(_ => Tensor.From([0L, 1]))];

        optimizer.ZeroGrad();
        for (int part = 0; part < 4; part++)
        {
            using var tape = new Tape();
            Tensor error = model.Forward(parts[part]).CrossEntropy(labels[part]);
            tape.Backward(error / 4);
        }

        optimizer.Step();

        using (var tape = new Tape())
        {
            tape.Backward(whole.Forward(Tensor.Concatenate(parts)).CrossEntropy(Tensor.Concatenate(labels)));
        }

        model.Parameters().Zip(whole.Parameters()).ShouldAllBe(pair => pair.First.Grad!.AllClose(pair.Second.Grad!, 1e-5, 1e-7));
    }

    [Test]
    public void Weights_are_averaged()
    {
        var model = new Sequential(new Linear(2, 3), new BatchNorm1d(3), new Linear(3, 1));
        var optimizer = new Sgd(model.Parameters(), 0.1);
        Tensor[] batches = [.. Enumerable.Range(0, 5).Select(i => OpSamples.Spread([8, 2], DType.Float32, phase: i))];
        IReadOnlyDictionary<string, Tensor>? evaluated = null;

        var average = new ExponentialAverage(model, decay: 0.9);
        foreach (Tensor inputs in batches)
        {
            Train(inputs);
            average.Update();
        }

        using (average.Apply())
        {
            BatchStatistics.Recompute(model, batches);                // only where there is batch normalization
            Evaluate(model);
        }

        evaluated!["0.weight"].ToArray<float>().ShouldBe(average.StateDict()["0.weight.average"].ToArray<float>());
        evaluated["1.num_batches_tracked"].Item().ShouldBe(5);
        model.StateDict()["0.weight"].ToArray<float>().ShouldNotBe(evaluated["0.weight"].ToArray<float>());

        void Train(Tensor inputs)
        {
            using var tape = new Tape();
            tape.Backward(model.Forward(inputs).Square().Mean());
            optimizer.Step();
            optimizer.ZeroGrad();
        }

        void Evaluate(Sequential network) => evaluated = network.StateDict();
    }

    [Test]
    public void Fifty_steps_reach_what_five_thousand_do_not()
    {
        Tensor x = Tensor.From([.. Enumerable.Range(0, 41).Select(i => (i / 20.0) - 1)], [41, 1]), y = x.Exp();
        Tensor powers = x.Pow(Tensor.From([0.0, 1, 2, 3, 4, 5, 6]));
        Tensor weights = Tensor.Zeros([7, 1], DType.Float64);
        var optimizer = new Lbfgs([weights]);
        double loss = 0;
        for (int step = 0; step < 50 && !optimizer.HasConverged; step++)
        {
            loss = optimizer.Step(() => powers.MatMul(weights).MseLoss(y));
        }

        loss.ShouldBeLessThan(1e-10);
        Tensor slow = Tensor.Zeros([7, 1], DType.Float64);
        var adam = new Adam([slow], learningRate: 0.03);
        for (int step = 0; step < 5000; step++)
        {
            using var tape = new Tape();
            Tensor error = powers.MatMul(slow).MseLoss(y);
            adam.ZeroGrad();
            tape.Backward(error);
            adam.Step();
        }

        powers.MatMul(slow).MseLoss(y).Item().ShouldBeInRange(1.5e-9, 2.5e-9);
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
