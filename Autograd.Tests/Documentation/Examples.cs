using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Documentation;

public sealed class Examples
{
    private static readonly TensorDataset train = Clinic(180, seed: 1);
    private static readonly TensorDataset test = Clinic(60, seed: 2);

    [Test]
    public void A_gradient()
    {
        Tensor x = Tensor.From([1.0, 2.0, 3.0]);
        using (var tape = new Tape())
        {
            tape.Watch(x);
            tape.Backward((x * x).Sum());
        }

        Console.WriteLine(x.Grad);                                   // [2, 4, 6]

        Spoken(x.Grad).ShouldBe("2, 4, 6");
    }

    [Test]
    public void Operators_and_broadcasting()
    {
        Tensor m = Tensor.From(new[,] { { 1f, 2f, 3f }, { 4f, 5f, 6f } });
        Tensor centred = m - m.Mean(0);                              // each column minus its mean
        Tensor scaled = 1 - (centred * 2);
        Console.WriteLine(scaled[0]);                                // [4, 4, 4]

        Spoken(scaled[0]).ShouldBe("4, 4, 4");
    }

    [Test]
    public void Parts_of_a_tensor()
    {
        Tensor readings = Tensor.From(new[,] { { 1f, -2f }, { 3f, -4f } });
        Tensor positive = readings[readings > 0];                    // [1, 3]: what a mask takes, in order
        Tensor atLeastZero = Tensor.Where(readings > 0, readings, 0);
        double share = (readings > 0).Mean().Item();                 // 0.5: how much of a mask is true
        Tensor standardized = (readings - readings.Mean(0)) / readings.Std(0);
        readings.SetItem(0, readings < 0);                           // in place, where the mask is true
        readings[0] = Tensor.From([7f, 8f]);                         // in place, the first row
        Console.WriteLine(readings[.., ^1]);                         // [8, 0]: the last column
        Console.WriteLine(readings.Difference(atLeastZero));         // The element at [0, 0] is 7; expected 1, ...

        Spoken(positive).ShouldBe("1, 3");
        share.ShouldBe(0.5);
        Spoken(standardized[0]).ShouldStartWith("-0.707");
        Spoken(readings).ShouldBe("7, 8, 3, 0");
        readings.Difference(atLeastZero)!.ShouldStartWith(
            "The element at [0, 0] is 7; expected 1, which is 6 away. Of 4 elements 2 differ.");
    }

    [Test]
    public void A_network_is_trained_and_used()
    {
        var model = new Sequential(new Linear(21, 32), new PRelu(32), new Linear(32, 3));
        var optimizer = new Adam(model.Parameters(), learningRate: 1e-3);
        var loss = new CrossEntropyLoss();
        foreach (Batch batch in new DataLoader(train, new ClassBalancedBatchSampler(train.Labels, samplesPerClass: 16, seed: 1)))
        {
            using var tape = new Tape();
            Tensor error = loss.Forward(model.Forward(batch.Inputs), batch.Targets);
            optimizer.ZeroGrad();
            tape.Backward(error);
            optimizer.Step();
        }

        model.Eval();
        long[] predicted = model.Forward(test.Inputs).ArgMax(1).ToArray<long>();
        var confusion = new ConfusionMatrix(classCount: 3);
        confusion.Add(predicted, test.Labels);
        Console.WriteLine(confusion.BalancedAccuracy);

        confusion.BalancedAccuracy.ShouldBeInRange(0, 1);
    }

    [Test]
    public void The_tape_number_by_number()
    {
        Tensor x = Tensor.From([1f, -2f]), w = Tensor.Scalar(3), a = Tensor.Scalar(0.25);
        using var tape = new Tape();
        tape.Watch(w);
        tape.Watch(a);
        Tensor h = x * w;
        Tensor p = h.PRelu(a);
        Tensor s = p * p;
        Tensor loss = s.Sum();
        tape.Backward(loss);

        tape.Count.ShouldBe(4);
        (Spoken(h), Spoken(p), Spoken(s), loss.Item()).ShouldBe(("3, -6", "3, -1.5", "9, 2.25", 11.25));
        (w.Grad!.Item(), a.Grad!.Item()).ShouldBe((7.5, 18));
        Tensor[] inner = tape.Gradient(loss, [s, p, h]);
        inner.Select(Spoken).ShouldBe(["1, 1", "6, -3", "6, -0.75"]);
    }

    [Test]
    public void A_trace()
    {
        Tensor scores = Tensor.From([0.5, -1.0, 2.0]);
        using var tape = new Tape { Traces = true };
        Tensor activated = scores.Elu(alpha: 0.5);
        Tensor chosen = activated > 0;
        foreach (TracedCall call in tape.Calls)
        {
            Console.WriteLine($"{call.Name}: {call.Attributes}");            // elu: alpha = 0.5, then greater_than:
        }

        tape.Calls.Select(call => $"{call.Name}: {call.Attributes}").ShouldBe(["elu: alpha = 0.5", "greater_than: "]);
        chosen.ToArray<bool>().ShouldBe([true, false, true]);
    }

    [Test]
    public void Gradients_of_gradients()
    {
        Tensor x = Tensor.From([1.0, 2.0, 3.0]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor cubes = (x * x * x).Sum();
        Tensor slope = tape.Gradient(cubes, [x], createGraph: true)[0];      // 3x²
        Tensor curvature = tape.Gradient(slope.Sum(), [x])[0];               // 6x
        Console.WriteLine(curvature);                                        // [6, 12, 18]

        Spoken(slope).ShouldBe("3, 12, 27");
        Spoken(curvature).ShouldBe("6, 12, 18");
    }

    [Test]
    public void A_formula_of_your_own()
    {
        Tensor x = Tensor.From([-1.0, 0.0, 1.0]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor y = x.Map(new Mish());
        tape.Backward(y.Sum());

        y.ToArray<double>()[2].ShouldBe(Math.Tanh(Math.Log(1 + Math.E)), 1e-15);
        x.Grad!.ToArray<double>()[1].ShouldBe(0.6, 1e-15);
    }

    [Test]
    public void A_check_of_a_formula()
    {
        GradCheckReport report = GradCheck.Run(new Mish());
        Console.WriteLine(report);

        report.Passed.ShouldBeTrue(report.ToString());
    }

    [Test]
    public void A_check_of_an_op()
    {
        GradCheckReport report = GradCheck.Run(new RowDot(), Tensor.Ones([2, 3]), Tensor.Arange(0, 6).Reshape(2, 3));

        report.Passed.ShouldBeTrue(report.ToString());
    }

    [Test]
    public void Balanced_batches()
    {
        int trained = 0;
        void Train(Batch batch) => trained += batch.Indices.Count;

        var sampler = new ClassBalancedBatchSampler(train.Labels, samplesPerClass: 16, seed: 1);
        foreach (Batch batch in new DataLoader(train, sampler))
        {
            Train(batch);
        }

        Console.WriteLine(sampler.Ledger);

        trained.ShouldBe((int)sampler.SampleCount);
    }

    [Test]
    public void A_module_of_your_own()
    {
        var residual = new SlopedResidual(4);

        residual.NamedParameters().Select(pair => pair.Name).ShouldBe(["Inner.Weight", "Inner.Bias", "Slope.Slope"]);
        residual.Forward(Tensor.Ones([2, 4])).Shape.ShouldBe([2, 4]);
    }

    private static string Spoken(Tensor? tensor) =>
        string.Join(", ", tensor!.To(DType.Float64).ToArray<double>()
            .Select(value => value.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    // One patient in twelve is rare, one in six less so.
    private static TensorDataset Clinic(int count, ulong seed)
    {
        long[] labels = [.. Enumerable.Range(0, count).Select(i => i % 12 == 0 ? 0L : i % 6 == 1 ? 1L : 2L)];
        float[] features = new float[count * 21];
        new Generator(seed).FillNormal(features.AsSpan());
        return new(Tensor.From(features, [count, 21]), Tensor.From(labels));
    }
}

public readonly record struct Mish : IUnaryFormula
{
    public R Apply<R>(R x) where R : struct, IReal<R> => x * R.Tanh(R.Softplus(x));
}

public sealed class RowDot() : Op("row_dot")
{
    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, 2);
        ExpectFloats(inputs);
        Tensor x = inputs[0], y = inputs[1];
        if (x.Rank != 2 || x.Shape != y.Shape)
        {
            throw new ArgumentException($"{Name}: the shapes are {x.Shape} and {y.Shape}; expected two equal ones of two axes.");
        }

        return (x * y).Sum(1);
    }

    protected override void Differentiate(Pullback call)
    {
        Tensor upstream = call.Upstream.Reshape(-1, 1);
        if (call.Needs(0))
        {
            call.Set(0, upstream * call.Inputs[1]);
        }

        if (call.Needs(1))
        {
            call.Set(1, upstream * call.Inputs[0]);
        }
    }
}

public sealed class SlopedResidual : Layer
{
    public SlopedResidual(int size)
    {
        Inner = new Linear(size, size);
        Slope = new PRelu(size);
    }

    public Linear Inner { get; private init => field = Register(value); }

    public PRelu Slope { get; private init => field = Register(value); }

    protected override Tensor Compute(Tensor input) => input + Slope.Forward(Inner.Forward(input));
}
