using Autograd.Core;

namespace Autograd.Tests.Laws;

/// <summary>
/// The pullback by fused kernels and the pullback made of recorded ops are the same. For a formula the second is derived from it, so this
/// also holds a pullback that an op states of its own against the derived one.
/// </summary>
public sealed class FusedLaw : Law
{
    protected override IEnumerable<string> Check(OpDefinition op)
    {
        foreach ((DType dtype, double tolerance) in new[] { (DType.Float64, 1e-13), (DType.Float32, 1e-5) })
        {
            foreach (Call call in Call.Of(op, dtype))
            {
                Tensor upstream = call.Upstream();
                Tensor[] fused = call.Gradients(upstream), recorded = call.Gradients(upstream, createGraph: true);
                for (int i = 0; i < fused.Length; i++)
                {
                    string what = $"{call.Name}, gradient {i}, fused against recorded";
                    foreach (string difference in
                        Numbers.Differences(what, Numbers.Of(fused[i]), Numbers.Of(recorded[i]), tolerance, tolerance))
                    {
                        yield return difference;
                    }
                }
            }
        }
    }
}
