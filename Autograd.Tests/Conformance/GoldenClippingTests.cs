using System.Text.Json;
using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Conformance;

/// <summary>Gradients are clipped as in PyTorch, but for the millionth that it adds to a norm, and for what is not finite.</summary>
public sealed class GoldenClippingTests
{
    private static readonly GoldenCase[] s_all = [.. GoldenCase.All.Where(golden => golden.Kind == "clip")];

    public static IEnumerable<string> Cases => s_all.Select(golden => golden.Id);

    [TestCaseSource(nameof(Cases))]
    public void Gradients_agree(string id)
    {
        GoldenCase golden = s_all.Single(golden => golden.Id == id);
        Parameter[] parameters = [.. golden["gradients"].EnumerateArray().Select(WithGradient)];
        double[][] before = [.. parameters.Select(Gradient)];
        if (before.Any(gradient => gradient.Any(x => !double.IsFinite(x))))
        {
            // PT#46849, PT#31367: there one such gradient spoils all others, or is let through.
            Should.Throw<InvalidOperationException>(() => Clip()).Message.ShouldContain("is not finite. No gradient was changed");
            parameters.Select(Gradient).ShouldBe(before);
            return;
        }

        double measured = Clip(), added = 1;
        if (golden.Name == "clip_grad_norm")
        {
            double norm = golden["norm"].GetDouble(), limit = golden.Number("maxNorm");
            Numbers.AreNear(measured, norm, 1e-12, 0).ShouldBeTrue();

            // There the factor is limit / (norm + 1e-6), and the limit itself is too much.
            added = norm >= limit ? (norm + 1e-6) / norm : 1;
        }

        foreach ((Parameter parameter, JsonElement expected) in parameters.Zip(golden["clipped"].EnumerateArray()))
        {
            double[] numbers = expected.ValueKind == JsonValueKind.Null ? [] : GoldenCase.Data(expected);
            Numbers.Differences(id, Gradient(parameter), [.. numbers.Select(x => x * added)], 1e-12, 1e-14).ShouldBeEmpty();
        }

        double Clip() => golden.Name == "clip_grad_value"
            ? GradientClipping.ByValue(parameters, golden.Number("clipValue"))
            : GradientClipping.ByNorm(parameters, golden.Number("maxNorm"), P(golden["attributes"].GetProperty("normType")));
    }

    private static double P(JsonElement p) => p.ValueKind == JsonValueKind.Number ? p.GetDouble() : double.PositiveInfinity;

    private static Parameter WithGradient(JsonElement gradient)
    {
        if (gradient.ValueKind == JsonValueKind.Null)
        {
            return new(Tensor.Ones([2], DType.Float64));
        }

        Tensor numbers = GoldenCase.Tensor(gradient, DType.Float64);
        var parameter = new Parameter(Tensor.Ones(numbers.Shape, DType.Float64));
        using var tape = new Tape();
        tape.Backward(parameter.Value, upstream: numbers);
        return parameter;
    }

    private static double[] Gradient(Parameter parameter) => parameter.Grad is { } gradient ? Numbers.Of(gradient) : [];
}
