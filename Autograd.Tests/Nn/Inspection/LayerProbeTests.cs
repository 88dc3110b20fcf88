using System.Runtime.CompilerServices;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Inspections;

public sealed class LayerProbeTests
{
    [Test]
    public void A_step_is_seen_from_activations_to_updates()
    {
        var model = new Sequential(new Linear(2, 2, bias: false), new Relu(), new Linear(2, 1, bias: false));
        model[0].Parameters()[0].Assign(Tensor.From([1f, 0, 0, -1], [2, 2]));
        model[2].Parameters()[0].Assign(Tensor.From([3f, 4], [1, 2]));
        var optimizer = new Sgd(model.Parameters(), 0.1);
        using var probe = new LayerProbe(model);
        using (var tape = new Tape())
        {
            tape.Backward(model.Forward(Tensor.From([1f, 2, 3, 4], [2, 2])).Sum());
            optimizer.Step();
        }

        LayerStatistics[] layers = [.. probe.Layers];
        layers.Select(layer => layer.Path).ShouldBe(["", "0", "1", "2"]);

        // 1 and 3 come out of the first unit; −2 and −4 of the second, which is dead behind the ReLU.
        (layers[1].Mean, layers[1].Deviation, layers[1].Units, layers[1].DeadUnits).ShouldBe((-0.5, Math.Sqrt(7.25), 2, 0));
        (layers[2].DeadUnits, layers[2].Saturated, layers[1].Saturated).ShouldBe((1, 0.5, null));
        layers[2].OutputGradient!.Value.ShouldBe(Math.Sqrt(2 * 25), 1e-6);
        layers[3].OutputGradient!.Value.ShouldBe(Math.Sqrt(2), 1e-6);

        // The gradient by the last weights is (4, 0), so the step is (−0.4, 0).
        layers[3].Gradient!.Value.ShouldBe(4, 1e-6);
        layers[3].Update!.Value.ShouldBe(0.4 / Math.Sqrt((2.6 * 2.6) + 16), 1e-6);
        (layers[2].Weight, layers[2].Gradient, layers[2].Update).ShouldBe((null, null, null));
        probe.ToString().Split('\n').ShouldAllBe(line => line.Length <= 80);
        probe.ToString().ShouldContain("Relu");
    }

    [Test]
    public void A_saturated_sigmoid_is_told_and_a_batch_of_one_has_no_dead_units()
    {
        var model = new Sequential(new Sigmoid(), new Softmax(-1));
        using var probe = new LayerProbe(model);
        model.Forward(Tensor.From([0f, 10, -10, 1], [1, 4]));
        probe.Layers[1].Saturated.ShouldBe(0.5);
        (probe.Layers[1].DeadUnits, probe.Layers[2].Saturated, probe.Layers[1].OutputGradient).ShouldBe((null, null, null));
    }

    [Test]
    public void A_probe_that_stays_open_holds_the_last_step_alone()
    {
        var model = new Sequential(new Linear(2, 3), new Relu());
        using var probe = new LayerProbe(model);
        WeakReference[] results = [.. Enumerable.Range(0, 4).Select(_ => Step())];
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        results[..3].ShouldAllBe(result => !result.IsAlive);
        probe.Layers[1].OutputGradient.ShouldNotBeNull();

        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference Step()
        {
            using var tape = new Tape();
            Tensor result = model.Forward(Tensor.Ones([2, 2]));
            tape.Backward(result.Sum());
            return new(result);
        }
    }

    [Test]
    public void A_probe_goes_on_looking_after_an_error()
    {
        var model = new FailsOnce();
        using var probe = new LayerProbe(model);
        Should.Throw<InvalidDataException>(() => model.Forward(Tensor.Ones([2, 2])));
        model.Forward(Tensor.Full([2, 2], 3));
        probe[model].Mean.ShouldBe(3);
    }

    [Test]
    public void Nothing_that_is_computed_changes_by_a_probe()
    {
        byte[][] bits = [.. new[] { false, true }.Select(isProbed =>
        {
            Layer model = new Sequential(new Linear(3, 4), new BatchNorm1d(4), new RRelu(), new Dropout(), new Linear(4, 1)).Initialize(3);
            var optimizer = new Adam(model.Parameters(), 0.1);
            for (int step = 0; step < 3; step++)
            {
                using LayerProbe? probe = isProbed ? new(model) : null;
                using var tape = new Tape();
                tape.Backward(model.Forward(OpSamples.Spread([5, 3], DType.Float32)).Square().Sum());
                optimizer.Step();
                optimizer.ZeroGrad();
            }

            return model.StateDict(withRandomStreams: true).Values.SelectMany(values => values.Bytes.ToArray()).ToArray();
        })];
        bits[1].ShouldBe(bits[0]);
    }

    [Test]
    public void Parameters_that_do_not_learn_are_reported()
    {
        var model = new ModuleList<Linear>(new Linear(2, 2), new Linear(2, 2), new Linear(2, 2));
        model[2].Freeze();
        var optimizer = new Sgd([model[0].Weight, .. model[1].Parameters()], 0.1);
        using var tape = new Tape();
        tape.Backward(model[0].Forward(Tensor.Ones([1, 2])).Sum());
        ParameterReport report = model.ParameterReport(optimizer);
        report.WithoutGradient.ShouldBe(["1.Weight", "1.Bias"]);
        report.WithoutOptimizer.ShouldBe(["0.Bias"]);
        report.ToString().ShouldBe(
            "No gradient reached 1.Weight, 1.Bias: does the loss depend on them?\n" +
            "No optimizer has 0.Bias: give it all of the model's Parameters(), after any To.");
        model.ParameterReport().WithoutOptimizer.ShouldBeEmpty();
        model[0].ParameterReport(new Sgd(model.Parameters(), 0.1)).ToString()
            .ShouldBe("Every trained parameter has a gradient and an optimizer.");
    }

    /// <summary>Fails the second time that it is asked: when its slope is looked at.</summary>
    private sealed class FailsOnce : Activation
    {
        private int _calls;

        protected override Tensor Compute(Tensor input) => ++_calls == 2 ? throw new InvalidDataException() : input * 1;
    }
}
