using System.Globalization;
using Autograd.Core;
using Autograd.Data;

namespace TabularClassifier;

/// <summary>
/// An invented clinic, as its spreadsheet might look: numbers, words, dates, yes and no, holes, an id, and diagnoses of which two are rare.
/// Every value is synthetic, taken from no patients and fit for no conclusion about any.
/// </summary>
internal static class BuiltInRows
{
    /// <summary>The column to predict.</summary>
    internal const string Target = "diagnosis";

    private const int Count = 2000;
    private const string Name = "built-in clinic (synthetic)";

    private static readonly string[] s_diagnoses = ["flu", "pneumonia", "embolism"];

    // By diagnosis: how frequent; then means.
    private static readonly double[] s_shares = [0.9, 0.07, 0.03];
    private static readonly double[] s_age = [41, 59, 63], s_temperature = [38.6, 38.9, 37.3], s_saturation = [97, 93.3, 93.5];
    private static readonly double[] s_protein = [3.1, 4.5, 3.6], s_pulse = [89, 100, 106];

    private static readonly string[] s_smokers = ["never", "former", "current"];
    private static readonly double[][] s_smoking = [[0.6, 0.2, 0.2], [0.4, 0.3, 0.3], [0.4, 0.35, 0.25]];

    private static readonly string[] s_coughs = ["dry", "productive", "bloody"];
    private static readonly double[][] s_coughing = [[0.7, 0.29, 0.01], [0.3, 0.65, 0.05], [0.6, 0.15, 0.25]];
    private static readonly double[] s_surgery = [0.02, 0.04, 0.35];

    /// <summary>The rows, always the same ones.</summary>
    internal static Table Make()
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Write(text);
        return Table.ReadCsv(new StringReader(text.ToString()), null, Name);
    }

    /// <summary>Writes them as a CSV file.</summary>
    internal static void Write(TextWriter output)
    {
        output.Write("patient,admitted,age,sex,smoker,vaccinated,recent surgery,temperature,pulse,oxygen saturation,"
            + "\"C-reactive protein, mg/l\",cough,diagnosis\n");
        var generator = new Generator(seed: 1918);
        for (int i = 0; i < Count; i++)
        {
            output.Write(Row(i, generator));
            output.Write('\n');
        }
    }

    private static string Row(int number, Generator generator)
    {
        int d = Drawn(s_shares, generator);
        double Normal(double[] means, double deviation, double most = double.PositiveInfinity) =>
            Math.Min(most, means[d] + (deviation * generator.NextNormal()));
        bool Is(double probability) => generator.NextDouble() < probability;
        string OrHole(string value, double share) => Is(share) ? "" : value;
        DateTime day = new DateTime(2024, 10, 1).AddDays((int)(180 * generator.NextDouble()));
        return string.Create(CultureInfo.InvariantCulture,
            $"P{10_000 + (number * 7919 % 90_000)},{day:yyyy-MM-dd},{Math.Clamp(Normal(s_age, 15), 18, 99):F0},{(Is(0.5) ? "F" : "M")},")
            + OrHole(s_smokers[Drawn(s_smoking[d], generator)], 0.15)
            + (Is(d == 0 ? 0.2 : 0.35) ? ",yes," : ",no,")
            + (Is(s_surgery[d]) ? "yes," : "no,")
            + OrHole(Text(Normal(s_temperature, 0.6), "F1"), 0.03) + ","
            + Text(Normal(s_pulse, 11), "F0") + ","
            + OrHole(Text(Normal(s_saturation, 1.7, most: 100), "F0"), 0.05) + ","
            + OrHole(Text(Math.Exp(Normal(s_protein, 0.6)), "F0"), 0.3) + ","
            + s_coughs[Drawn(s_coughing[d], generator)] + ","
            + s_diagnoses[d];
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static int Drawn(double[] shares, Generator generator)
    {
        double left = generator.NextDouble();
        int drawn = 0;
        while (drawn < shares.Length - 1 && left >= shares[drawn])
        {
            left -= shares[drawn++];
        }

        return drawn;
    }
}
