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
    };

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
