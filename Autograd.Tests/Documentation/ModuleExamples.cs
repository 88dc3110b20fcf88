using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Documentation;

/// <summary>What the documentation shows of data sets, seeds, states and modules of one's own. It uses public members only.</summary>
public sealed class ModuleExamples
{
    [Test]
    public void A_data_set()
    {
        Tensor features = Tensor.Normal([180, 21], new Generator(1));                        // a row for each sample
        Tensor labels = Tensor.From([.. Enumerable.Range(0, 180).Select(i => i % 3L)]);      // its class: Int64, counted from 0
        TensorDataset train = new(features, labels), test = train;

        test.Count.ShouldBe(180);
        train.Labels[4].ShouldBe(1);
    }

    [Test]
    public void A_model_answers_several_threads_at_once()
    {
        var model = new Sequential(new Linear(21, 32), new RRelu(), new Linear(32, 3));
        var test = new TensorDataset(Tensor.Normal([40, 21], new Generator(1)), Tensor.Zeros([40], DType.Int64));
        model.Eval();
        long[][] answers = new long[4][];
        Parallel.For(0, answers.Length, i =>
        {
            using var scope = new TensorScope();                                             // each call one of its own
            answers[i] = model.Forward(test.Inputs).ArgMax(1).ToArray<long>();
        });

        answers.ShouldAllBe(answer => answer.SequenceEqual(answers[0]));
    }

    [Test]
    public void Models_that_start_equal_and_models_that_do_not()
    {
        Sequential Net() => new(new Linear(21, 32), new PRelu(32), new Linear(32, 3));
        Sequential one = Net(), twin = Net();                                                // equal, to the bit
        Sequential[] ensemble = [.. Enumerable.Range(1, 5).Select(seed => Net().Initialize((ulong)seed))];

        one[0].StateDict()["weight"].ElementsEqual(twin[0].StateDict()["weight"]).ShouldBeTrue();
        ensemble.Select(net => net.Parameters()[0].Value.ToArray<float>()[0]).ShouldBeUnique();
    }

    [Test]
    public void A_state_is_kept_and_taken_over_again()
    {
        var model = new Sequential(new Linear(21, 32), new PRelu(32), new Linear(32, 3));
        IReadOnlyDictionary<string, Tensor> best = model.StateDict();                        // 0.weight, 0.bias, 1.weight, 2.weight, 2.bias
        model.LoadState(best);                                                               // or an error that names all that does not fit

        best.Keys.ShouldBe(["0.weight", "0.bias", "1.weight", "2.weight", "2.bias"]);
    }

    [Test]
    public void A_module_of_two_inputs()
    {
        var similarity = new Similarity(4);
        similarity.Forward(Tensor.Ones([2, 4]), Tensor.Ones([2, 4])).Shape.ShouldBe([2]);
        Should.Throw<ArgumentException>(() => similarity.Forward(Tensor.Ones([2, 4]), Tensor.Ones([3, 4])))
            .Message.ShouldEndWith("(in Similarity)");
    }

    [Test]
    public void A_layer_with_a_buffer_and_a_random_stream()
    {
        var model = new Sequential(new Whitened(2, noise: 0.1), new Whitened(2, noise: 0.1));
        Tensor x = Tensor.Ones([3, 2]);
        using (var tape = new Tape())
        {
            tape.Watch(x);
            tape.Backward(model.Forward(x).Sum());
        }

        model.StateDict().Keys.ShouldBe(["0.running_mean", "1.running_mean"]);
        model.StateDict()["0.running_mean"].ToArray<float>().ShouldBe([0.1f, 0.1f], 1e-6f);
        model.Forward(x).ToArray<float>().ShouldNotBe(model.Forward(x).ToArray<float>());
        model.Eval();
        model.Forward(x).ElementsEqual(model.Forward(x)).ShouldBeTrue();
    }

    [Test]
    public void An_activation_a_loss_and_an_initializer()
    {
        var waves = new Sequential(new Linear(21, 32, weightInitializer: new ClippedNormal(0.1)), new Sine(), new Linear(32, 3));

        waves.Parameters()[0].Value.ToArray<float>().ShouldAllBe(weight => Math.Abs(weight) <= 0.2001f);
        waves.Forward(Tensor.Zeros([2, 21])).Shape.ShouldBe([2, 3]);
        Should.Throw<ArgumentException>(() => new LogCoshLoss().Forward(Tensor.Zeros([32]), Tensor.Zeros([32, 1])));
        new LogCoshLoss().Forward(Tensor.From([1.0, -2.0]), Tensor.From([0.0, 0.0])).Item()
            .ShouldBe((Math.Log(Math.Cosh(1)) + Math.Log(Math.Cosh(2))) / 2, 1e-12);
    }
}

public sealed class Similarity : Module
{
    public Similarity(int size) => Query = new Linear(size, size, bias: false);

    public Linear Query { get; private init => field = Register(value); }

    public Tensor Forward(Tensor query, Tensor key) => Enter(() => (Query.Forward(query) * key).Sum(-1));
}

public sealed class Whitened : Layer
{
    public Whitened(int size, double noise)
    {
        RunningMean = new ModuleBuffer(Tensor.Zeros([size]));                        // running_mean in files
        Random = new RandomStream();
        Noise = noise;
    }

    public ModuleBuffer RunningMean { get; private init => field = Register(value); }

    public RandomStream Random { get; private init => field = Register(value); }

    public double Noise { get; }

    public override bool PassesGain => true;                                         // as for normalisation and dropout

    protected override Tensor Compute(Tensor input)
    {
        if (!IsTraining)
        {
            return input - RunningMean;
        }

        RunningMean.Assign((RunningMean.Value * 0.9) + (input.Mean(0) * 0.1));       // copied: it outlives the tape
        return input - input.Mean(0) + Tensor.Normal(input.Shape, Random.Generator, 0, Noise, input.DType);
    }
}

public sealed class Sine : Activation
{
    protected override Tensor Compute(Tensor input) => input.Sin();
}

public sealed class LogCoshLoss(Reduction reduction = Reduction.Mean) : Loss(reduction)
{
    private readonly Op _op = Op.Loss("log_cosh", default(LogCosh), reduction);

    protected override Tensor Compute(Tensor input, Tensor target) => _op.Apply(input, target);

    private readonly struct LogCosh : IBinaryFormula
    {
        public R Apply<R>(R input, R target) where R : struct, IReal<R>
        {
            R error = input - target;
            return error + R.Softplus(-2 * error) - Math.Log(2);
        }
    }
}

public sealed record ClippedNormal(double Deviation) : Initializer
{
    public override Tensor Draw(Shape shape, DType dtype, Generator generator, double gain) =>
        Tensor.Normal(shape, generator, 0, gain * Deviation, dtype).Clamp(-2 * Deviation, 2 * Deviation);
}
