using System.Text.Json;
using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Conformance;

/// <summary>Optimizers take PyTorch's steps: twelve from one start along given gradients. A new optimizer is a line of the table.</summary>
public sealed class GoldenOptimizerTests
{
    private static readonly Dictionary<string, Func<IEnumerable<Parameter>, GoldenCase, Optimizer>> s_optimizers = new()
    {
        ["sgd"] = (parameters, golden) => new Sgd(
            parameters,
            golden.Number("learningRate"),
            golden.Number("momentum"),
            golden.Number("dampening"),
            golden.Flag("nesterov"),
            golden.Number("weightDecay")),
        ["adam"] = (parameters, golden) => new Adam(
            parameters,
            golden.Number("learningRate"),
            golden.Number("beta1"),
            golden.Number("beta2"),
            golden.Number("eps"),
            golden.Number("weightDecay"),
            golden.Flag("amsgrad")),
    };

    private static readonly GoldenCase[] s_all = [.. GoldenCase.All.Where(golden => golden.Kind == "optimizer")];

    public static IEnumerable<string> Cases => s_all.Where(golden => s_optimizers.ContainsKey(golden.Name)).Select(golden => golden.Id);

    [TestCaseSource(nameof(Cases))]
    public void Steps_agree(string id)
    {
        GoldenCase golden = s_all.Single(golden => golden.Id == id);
        Tensor start = GoldenCase.Tensor(golden["start"], DType.Float64);
        var layer = new Linear(start.Shape[1], start.Shape[0], bias: false);
        layer.To(DType.Float64);
        layer.Weight.Assign(start);
        Optimizer optimizer = s_optimizers[golden.Name](layer.Parameters(), golden);
        foreach ((JsonElement gradient, JsonElement after) in golden["gradients"].EnumerateArray().Zip(golden["after"].EnumerateArray()))
        {
            optimizer.ZeroGrad();
            using (var tape = new Tape())
            {
                tape.Backward((layer.Weight.Value * GoldenCase.Tensor(gradient, DType.Float64)).Sum());
            }

            optimizer.Step();
            Numbers.Differences(id, Numbers.Of(layer.Weight.Value), GoldenCase.Data(after), 1e-12, 1e-14).ShouldBeEmpty();
        }
    }

    [Test]
    public void What_is_not_there_yet_is_listed()
    {
        IEnumerable<string> missing = s_all.Select(golden => golden.Name).Where(name => !s_optimizers.ContainsKey(name)).Distinct();
        TestContext.Out.WriteLine($"Not there yet: {string.Join(", ", missing)}.");
        Cases.Count().ShouldBeGreaterThanOrEqualTo(6);
    }
}
