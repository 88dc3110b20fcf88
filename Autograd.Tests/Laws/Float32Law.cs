using Autograd.Core;

namespace Autograd.Tests.Laws;

/// <summary>In Float32 value and gradients are those of Float64, rounded.</summary>
public sealed class Float32Law : Law
{
    protected override IEnumerable<string> Check(OpDefinition op)
    {
        foreach (Call narrow in Call.Of(op, DType.Float32))
        {
            // The same numbers: those of the Float32 sample, widened.
            Call wide =
                narrow with { Inputs = [.. narrow.Inputs.Select(input => input.DType == DType.Float32 ? input.To(DType.Float64) : input)] };
            foreach (string difference in Compare($"{narrow.Name}, value", narrow.Forward(), wide.Forward()))
            {
                yield return difference;
            }

            Tensor upstream = narrow.Upstream();
            Tensor[] narrowGradients = narrow.Gradients(upstream);
            Tensor[] wideGradients = wide.Gradients(wide.Forward().DType == DType.Float64 ? upstream.To(DType.Float64) : upstream);
            for (int i = 0; i < narrowGradients.Length; i++)
            {
                foreach (string difference in Compare($"{narrow.Name}, gradient {i}", narrowGradients[i], wideGradients[i]))
                {
                    yield return difference;
                }
            }
        }
    }

    // Where a sum cancels, the error is relative to what was added up.
    private static IEnumerable<string> Compare(string what, Tensor narrow, Tensor wide)
    {
        double[] expected = Numbers.Of(wide);
        double largest = expected.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        return Numbers.Differences(what, Numbers.Of(narrow), expected, relative: 1e-5, absolute: 1e-5 * largest);
    }
}
