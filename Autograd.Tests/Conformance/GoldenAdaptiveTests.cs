using System.Text.Json;
using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Conformance;

/// <summary>
/// The adaptive softmax as a layer gives what PyTorch's gives: output, loss, all log-probabilities, predictions and gradients.
/// </summary>
public sealed class GoldenAdaptiveTests
{
    private static readonly GoldenCase[] s_all = [.. GoldenCase.All.Where(golden => golden.Name == "adaptive_log_softmax_with_loss")];

    public static IEnumerable<string> Cases => s_all.Select(golden => golden.Id);

    [TestCaseSource(nameof(Cases))]
    public void The_layer_agrees(string id)
    {
        GoldenCase golden = s_all.Single(golden => golden.Id == id);
        Tensor[] inputs = golden.Inputs(DType.Float64);
        AdaptiveLogSoftmaxWithLoss layer = Layer(golden);
        layer.To(DType.Float64);
        Parameter[] parameters = [.. layer.Parameters()];
        layer.StateDict().Keys.ShouldBe(golden["parameters"].EnumerateArray().Select(name => name.GetString()!));
        foreach ((Parameter parameter, Tensor values) in parameters.Zip(inputs[2..]))
        {
            parameter.Assign(values);
        }

        using var tape = new Tape();
        tape.Watch(inputs[0]);
        (Tensor output, Tensor loss) = layer.Forward(inputs[0], inputs[1]);
        Agrees("output", output, GoldenCase.Data(golden["output"]));
        Agrees("loss", loss, [golden["loss"].GetDouble()]);
        Agrees("log-probabilities", layer.LogProbabilities(inputs[0]), GoldenCase.Data(golden["logProbabilities"]));
        Agrees("predictions", layer.Predict(inputs[0]), GoldenCase.Data(golden["predictions"]));
        Tensor[] by = [inputs[0], .. parameters.Select(parameter => parameter.Value)];
        Tensor[] gradients = tape.Gradient(output, by, GoldenCase.Tensor(golden["upstream"], DType.Float64));
        JsonElement[] expected = [.. golden["gradients"].EnumerateArray().Where(gradient => gradient.ValueKind != JsonValueKind.Null)];
        gradients.Length.ShouldBe(expected.Length);
        for (int i = 0; i < gradients.Length; i++)
        {
            Agrees($"gradient {i}", gradients[i], GoldenCase.Data(expected[i]));
        }
    }

    [Test]
    public void There_are_cases() => s_all.Length.ShouldBe(3);

    private static AdaptiveLogSoftmaxWithLoss Layer(GoldenCase golden) => new(
        (int)golden.Number("inFeatures"),
        (int)golden.Number("classes"),
        [.. golden["attributes"].GetProperty("cutoffs").EnumerateArray().Select(cutoff => cutoff.GetInt32())],
        golden.Number("divValue"),
        golden.Flag("headBias"));

    private static void Agrees(string what, Tensor actual, double[] expected) =>
        Numbers.Differences(what, Numbers.Of(actual), expected, 1e-12, 1e-14).ShouldBeEmpty();
}
