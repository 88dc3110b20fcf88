using System.Text.Json;
using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Conformance;

/// <summary>Layers give PyTorch's values and gradients, by the input and by every parameter. A new layer is a line of the table.</summary>
public sealed class GoldenLayerTests
{
    private static readonly Dictionary<string, Func<GoldenCase, (Layer Layer, Parameter?[] Parameters)>> s_layers = new()
    {
        ["linear"] = golden =>
        {
            var layer = new Linear((int)golden.Number("inFeatures"), (int)golden.Number("outFeatures"), golden.Flag("bias"));
            return (layer, [layer.Weight, layer.Bias]);
        },
    };

    private static readonly GoldenCase[] s_all = [.. GoldenCase.All.Where(golden => golden.Kind == "layer")];

    public static IEnumerable<string> Cases => s_all.Where(golden => s_layers.ContainsKey(golden.Name)).Select(golden => golden.Id);

    [TestCaseSource(nameof(Cases))]
    public void Value_and_gradients_agree(string id)
    {
        GoldenCase golden = s_all.Single(golden => golden.Id == id);
        (Layer layer, Parameter?[] all) = s_layers[golden.Name](golden);
        layer.To(DType.Float64);
        Parameter[] parameters = [.. all.OfType<Parameter>()];
        Tensor[] inputs = golden.Inputs(DType.Float64);
        parameters.Length.ShouldBe(inputs.Length - 1);
        foreach ((Parameter parameter, Tensor values) in parameters.Zip(inputs[1..]))
        {
            parameter.Assign(values);
        }

        using var tape = new Tape();
        tape.Watch(inputs[0]);
        Tensor output = layer.Forward(inputs[0]);
        output.Shape.ShouldBe(GoldenCase.Tensor(golden["output"], DType.Float64).Shape);
        Numbers.Differences("output", Numbers.Of(output), GoldenCase.Data(golden["output"]), 1e-12, 1e-14).ShouldBeEmpty();
        Tensor[] by = [inputs[0], .. parameters.Select(parameter => parameter.Value)];
        Tensor[] gradients = tape.Gradient(output, by, GoldenCase.Tensor(golden["upstream"], DType.Float64));
        foreach ((Tensor gradient, JsonElement expected) in gradients.Zip(golden["gradients"].EnumerateArray()))
        {
            Numbers.Differences("gradient", Numbers.Of(gradient), GoldenCase.Data(expected), 1e-12, 1e-14).ShouldBeEmpty();
        }
    }

    [Test]
    public void What_is_not_there_yet_is_listed()
    {
        IEnumerable<string> missing = s_all.Select(golden => golden.Name).Where(name => !s_layers.ContainsKey(name)).Distinct();
        TestContext.Out.WriteLine($"Not there yet: {string.Join(", ", missing)}.");
        Cases.Count().ShouldBeGreaterThanOrEqualTo(2);
    }
}
