using Autograd.Core;

namespace Autograd.Tests.Laws;

/// <summary>A pullback is linear in the upstream gradient: that of 2u − 3w is twice that of u less three times that of w.</summary>
public sealed class LinearityLaw : Law
{
    protected override IEnumerable<string> Check(OpDefinition op)
    {
        foreach (Call call in Call.Of(op))
        {
            Tensor u = call.Upstream(phase: 1), w = call.Upstream(phase: 2);
            double[] combined = [.. Numbers.Of(u).Zip(Numbers.Of(w), (a, b) => (2 * a) - (3 * b))];
            Tensor both = Numbers.Make(combined, u.Shape.Sizes.ToArray(), u.DType);
            foreach (bool createGraph in new[] { false, true })
            {
                Tensor[] ofU = call.Gradients(u, createGraph), ofW = call.Gradients(w, createGraph),
                    ofBoth = call.Gradients(both, createGraph);
                for (int i = 0; i < ofBoth.Length; i++)
                {
                    double[] expected = [.. Numbers.Of(ofU[i]).Zip(Numbers.Of(ofW[i]), (a, b) => (2 * a) - (3 * b))];
                    string what =
                        $"{call.Name}, {(createGraph ? "recorded" : "fused")} gradient {i} for a combination of upstream gradients";
                    foreach (string difference in Numbers.Differences(what, Numbers.Of(ofBoth[i]), expected, 1e-12, 1e-12))
                    {
                        yield return difference;
                    }
                }
            }
        }
    }
}
