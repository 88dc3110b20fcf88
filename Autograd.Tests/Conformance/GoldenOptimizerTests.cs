using System.Text.Json;
using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Conformance;

/// <summary>
/// Optimizers take PyTorch's steps along given gradients, of which some are missing or zero, at rates that may change. A new optimizer is a
/// line of the table.
/// </summary>
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
        ["adamw"] = (parameters, golden) => new AdamW(
            parameters,
            golden.Number("learningRate"),
            golden.Number("beta1"),
            golden.Number("beta2"),
            golden.Number("eps"),
            golden.Number("weightDecay"),
            golden.Optional("amsgrad")?.GetBoolean() == true),
        ["rmsprop"] = (parameters, golden) => new RmsProp(
            parameters,
            golden.Number("learningRate"),
            golden.Number("alpha"),
            golden.Number("eps"),
            golden.Number("momentum"),
            golden.Flag("centered"),
            golden.Number("weightDecay")),
        ["adagrad"] = (parameters, golden) => new Adagrad(
            parameters,
            golden.Number("learningRate"),
            golden.Number("learningRateDecay"),
            golden.Number("initialAccumulator", otherwise: 0),
            golden.Number("eps"),
            golden.Number("weightDecay")),
        ["lion"] = (parameters, golden) => new Lion(
            parameters,
            golden.Number("learningRate"),
            golden.Number("beta1"),
            golden.Number("beta2"),
            golden.Number("weightDecay")),
    };

    private static readonly GoldenCase[] s_all = [.. GoldenCase.All.Where(golden => golden.Kind == "optimizer")];

    public static IEnumerable<string> Cases => s_all.Select(golden => golden.Id);

    // Among them the orders of decay in AdamW and Lion (huggingface/transformers#14539, bitsandbytes-foundation/bitsandbytes#2010 and
    // #1992) and Adam's ε, which the corrections leave as it is (karpathy/nanochat#304): with ε of 1e-3 another order is another number.
    [TestCaseSource(nameof(Cases))]
    public void Steps_agree(string id)
    {
        GoldenCase golden = s_all.Single(golden => golden.Id == id);
        Parameter[] parameters =
            [.. Several(golden["start"]).Select(start => new Parameter(GoldenCase.Tensor(start, DType.Float64)))];
        Optimizer optimizer = s_optimizers[golden.Name](parameters, golden);
        double[]? rates =
            golden.Has("learningRates") ? [.. golden["learningRates"].EnumerateArray().Select(rate => rate.GetDouble())] : null;
        foreach ((int step, (JsonElement gradients, JsonElement after)) in
            golden["gradients"].EnumerateArray().Zip(golden["after"].EnumerateArray()).Index())
        {
            optimizer.LearningRate = rates?[step] ?? optimizer.LearningRate;
            optimizer.ZeroGrad();
            foreach ((Parameter parameter, JsonElement gradient) in parameters.Zip(Several(gradients)))
            {
                if (gradient.ValueKind != JsonValueKind.Null)
                {
                    using var tape = new Tape();
                    tape.Backward((parameter.Value * GoldenCase.Tensor(gradient, DType.Float64)).Sum());
                }
            }

            optimizer.Step();
            foreach ((Parameter parameter, JsonElement expected) in parameters.Zip(Several(after)))
            {
                Numbers.Differences(id, Numbers.Of(parameter.Value), GoldenCase.Data(expected), 1e-12, 1e-14).ShouldBeEmpty();
            }
        }
    }

    [Test]
    public void Every_optimizer_has_cases() =>
        s_optimizers.Keys.ShouldAllBe(name => s_all.Count(golden => golden.Name == name) >= 3);

    // One tensor, or a list of them.
    private static JsonElement[] Several(JsonElement tensors) =>
        tensors.ValueKind == JsonValueKind.Array ? [.. tensors.EnumerateArray()] : [tensors];
}
