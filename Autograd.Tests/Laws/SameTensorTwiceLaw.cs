using Autograd.Core;

namespace Autograd.Tests.Laws;

/// <summary>
/// A tensor that is used more than once gets the sum of the gradients of its uses: as two inputs of one op, and as the input of two ops.
/// </summary>
public sealed class SameTensorTwiceLaw : Law
{
    protected override IEnumerable<string> Check(OpDefinition op)
    {
        foreach (Call call in Call.Of(op))
        {
            Tensor upstream = call.Upstream();
            Tensor[] once = call.Gradients(upstream);
            if (once.Length == 0)
            {
                continue;
            }

            Tensor[] twice = call.Gradients(inputs => call.Op.Apply(inputs) + call.Op.Apply(inputs), upstream);
            for (int i = 0; i < once.Length; i++)
            {
                double[] expected = [.. Numbers.Of(once[i]).Select(gradient => 2 * gradient)];
                foreach (string difference in Numbers.Differences($"{call.Name}, gradient {i} of f(x) + f(x)", Numbers.Of(twice[i]), expected, 1e-13))
                {
                    yield return difference;
                }
            }

            if (call.Inputs.Length < 2 || !call.Inputs.All(input => input.DType == call.Inputs[0].DType && input.Shape == call.Inputs[0].Shape))
            {
                continue;
            }

            Call same = call with { Inputs = [.. call.Inputs.Select(_ => call.Inputs[0])] };
            Call copies = call with { Inputs = [.. call.Inputs.Select(_ => call.Inputs[0].Detach())] };
            foreach (bool createGraph in new[] { false, true })
            {
                double[] sum = new double[call.Inputs[0].Count];
                foreach (Tensor gradient in copies.Gradients(upstream, createGraph))
                {
                    sum = [.. sum.Zip(Numbers.Of(gradient), (a, b) => a + b)];
                }

                string what = $"{call.Name}, {(createGraph ? "recorded" : "fused")} gradient by one tensor as every input";
                foreach (string difference in Numbers.Differences(what, Numbers.Of(same.Gradients(upstream, createGraph)[0]), sum, 1e-13, 1e-13))
                {
                    yield return difference;
                }
            }
        }
    }
}
