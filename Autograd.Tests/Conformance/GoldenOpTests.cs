using System.Globalization;
using System.Text.Json;
using Autograd.Core;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Conformance;

/// <summary>Ops and losses give PyTorch's values and gradients: within 1e-12 relative or 1e-14 absolute in Float64.</summary>
public sealed class GoldenOpTests
{
    private static readonly GoldenCase[] s_all = [.. GoldenCase.All.Where(golden => golden.Kind is "op" or "loss")];

    public static IEnumerable<TestCaseData> Cases => s_all.Where(GoldenOps.IsRegistered).Select(Row);

    // At extremes Float32 overflows elsewhere; SpecialValuesLaw looks at those.
    public static IEnumerable<TestCaseData> NarrowCases =>
        s_all.Where(golden => GoldenOps.IsRegistered(golden) && !golden.IsEdge).Select(Row);

    [TestCaseSource(nameof(Cases))]
    public void Float64_agrees(string kind, string id) =>
        Unexplained(Find(kind, id), Deviation.All).ShouldBeEmpty();

    [TestCaseSource(nameof(NarrowCases))]
    public void Float32_agrees_as_far_as_it_can(string kind, string id)
    {
        GoldenCase golden = Find(kind, id);
        foreach ((string result, double[] actual, double[] expected) in Results(golden, DType.Float32))
        {
            double largest = expected.Select(Math.Abs).DefaultIfEmpty(0).Max();
            Numbers.Differences(result, actual, expected, relative: 2e-5, absolute: 2e-5 * largest).ShouldBeEmpty();
        }
    }

    [Test]
    public void The_list_of_deviations_is_what_deviates() => Stale(Deviation.All).ShouldBeEmpty();

    [Test]
    public void A_deviation_that_agrees_does_not_stay_on_the_list() =>
        Stale([new("relu 1", "output", [0], _ => 0, "None: it agrees.")]).ShouldBe(["relu 1, output, element 0 is listed but agrees."]);

    [Test]
    public void A_deviation_with_another_answer_than_the_list_has_does_not_pass() =>
        Unexplained(Find("op", "hardswish 4"), [new("hardswish 4", "output", [33], _ => 1, "None: it is 0.")])
            .ShouldBe(["hardswish 4, output, element 33: -0, PyTorch has NaN, and the list of deviations has 1."]);

    [Test]
    public void What_is_not_in_the_registry_yet_is_listed()
    {
        IEnumerable<GoldenCase> open = s_all.Where(golden => !GoldenOps.IsRegistered(golden));
        string[] missing = [.. open.GroupBy(golden => golden.Name).Select(group => $"{group.Key} ({group.Count()})")];
        TestContext.Out.WriteLine(
            $"{Cases.Count()} of {s_all.Length} cases of ops and losses run. Not in the registry: {string.Join(", ", missing)}.");
        Cases.Count().ShouldBeGreaterThanOrEqualTo(134);
    }

    private static TestCaseData Row(GoldenCase golden) => new TestCaseData(golden.Kind, golden.Id).SetArgDisplayNames(golden.Id);

    private static IEnumerable<string> Stale(IReadOnlyList<Deviation> deviations)
    {
        HashSet<string> listed = [.. deviations.Select(deviation => deviation.Case)];
        Difference[] differences =
            [.. s_all.Where(golden => listed.Contains(golden.Id) && GoldenOps.IsRegistered(golden)).SelectMany(Differences)];
        return deviations.SelectMany(deviation => deviation.Elements
            .Where(element => !differences.Any(difference =>
                (difference.Case, difference.Result, difference.Element) == (deviation.Case, deviation.Result, element)))
            .Select(element => $"{deviation.Case}, {deviation.Result}, element {element} is listed but agrees."));
    }

    private static GoldenCase Find(string kind, string id) => s_all.Single(golden => golden.Kind == kind && golden.Id == id);

    private static IEnumerable<string> Unexplained(GoldenCase golden, IReadOnlyList<Deviation> deviations)
    {
        foreach (Difference difference in Differences(golden))
        {
            double[] right = [.. deviations
                .Where(deviation => (deviation.Case, deviation.Result) == (difference.Case, difference.Result)
                    && deviation.Elements.Contains(difference.Element))
                .Select(deviation => deviation.Right(new(golden, difference.Element)))];
            if (right.Length == 0)
            {
                yield return $"{difference.Text}.";
            }
            else if (!Agree(difference.Actual, right[0]))
            {
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"{difference.Text}, and the list of deviations has {right[0]:R}.");
            }
        }
    }

    private static bool Agree(double actual, double expected) =>
        Numbers.AreNear(actual, expected, 1e-12, 0) || Math.Abs(actual - expected) <= 1e-14;

    private static IEnumerable<Difference> Differences(GoldenCase golden)
    {
        foreach ((string result, double[] actual, double[] expected) in Results(golden, DType.Float64))
        {
            actual.Length.ShouldBe(expected.Length, $"{golden}, {result}");
            for (int i = 0; i < actual.Length; i++)
            {
                if (!Agree(actual[i], expected[i]))
                {
                    string text = string.Create(CultureInfo.InvariantCulture,
                        $"{golden}, {result}, element {i}: {actual[i]:R}, PyTorch has {expected[i]:R}");
                    yield return new(golden.Id, result, i, actual[i], text);
                }
            }
        }
    }

    private static IEnumerable<(string Result, double[] Actual, double[] Expected)> Results(GoldenCase golden, DType dtype)
    {
        Tensor[] inputs = golden.Inputs(dtype);
        Func<Tensor[], Tensor> call = GoldenOps.Call(golden, dtype);
        Tensor[] by = [.. inputs.Where(input => input.DType == dtype)];
        using var tape = new Tape();
        foreach (Tensor input in by)
        {
            tape.Watch(input);
        }

        Tensor output = call(inputs), expected = GoldenCase.Tensor(golden["output"], DType.Float64);
        output.Shape.ShouldBe(expected.Shape);
        yield return ("output", Numbers.Of(output), Numbers.Of(expected));
        Tensor[] gradients = tape.Gradient(output, by, GoldenCase.Tensor(golden["upstream"], dtype));
        JsonElement[] expectedGradients = [.. golden["gradients"].EnumerateArray()];
        for (int i = 0; i < by.Length; i++)
        {
            int input = Array.IndexOf(inputs, by[i]);
            yield return ($"gradient {input}", Numbers.Of(gradients[i]), GoldenCase.Data(expectedGradients[input]));
        }
    }

    private sealed record Difference(string Case, string Result, int Element, double Actual, string Text);
}
