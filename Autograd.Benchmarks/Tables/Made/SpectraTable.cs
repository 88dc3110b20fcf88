using Autograd.Core;
using Autograd.Data;

namespace Autograd.Benchmarks;

/// <summary>
/// Three unequally frequent classes by 300 numbers, in 1,500 rows: the numbers hang together in groups of ten, each with a part of its own
/// as large; twelve of them tell the classes apart, two only by their product.
/// </summary>
internal static class SpectraTable
{
    private const int Columns = 300, GroupSize = 10, Useful = 12;

    private static readonly string[] s_classes = ["common", "second", "rare"];

    internal static MadeTable Make(ulong seed, int rows = 1500)
    {
        var table = new MadeTable(
            "spectra", "300 numbers, of which 12 tell three classes apart", "class",
            [.. Enumerable.Range(1, Columns).Select(i => ($"band {i}", ColumnKind.Number)), ("class", ColumnKind.Category)]);
        var generator = new Generator(seed);
        double[] second = generator.Normals(Useful, 0.9), rare = generator.Normals(Useful, 0.9);
        var truth = new Truth();
        for (int i = 0; i < rows; i++)
        {
            double[] groups = generator.Normals(Columns / GroupSize), own = generator.Normals(Columns);
            double[] x = [.. own.Select((value, j) => (0.7 * value) + (0.7 * groups[j / GroupSize]))];

            // One useful number in each of every second group.
            double Weigh(double[] weights) => weights.Select((weight, k) => weight * x[(2 * k * GroupSize) + 3]).Sum();
            double[] chances = Draws.Softmax(0, -1.2 + Weigh(second), -2.8 + Weigh(rare) + (1.2 * x[5] * x[25]));
            int drawn = generator.Pick(chances);
            truth.Add(drawn, chances);
            table.Add([.. x.Cast<object>(), s_classes[drawn]]);
        }

        table.Best = truth.BalancedAccuracy;
        return table;
    }
}
