using System.Globalization;
using System.Text;

namespace Autograd.Benchmarks;

/// <summary>The page's section on growth.</summary>
internal static class GrowthText
{
    internal static string Write(IReadOnlyList<Growth.Series> all, double peak)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            One training step (SGD with momentum, one thread) as the network grows one way at a time; sizes between the powers of two are
            among them, to show that none is dear. The dashed line is what the products' arithmetic takes at the machine's peak,
            {peak / 1e9:0} GFLOP/s: towards the left the step costs what its calls cost, towards the right it runs along the line. Measured
            on {Machine.Date} by `dotnet run -c Release --project Autograd.Benchmarks -- scaling`.

            ![Time of a training step against width, batch and depth](figures/scaling.svg)


            """);
        foreach (Growth.Series series in all)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {series.Name}: {series.Meaning} | µs | GFLOP/s |\n|--:|--:|--:|\n");
            foreach ((int size, double time, double operations) in series.Points)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {size} | {time:#,##0.0} | {operations / time / 1e3:0.0} |\n");
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
