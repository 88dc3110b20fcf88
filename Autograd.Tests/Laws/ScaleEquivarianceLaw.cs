using Autograd.Core;

namespace Autograd.Tests.Laws;

/// <summary>
/// Every activation states whether f(k·x) = k·f(x) for k &gt; 0, further inputs held fixed: where it says so it is so, and where it says
/// not, some sample shows it.
/// </summary>
public sealed class ScaleEquivarianceLaw : Law
{
    protected override IEnumerable<string> Check(OpDefinition op)
    {
        if (op.Category != OpCategory.Activation)
        {
            yield break;
        }

        if (op.Activation is not { } facts)
        {
            yield return $"{op.Name}: an activation must state its facts: scale equivariance and smoothness.";
            yield break;
        }

        string[] violations = [.. Call.Of(op).SelectMany(Differences)];
        if (facts.IsScaleEquivariant && violations.Length > 0)
        {
            yield return violations[0];
        }

        if (!facts.IsScaleEquivariant && violations.Length == 0)
        {
            yield return $"{op.Name}: it is said not to be scale equivariant, but is so on all samples.";
        }
    }

    private static IEnumerable<string> Differences(Call call)
    {
        double[] value = Numbers.Of(call.Forward());
        return new[] { 0.25, 1.7, 100 }.SelectMany(k =>
        {
            Tensor[] scaled = [call.Inputs[0] * k, .. call.Inputs.Skip(1)];
            return Numbers.Differences($"{call.Name}, scaled by {k}", Numbers.Of(call.Op.Apply(scaled)), [.. value.Select(y => k * y)],
                1e-14);
        });
    }
}
