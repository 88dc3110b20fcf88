using Autograd.Core;

namespace Autograd.Tests.Laws;

/// <summary>
/// An attribute near the ends of Float32, or beyond them, gives in Float32 what it gives in Float64, value and gradients, or is refused by
/// the op: never NaN in place of a number.
/// </summary>
public sealed class CoefficientLaw : Law
{
    private const double LargeSize = 5.6e5;

    private static readonly double[] s_values = [1e-300, 1e-50, 1e-42, 1e-38, LargeSize, 1e10, 1e38, 1e300];

    protected override IEnumerable<string> Check(OpDefinition op)
    {
        OpSample[] samples = [.. op.Samples.DistinctBy(sample => $"{sample.Attributes}")];
        foreach (OpParameter parameter in op.Parameters.Where(parameter => double.TryParse($"{parameter.Default}", out _)))
        {
            foreach (double value in Values(op))
            {
                foreach (OpSample sample in samples)
                {
                    double lost = op.Category == OpCategory.Loss ? 1e-6 * Math.Abs(value) : 0;
                    foreach (string violation in Compare(op, sample.With(new() { [parameter.Name] = value }), parameter.Name, lost))
                    {
                        yield return violation;
                    }
                }
            }
        }
    }

    // Of a loss the powers of what it holds may be beyond the type though the number itself is not. The numbers of windows are sizes, no
    // coefficients: one of them that is large makes large tensors, of which there is nothing to learn here.
    private static IEnumerable<double> Values(OpDefinition op) =>
        s_values.SelectMany(value => new[] { value, -value }).Where(value => op.Category switch
        {
            OpCategory.Loss => Math.Abs(value) != 1e38,
            OpCategory.Windows => value != LargeSize,
            _ => true,
        });

    private static IEnumerable<string> Compare(OpDefinition op, OpSample sample, string attribute, double lost)
    {
        Call narrow, wide;
        try
        {
            narrow = new($"{op.Name} with {sample.Attributes}", op.Create(sample.Attributes), [], WithZero(sample.Inputs(DType.Float32)));
            wide =
                narrow with { Inputs = [.. narrow.Inputs.Select(input => input.DType == DType.Float32 ? input.To(DType.Float64) : input)] };
            narrow.Forward();
            wide.Forward();
        }
        catch (ArgumentException exception)
        {
            bool isNamed = exception.Message.Contains(op.Name, StringComparison.Ordinal)
                || exception.Message.Contains($"'{attribute}'", StringComparison.Ordinal);
            return isNamed ? [] : [$"{op.Name} with {sample.Attributes} is refused so: {exception.Message}"];
        }

        Tensor upstream = narrow.Upstream();
        Tensor[] narrowGradients = narrow.Gradients(upstream), wideGradients = wide.Gradients(upstream.To(DType.Float64));
        // Near a kink a loss of several elements may take the one side in Float32 and the other in Float64.
        bool mayTakeSides = narrow.Op is not ElementwiseOp && op.Kink != Kinks.None;
        return Differences($"{narrow.Name}, value", narrow.Forward(), wide.Forward(), mayDiffer: false, lost)
            .Concat(narrowGradients.SelectMany((gradient, i) =>
                Differences($"{narrow.Name}, gradient {i}", gradient, wideGradients[i], mayTakeSides, lost: 0)));
    }

    // A zero is where a coefficient that was lost shows, but among indices, labels and what must be positive.
    private static Tensor[] WithZero(Tensor[] inputs) =>
        inputs[0] is { DType: DType.Float32, Count: > 1 } first
            ? [Tensor.From([0f, .. first.ToArray<float>()[1..]], first.Shape), .. inputs[1..]]
            : inputs;

    // What a large margin is added to loses digits. A number that Float32 does not hold may be infinite there, and one that a subnormal
    // coefficient made has fewer digits.
    private static IEnumerable<string> Differences(string what, Tensor narrow, Tensor wide, bool mayDiffer, double lost)
    {
        double[] actual = Numbers.Of(narrow), expected = Numbers.Of(wide);
        double largest = expected.Where(number => Math.Abs(number) < float.MaxValue).Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (int i = 0; i < actual.Length; i++)
        {
            bool isAnything = !double.IsFinite(expected[i]), isNumber = mayDiffer || Math.Abs(expected[i]) > 1e37;
            if (!isAnything && (isNumber
                ? double.IsNaN(actual[i])
                : !Numbers.AreNear(actual[i], expected[i], 1e-3, Math.Max(1e-37, lost + (1e-4 * largest)))))
            {
                yield return FormattableString.Invariant($"{what}: element {i} is {actual[i]:R} in Float32, {expected[i]:R} in Float64.");
                yield break;
            }
        }
    }
}
