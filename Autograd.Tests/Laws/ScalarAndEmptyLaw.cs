using Autograd.Core;
using Autograd.Tests.Laws.Oracles;

namespace Autograd.Tests.Laws;

/// <summary>
/// Single numbers and tensors without elements are tensors like any other. Every op has a sample or a refusal of something empty, every
/// elementwise op a sample of a single number, and gradients have the shape of their inputs.
/// </summary>
public sealed class ScalarAndEmptyLaw : Law
{
    protected override IEnumerable<string> Check(OpDefinition op)
    {
        bool isTried = Call.Of(op).Any(call => call.Inputs.Append(call.Forward()).Any(tensor => tensor.Count == 0));
        bool isRefused = op.Errors.Any(error => error.Inputs().Any(input => input.Count == 0));
        if (!isTried && !isRefused)
        {
            yield return $"{op.Name}: no sample has an empty input or result, and none is refused.";
        }

        if (Oracle.For(op) is ElementwiseOracle && !op.Samples.Any(sample => sample.Inputs(DType.Float64).All(input => input.Rank == 0)))
        {
            yield return $"{op.Name}: no sample is made of single numbers.";
        }

        foreach (Call call in new[] { DType.Float64, DType.Float32 }.SelectMany(dtype => Call.Of(op, dtype)))
        {
            Shape[] shapes = [.. call.Inputs.Where(input => Call.IsFloat(input.DType)).Select(input => input.Shape)];
            Shape actual = call.Forward().Shape;
            int[]? expected = Oracle.For(op)?.Value([.. call.Inputs.Select(Nd.From)], call.Attributes).Sizes;
            if (expected is not null && !actual.Sizes.SequenceEqual(expected))
            {
                yield return $"{call.Name}: the result's shape is {actual}, expected [{string.Join(", ", expected)}].";
                continue;
            }

            foreach (bool createGraph in new[] { false, true })
            {
                Tensor[] gradients = call.Gradients(call.Upstream(), createGraph);
                for (int i = 0; i < gradients.Length; i++)
                {
                    if (gradients[i].Shape != shapes[i])
                    {
                        yield return $"{call.Name}: gradient {i} has the shape {gradients[i].Shape}, expected {shapes[i]}.";
                    }
                }
            }
        }
    }
}
