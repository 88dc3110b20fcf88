using Autograd.Core;

namespace Autograd.Tests.Laws.Oracles;

internal static class NormalizationOracles
{
    public static Dictionary<string, Oracle> All { get; } = new()
    {
        ["layer_norm"] = new WholeOracle((x, a) =>
        {
            int leading = x[0].Rank - (int)a.Number("trailingAxes");
            return Standardized(x, a.Number("epsilon"), index => string.Join(',', index[..leading]), index => index[leading..]);
        }),
        ["rms_norm"] = new WholeOracle((x, a) =>
        {
            int leading = x[0].Rank - (int)a.Number("trailingAxes");
            double epsilon = a.NumberOrNull("epsilon") ?? (Math.BitIncrement(1.0) - 1);
            return Standardized(x, epsilon, index => string.Join(',', index[..leading]), index => index[leading..], isCentered: false);
        }),
        ["group_norm"] = new WholeOracle((x, a) => Standardized(x, a.Number("epsilon"),
            index => $"{index[0]} {index[1] / (x[0].Sizes[1] / (int)a.Number("groups"))}", index => [index[1]])),
        ["instance_norm"] = new WholeOracle((x, a) =>
            Standardized(x, a.Number("epsilon"), index => $"{index[0]} {index[1]}", index => [index[1]])),
        ["batch_norm"] = new WholeOracle((x, a) => x.Length < 5
            ? Standardized(x, a.Number("epsilon"), index => $"{index[1]}", index => [index[1]])
            : Nd.Make(x[0].Sizes, index => ((x[0][index] - x[3][index[1]]) / Math.Sqrt(x[4][index[1]] + a.Number("epsilon"))
                * x[1][index[1]]) + x[2][index[1]])),
        ["dropout"] = new WholeOracle((x, a) => Dropped(x[0], a, (int)a.Number("trailingAxes"), (number, isKept) =>
            isKept ? number / (1 - a.Number("p")) : 0)),
        ["alpha_dropout"] = new WholeOracle((x, a) => Dropped(x[0], a, 0, (number, isKept) =>
        {
            double p = a.Number("p"), dropped = -1.7580993408473766, q = 1 - p;
            double scale = Math.Pow(q + (dropped * dropped * p * q), -0.5);
            return p == 1 ? 0 : (scale * (isKept ? number : dropped)) - (scale * p * dropped);
        })),
    };

    // Word by word as the generator gives them; p stands for a number of 32 bits.
    private static Nd Dropped(Nd x, OpAttributes attributes, int together, Func<double, bool, double> map)
    {
        int[] state = attributes.List("generator");
        var generator = new Generator((uint)state[0] + ((ulong)(uint)state[1] << 32), (uint)state[2] + ((ulong)(uint)state[3] << 32));
        int size = Nd.Count(x.Sizes[^together..]);
        bool[] isKept = [.. Enumerable.Range(0, x.Data.Length == 0 ? 0 : x.Data.Length / size)
            .Select(_ => generator.NextUInt32() >= Math.Round(attributes.Number("p") * 4294967296))];
        return new(x.Sizes, [.. x.Data.Select((number, i) => map(number, isKept[i / size]))]);
    }

    // What belongs together is said by a name; a weight and a bias stand at an index of theirs.
    private static Nd Standardized(Nd[] x, double epsilon, Func<int[], string> group, Func<int[], int[]> parameter, bool isCentered = true)
    {
        double[] data = x[0].Data;
        string[] groups = [.. Enumerable.Range(0, data.Length).Select(i => group(x[0].Index(i)))];
        Dictionary<string, (double Mean, double Variance)> moments = groups.Zip(data).GroupBy(pair => pair.First, pair => pair.Second)
            .ToDictionary(of => of.Key, of =>
            {
                double mean = isCentered ? of.Average() : 0;
                return (mean, of.Average(number => (number - mean) * (number - mean)));
            });
        return Nd.Make(x[0].Sizes, index =>
        {
            (double mean, double variance) = moments[group(index)];
            double standardized = (x[0][index] - mean) / Math.Sqrt(variance + epsilon);
            return (standardized * (x.Length > 1 ? x[1][parameter(index)] : 1)) + (x.Length > 2 ? x[2][parameter(index)] : 0);
        });
    }
}
