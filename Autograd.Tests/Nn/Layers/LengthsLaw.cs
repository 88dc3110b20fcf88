using Autograd.Core;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Nn.Layers;

/// <summary>
/// Sequences of different lengths side by side are read as each is read alone, in either direction: past an end the states are 0, whatever
/// stands there, and what stands there has no gradient. (keras-team/keras#4192: padding leaked into the reverse state.)
/// </summary>
internal static class LengthsLaw
{
    private const int Steps = 5, Features = 3;

    private static readonly long[] s_lengths = [2, 5, 1, 4];

    /// <summary>Reads sequences, [steps, batch, features], of the given lengths, or all steps where there are none.</summary>
    public delegate Tensor Read(Tensor sequences, Tensor? lengths);

    public static IEnumerable<string> Violations(Read read)
    {
        int batch = s_lengths.Length;
        Tensor x = OpSamples.Spread([Steps, batch, Features], DType.Float64, -1, 1), lengths = Tensor.From(s_lengths);
        foreach (double padding in new[] { 0.5, 0, 1e300, double.NaN, double.PositiveInfinity })
        {
            Tensor given = Tensor.Where(Past(), padding, x);
            using var tape = new Tape();
            tape.Watch(given);
            Tensor states = read(given, lengths), upstream = Numbers.Upstream(states.Shape, DType.Float64);
            double[] gradient = Numbers.Of(tape.Gradient(states, [given], upstream)[0]);
            for (int n = 0; n < batch; n++)
            {
                int length = (int)s_lengths[n];
                Tensor alone = tape.Watch(x.Slice(0, ..length).Slice(1, n..(n + 1)).Detach()), statesAlone = read(alone, null);
                double[] gradientAlone = Numbers.Of(
                    tape.Gradient(statesAlone, [alone], upstream.Slice(0, ..length).Slice(1, n..(n + 1)))[0]);
                string what = FormattableString.Invariant($"sequence {n} of {length} steps beside longer ones, padded with {padding}");
                double[] expected = [.. Numbers.Of(statesAlone), .. new double[(Steps - length) * states.Shape[2]]];
                foreach (string difference in
                    Numbers.Differences($"{what}: states", Numbers.Of(states.Slice(1, n..(n + 1))), expected, 1e-12, 1e-14)
                    .Concat(Numbers.Differences($"{what}: gradient", Of(gradient, n),
                        [.. gradientAlone, .. new double[(Steps - length) * Features]], 1e-12, 1e-14)))
                {
                    yield return difference;
                }
            }
        }
    }

    private static Tensor Past() =>
        Tensor.Arange(0, Steps, dtype: DType.Int64).Reshape(Steps, 1, 1).GreaterThanOrEqual(Tensor.From(s_lengths).Unsqueeze(1));

    private static double[] Of(double[] gradient, int n) =>
        [.. Enumerable.Range(0, Steps * Features)
            .Select(i => gradient[(((i / Features * s_lengths.Length) + n) * Features) + (i % Features)])];
}
