using Autograd.Core;
using Autograd.Nn;

namespace RareDisease;

/// <summary>
/// An invented clinic in the season of influenza: 92 % of its patients have the flu, 5 % pneumonia and 3 % lung cancer. Every number is
/// synthetic: chosen to be plausible and to overlap, taken from no patients and fit for no conclusion about any. Patients come
/// early: those with pneumonia or cancer have gone only part of the way from the flu's findings to those of the textbook, and how severe an
/// illness is moves several findings together. So the classes overlap, and no network can tell all of them apart.
/// </summary>
internal static class ClinicGenerator
{
    private const int TrainCount = 4000, TestCount = 3000;

    private static readonly string[] s_classNames = ["flu", "pneumonia", "lung cancer"];
    private static readonly double[] s_frequencies = [0.92, 0.05, 0.03];

    // How much of the way from the flu's findings to the textbook's the patients of a class have gone, at least and at most.
    private static readonly (double Least, double Most)[] s_progress = [(0, 0), (0.35, 0.6), (0.3, 0.5)];

    // Mean by class in the textbook, standard deviation, and by how much a severity of one standard deviation moves the finding.
    private static readonly Finding[] s_findings =
    [
        new("age, years", [42, 58, 66], 15),
        new("pack-years smoked", [6, 12, 30], 9) { Least = 0 },
        new("days since the first symptom", [4, 7, 30], 4, 0.5) { Least = 0 },
        new("temperature, °C", [38.5, 38.9, 37.0], 0.6, 0.3),
        new("pulse, per minute", [88, 102, 84], 11, 5),
        new("breaths, per minute", [17, 24, 19], 2.5, 1.5),
        new("oxygen saturation, %", [97, 92.5, 95], 1.6, -1.2) { Most = 100 },
        new("systolic pressure, mmHg", [128, 118, 130], 15, -4),
        new("weight lost, kg", [0.8, 1.2, 5.5], 1.5, 0.3) { Least = 0 },
        new("C-reactive protein, mg/l", [22, 110, 38], 20, 12) { Least = 0 },
        new("leukocytes, 1000/µl", [6.5, 13, 8.5], 2, 0.6) { Least = 1 },
        new("haemoglobin, g/dl", [14, 13.3, 12.2], 1.2),
        Finding.Sign("male", [0.48, 0.52, 0.60]),
        Finding.Sign("vaccinated against influenza", [0.15, 0.35, 0.35]),
        Finding.Sign("contact with the sick", [0.55, 0.20, 0.12]),
        Finding.Sign("muscle pain", [0.75, 0.35, 0.20]),
        Finding.Sign("productive cough", [0.30, 0.75, 0.50]),
        Finding.Sign("blood in the sputum", [0.01, 0.08, 0.28]),
        Finding.Sign("chest pain on breathing", [0.10, 0.50, 0.25]),
        Finding.Sign("crackles on auscultation", [0.06, 0.70, 0.20]),
        Finding.Sign("hoarseness", [0.20, 0.10, 0.30]),
    ];

    /// <summary>The clinic, always the same one: 4,000 patients to train on and 3,000 others to test on.</summary>
    internal static Clinic Make()
    {
        var generator = new Generator(seed: 1918);
        return new("built-in clinic (synthetic)", s_classNames, Draw(TrainCount, generator.Fork(0)), Draw(TestCount, generator.Fork(1)));
    }

    private static TensorDataset Draw(int count, Generator generator)
    {
        float[] features = new float[count * Clinic.FeatureCount];
        long[] labels = new long[count];
        for (int i = 0; i < count; i++)
        {
            double u = generator.NextDouble();
            int disease = u < s_frequencies[0] ? 0 : u < s_frequencies[0] + s_frequencies[1] ? 1 : 2;
            (double least, double most) = s_progress[disease];
            double progress = least + ((most - least) * generator.NextDouble());
            double severity = generator.NextNormal();
            labels[i] = disease;
            for (int f = 0; f < s_findings.Length; f++)
            {
                features[(i * Clinic.FeatureCount) + f] = s_findings[f].Draw(disease, progress, severity, generator);
            }
        }

        return new(Tensor.From(features, [count, Clinic.FeatureCount]), Tensor.From(labels));
    }

    private sealed record Finding(string Name, double[] Textbook, double Deviation, double BySeverity = 0)
    {
        internal double Least { get; init; } = double.NegativeInfinity;

        internal double Most { get; init; } = double.PositiveInfinity;

        /// <summary>A finding that is present (1) or absent (0), with its probability by class.</summary>
        internal static Finding Sign(string name, double[] probabilities) => new(name, probabilities, Deviation: 0);

        internal float Draw(int disease, double progress, double severity, Generator generator)
        {
            double mean = Textbook[0] + (progress * (Textbook[disease] - Textbook[0]));
            return Deviation == 0
                ? generator.NextDouble() < mean ? 1 : 0
                : (float)Math.Clamp(mean + (severity * BySeverity) + (Deviation * generator.NextNormal()), Least, Most);
        }
    }
}
