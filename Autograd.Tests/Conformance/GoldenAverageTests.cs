using System.Text.Json;
using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Conformance;

/// <summary>Weights are averaged as PyTorch's AveragedModel averages them.</summary>
public sealed class GoldenAverageTests
{
    private static readonly GoldenCase[] s_all = [.. GoldenCase.All.Where(golden => golden.Kind == "average")];

    public static IEnumerable<string> Cases => s_all.Select(golden => golden.Id);

    [TestCaseSource(nameof(Cases))]
    public void Averages_agree(string id)
    {
        GoldenCase golden = s_all.Single(golden => golden.Id == id);
        Parameter[] parameters = [.. Tensors(golden["start"]).Select(start => new Parameter(start))];
        var model = new Parts { First = parameters[0], Second = parameters[1] };

        // PyTorch's average begins with a copy of the first weights that it is given: this one is begun later then.
        bool isLate = golden.Name == "ema" && golden.Flag("firstCopies");
        WeightAverage? average = isLate ? null : Make();
        foreach ((JsonElement weights, JsonElement after) in golden["weights"].EnumerateArray().Zip(golden["after"].EnumerateArray()))
        {
            foreach ((Parameter parameter, Tensor values) in parameters.Zip(Tensors(weights)))
            {
                parameter.Assign(values);
            }

            if (average is null)
            {
                average = Make();
            }
            else
            {
                average.Update();
            }

            using (average.Apply())
            {
                foreach ((Parameter parameter, Tensor expected) in parameters.Zip(Tensors(after)))
                {
                    Numbers.Differences(id, Numbers.Of(parameter.Value), Numbers.Of(expected), 1e-12, 1e-14).ShouldBeEmpty();
                }
            }

            parameters.Zip(Tensors(weights)).ShouldAllBe(pair => Numbers.Bits(pair.First.Value).SequenceEqual(Numbers.Bits(pair.Second)));
        }

        WeightAverage Make() =>
            golden.Name == "swa" ? new RunningAverage(model) : new ExponentialAverage(model, golden.Number("decay"));
    }

    private static IEnumerable<Tensor> Tensors(JsonElement tensors) =>
        tensors.EnumerateArray().Select(tensor => GoldenCase.Tensor(tensor, DType.Float64));

    private sealed class Parts : Module
    {
        public required Parameter First { get; init => field = Register(value); }

        public required Parameter Second { get; init => field = Register(value); }
    }
}
