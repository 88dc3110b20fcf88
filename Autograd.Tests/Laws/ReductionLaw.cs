using Autograd.Core;

namespace Autograd.Tests.Laws;

/// <summary>
/// The reductions of an op that has them agree: the sum is that of what "none" gives and has the gradient of "none" for an upstream
/// gradient of ones, and value and gradient of the mean are those of the sum divided by one and the same number.
/// </summary>
public sealed class ReductionLaw : Law
{
    protected override IEnumerable<string> Check(OpDefinition op)
    {
        if (op.Parameters.All(parameter => parameter.Name != "reduction"))
        {
            yield break;
        }

        foreach (OpSample sample in op.Samples)
        {
            Call[] calls = [.. new[] { "none", "sum", "mean" }.Select(reduction => With(op, sample, reduction))];
            double[] each = Numbers.Of(calls[0].Forward());
            double sum = Numbers.Of(calls[1].Forward())[0], mean = Numbers.Of(calls[2].Forward())[0], divisor = sum / mean;
            foreach (string difference in
                Numbers.Differences($"{calls[1].Name}, the sum of what \"none\" gives", [sum], [each.Sum()], 1e-12, 1e-12))
            {
                yield return difference;
            }

            // Without losses, or where their sum is 0, the divisor cannot be told.
            if (!double.IsFinite(divisor) || divisor == 0)
            {
                continue;
            }

            foreach (bool createGraph in new[] { false, true })
            {
                double[][] gradients =
                    [.. calls.Select(call => Numbers.Of(call.Gradients(Tensor.Ones(call.Forward().Shape, DType.Float64), createGraph)[0]))];
                string way = createGraph ? "recorded" : "fused";
                foreach (string difference in Numbers.Differences($"{calls[1].Name}, {way} gradient against that of \"none\"", gradients[1],
                    gradients[0], 1e-12, 1e-12)
                    .Concat(Numbers.Differences($"{calls[2].Name}, {way} gradient times {divisor}",
                        [.. gradients[2].Select(g => g * divisor)], gradients[1], 1e-10, 1e-10)))
                {
                    yield return difference;
                }
            }
        }
    }

    private static Call With(OpDefinition op, OpSample sample, string reduction)
    {
        OpSample reduced = sample.With(new() { ["reduction"] = reduction });
        return new($"{op.Name} on {reduced.Name}", op.Create(reduced.Attributes), Call.WithDefaults(op, reduced.Attributes),
            reduced.Inputs(DType.Float64));
    }
}
