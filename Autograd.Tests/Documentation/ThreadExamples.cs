using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Documentation;

/// <summary>The examples of docs/threads.md.</summary>
public sealed class ThreadExamples
{
    [Test]
    public void Small_things_side_by_side()
    {
        double[] means = new double[8];
        Parallel.For(0, means.Length, seed =>
        {
            using var limit = new ThreadLimit(1);
            using var scope = new TensorScope();
            Tensor sample = Tensor.Normal([1000], new Generator((ulong)seed));
            means[seed] = sample.Mean().Item();
        });

        for (int seed = 0; seed < means.Length; seed++)
        {
            means[seed].ShouldBe(Tensor.Normal([1000], new Generator((ulong)seed)).Mean().Item());
        }
    }

    [Test]
    public void Two_halves_of_a_batch_are_differentiated_side_by_side()
    {
        Sequential model = new(new Linear(3, 8), new PRelu(), new Linear(8, 4)),
            copy = new(new Linear(3, 8), new PRelu(), new Linear(8, 4));
        Sgd optimizer = new(model.Parameters(), 0.1), ofCopy = new(copy.Parameters(), 0.1);
        var loss = new CrossEntropyLoss();
        Tensor inputs = OpSamples.Spread([16, 3], DType.Float32), labels = Tensor.Zeros([16], DType.Int64);

        GradientSet[] halves = [new([.. model.Parameters()]), new([.. model.Parameters()])];
        Parallel.For(0, halves.Length, half =>
        {
            using var tape = new Tape();
            Range rows = (half * 8)..((half + 1) * 8);
            Tensor error = loss.Forward(model.Forward(inputs[rows]), labels[rows]);
            tape.Backward(error * 0.5, into: halves[half]);                  // each is half of the batch
        });

        optimizer.ZeroGrad();
        foreach (GradientSet half in halves)
        {
            half.AddToGrad();
            half.Clear();                                                    // for the next step
        }

        optimizer.Step();

        using (var tape = new Tape())
        {
            tape.Backward(loss.Forward(copy.Forward(inputs), labels));
            ofCopy.Step();
        }

        foreach ((Parameter half, Parameter whole) in model.Parameters().Zip(copy.Parameters()))
        {
            half.Value.AllClose(whole.Value).ShouldBeTrue();
        }

        ((Linear)model[2]).Bias!.Value.ToArray<float>().ShouldAllBe(moved => moved != 0);
    }

    [Test]
    public void Many_threads_ask_one_model()
    {
        var model = new Sequential(new Linear(3, 200), new PRelu(), new Linear(200, 4));
        var test = new TensorDataset(OpSamples.Spread([500, 3], DType.Float32), Tensor.Zeros([500], DType.Int64));

        model.Eval();
        long[][] answers = new long[4][];
        Parallel.For(0, answers.Length, part =>
        {
            using var scope = new TensorScope();
            answers[part] = model.Forward(test.Inputs).ArgMax(1).ToArray<long>();
        });

        answers.ShouldAllBe(answer => answer.SequenceEqual(model.Forward(test.Inputs).ArgMax(1).ToArray<long>()));
    }

    [Test]
    public void Each_thread_differentiates_its_own_part()
    {
        Tensor weight = Tensor.From([3.0]);
        weight.RequiresGrad = true;

        var gradients = new double[4];
        Parallel.For(0, gradients.Length, part =>
        {
            using var tape = new Tape();
            Tensor error = (weight * (part + 1)).Square().Sum();
            gradients[part] = tape.Gradient(error, [weight])[0].Item();
        });

        gradients.ShouldBe([6.0, 24, 54, 96]);
    }
}
