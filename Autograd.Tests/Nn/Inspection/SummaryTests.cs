using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Inspections;

public sealed class SummaryTests
{
    [Test]
    public void A_summary_lists_layers_shapes_parameters_memory_and_products()
    {
        var model = new Sequential(new Conv2d(1, 8, 3, padding: 1), new BatchNorm2d(8), new Relu(), new Flatten(), new Linear(512, 10));
        ModelSummary summary = model.Summary([4, 1, 8, 8]);
        summary.Layers.Select(layer => layer.Path).ShouldBe(["", "0", "1", "2", "3", "4"]);
        summary.Layers[1].ShouldBe(new LayerSummary("0", summary.Layers[1].Layer, [4, 8, 8, 8], 1, 80, 8192, 4 * 8 * 64 * 9));
        summary.Layers[5].ShouldBe(new LayerSummary("4", "Linear(512 → 10)", [4, 10], 1, 5130, 160, 4 * 5120));
        (summary.Parameters, summary.MultiplyAdds).ShouldBe((80 + 16 + 5130, (4 * 8 * 64 * 9) + (4 * 5120)));
        summary.Layers[4].ResultBytes.ShouldBe(0);
        summary.ParameterBytes.ShouldBe(4 * summary.Parameters);
        string text = summary.ToString();
        text.Split('\n').ShouldAllBe(line => line.Length <= 80);
        text.ShouldContain("total");
        text.ShouldContain("5,226 of 5,226 parameters are trained; they take 20.4 KB.");
    }

    [Test]
    public void Names_of_nested_layers_are_told_apart_however_deep_they_are()
    {
        Layer model = new TransformerEncoderLayer(8, 2, 16);
        for (int depth = 0; depth < 5; depth++)
        {
            model = new Sequential(new Residual(model));
        }

        ModelSummary summary = model.Summary([2, 4, 8]);
        using var probe = new LayerProbe(model);
        model.Forward(Tensor.Ones([2, 4, 8]));
        probe.Dispose();
        foreach (string text in new[] { summary.ToString(), probe.ToString() })
        {
            string[] lines = [.. text.Split('\n').Select(line => line.TrimEnd())];
            lines.ShouldAllBe(line => line.Length <= 80);
            foreach (LayerSummary layer in summary.Layers.Where(layer => layer.Path.Length > 0 && layer.Parameters > 0))
            {
                lines.Count(line => line == layer.Path || line.StartsWith($"{layer.Path} ", StringComparison.Ordinal)).ShouldBe(1, text);
            }
        }
    }

    [Test]
    public void Int64_inputs_several_inputs_and_shared_modules()
    {
        var shared = new Linear(4, 4);
        var model = new Sequential(new Embedding(10, 4), shared, new Tanh(), shared);
        ModelSummary summary = model.Summary([2, 3], DType.Int64);
        summary.Layers.Select(layer => (layer.Path, layer.Calls, layer.Parameters)).ShouldBe(
            [("", 1, 0L), ("0", 1, 40), ("1", 2, 20), ("2", 1, 0)]);
        summary.MultiplyAdds.ShouldBe(2 * 2 * 3 * 16);

        var attention = new MultiHeadAttention(4, 2);
        Tensor query = Tensor.Zeros([1, 3, 4]), keys = Tensor.Zeros([1, 5, 4]);
        ModelSummary several = attention.Summary(() => attention.Forward(query, keys, keys));
        several.Layers[0].OutputShape.ShouldBe([1, 3, 4]);
        several.MultiplyAdds.ShouldBe((3 * 16) + (2 * 5 * 16) + (2 * 3 * 5 * 4) + (3 * 16));
        several.Parameters.ShouldBe(attention.ParameterCount);
        new Lstm(3, 2).Summary([2, 5, 3]).MultiplyAdds.ShouldBe(2 * 5 * 8 * (3 + 2));
    }

    [Test]
    public void What_is_not_called_has_no_shape_and_frozen_parameters_are_counted_apart()
    {
        var model = new Sequential(new Linear(2, 2), new Residual(new Linear(2, 2)));
        model[0].Freeze();
        ModelSummary summary = model.Summary([1, 2]);
        (summary.Parameters, summary.TrainedParameters).ShouldBe((12, 6));
        var list = new ModuleList<Linear>(new Linear(2, 2));
        list.Summary(() => { }).Layers.ShouldAllBe(layer => layer.OutputShape == null && layer.Calls == 0);
        Should.Throw<ArgumentException>(() => model.Summary([1, 3])).Message.ShouldContain("(in '0', Linear(2 → 2))");
        model.IsTraining.ShouldBeTrue();
    }
}
