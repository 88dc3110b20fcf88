using Autograd.Core;
using Autograd.Nn;
using Derivatives = Autograd.Core.Derivatives;

namespace Autograd.Tests.Documentation;

/// <summary>The examples of docs/seeing-into-it.md.</summary>
public sealed class InspectionExamples
{
    [Test]
    public void A_summary()
    {
        var model = new Sequential(
            new Conv2d(1, 8, 3, padding: 1), new Relu(), new MaxPool2d(2), new Flatten(), new Linear(8 * 14 * 14, 10));
        ModelSummary summary = model.Summary([32, 1, 28, 28]);
        Console.WriteLine(summary);
        summary.Layers[^1].OutputShape.ShouldBe([32, 10]);
    }

    [Test]
    public void A_guard()
    {
        Tensor p = Tensor.From([0.0, 1.0]);
        using var tape = new Tape(guard: true);

        Tensor terms;
        using (NonFinite.Allow())
        {
            terms = p * p.Log();   // NaN where p is 0
        }

        Tensor entropy = -Tensor.Where(p.GreaterThan(0), terms, 0.0).Sum();
        entropy.Item().ShouldBe(0);
    }

    [Test]
    public void Hooks()
    {
        var model = new Sequential(new Linear(2, 2));
        using var tape = new Tape();
        Tensor hidden = model.Forward(Tensor.Ones([1, 2]));
        using IDisposable see = model[0].OnForward(output => Console.WriteLine(output.Shape));
        using IDisposable clip = hidden.OnGradient(gradient => gradient.Clamp(-1, 1));
        tape.Backward((hidden * 100).Sum());
        model[0].Parameters()[1].Grad!.ToArray<float>().ShouldBe([1, 1]);
    }

    [Test]
    public void A_probe_and_a_report()
    {
        var model = new Sequential(new Linear(2, 2), new Relu());
        var optimizer = new Sgd(model.Parameters(), 0.1);
        var batch = Tensor.Ones([4, 2]);
        using (var probe = new LayerProbe(model))
        {
            Step(model, batch);
            Console.WriteLine(probe);
        }

        ParameterReport report = model.ParameterReport(optimizer);
        report.IsEmpty.ShouldBeTrue();
    }

    [Test]
    public void Derivatives_as_tensors()
    {
        Layer model = new Linear(2, 1);
        Tensor point = Tensor.From([0.0, 1.0]), direction = Tensor.From([1.0, 2.0]), inputs = Tensor.Ones([3, 2]);
        Tensor jacobian = Derivatives.Jacobian(x => x.Softmax(0), Tensor.From([1.0, 2.0, 3.0]));      // [3, 3]
        Tensor hessian = Derivatives.Hessian(x => (x * x * x).Sum(), Tensor.From([1.0, 2.0]));        // [[6, 0], [0, 12]]
        Tensor product = Derivatives.HessianVector(x => x.Exp().Sum(), point, direction);             // two ways back, whatever the size
        Tensor[] byWeights = Derivatives.Jacobian(() => model.Forward(inputs), [.. model.Parameters()]);
        jacobian.Shape.ShouldBe([3, 3]);
        hessian.ToArray<double>().ShouldBe([6, 0, 0, 12]);
        product.ToArray<double>().ShouldBe([1, 2 * Math.E], 1e-12);
        byWeights[0].Shape.ShouldBe([3, 1, 1, 2]);
    }

    [Test]
    public void A_checkpoint()
    {
        Layer block = new Sequential(new Linear(2, 2), new Dropout());
        Tensor x = Tensor.Ones([1, 2]);
        using var tape = new Tape();
        Tensor hidden = Checkpointing.Run(block.Forward, x);
        tape.Backward(hidden.Sum());
        block.Parameters()[0].Grad.ShouldNotBeNull();
    }

    private static void Step(Layer model, Tensor batch)
    {
        using var tape = new Tape();
        tape.Backward(model.Forward(batch).Sum());
    }
}
