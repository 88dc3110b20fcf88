using Autograd.Core;

namespace Autograd.Tests.Laws.Fuzz;

/// <summary>
/// Attributes at random, from a definition's parameters: those of a sample, some of them replaced by valid, boundary and absurd values.
/// </summary>
internal static class FuzzAttributes
{
    private static readonly double[] s_numbers =
    [
        0, -0.0, 1, -1, 2, 3, -2, 0.5, 0.1, -0.1, 1.5, 20, 1e-3, 1e-10, 1e-42, 1e-50, 5e-324, 1e10, 3.4e38, 1e39, 1e300, -1e300,
        double.MaxValue, double.MinValue,
        double.NaN, double.PositiveInfinity, double.NegativeInfinity, int.MaxValue, int.MinValue, 4294967296, -4294967296, 9007199254740993,
    ];

    private static readonly int[] s_sizes = [int.MaxValue, int.MaxValue - 1, int.MinValue, 65536, 46341];

    private static readonly string[] s_words =
        ["none", "mean", "sum", "batchmean", "tanh", "Float32", "Float64", "Int64", "Bool", "", "Mean", "most", "ı"];

    public static OpAttributes Like(Random random, OpDefinition op, OpAttributes? sample)
    {
        OpAttributes attributes = [];
        foreach ((string name, OpValue value) in sample ?? [])
        {
            attributes[name] = value;
        }

        double share = random.Pick([0, 0, 0.2, 0.6]);
        foreach (OpParameter parameter in op.Parameters.Where(_ => random.Chance(share)))
        {
            attributes[parameter.Name] = random.Chance(0.05) ? Any(random) : Value(random, parameter.Default);
        }

        if (random.Chance(0.01))
        {
            attributes["colour"] = 1;
        }

        return attributes;
    }

    private static OpValue Any(Random random) => Value(random, random.Pick<OpValue>([1, true, "none", new[] { 1 }]));

    private static OpValue Value(Random random, OpValue like) => like.Value switch
    {
        int[] => List(random),
        string => random.Pick(s_words),
        bool => random.Chance(0.5),
        _ => random.Chance(0.4) ? random.Next(-3, 5) : random.Pick(s_numbers),
    };

    private static int[] List(Random random) =>
        [.. Enumerable.Range(0, random.Chance(0.02) ? 100 : random.Next(6))
            .Select(_ => random.Chance(0.1) ? random.Pick(s_sizes) : random.Next(-3, 4))];
}
