using System.Globalization;
using Autograd.Core;
using SampleTools;

namespace Autograd.Benchmarks;

/// <summary>Patients of very unequally frequent classes: UCI's thyroid data, or as many invented ones.</summary>
/// <param name="Features">The features, patient by patient.</param>
/// <param name="Labels">The class of each patient, counted from 0.</param>
internal sealed record Patients(float[] Features, long[] Labels)
{
    internal const int FeatureCount = 21, ClassCount = 3;

    private const string FileName = "ann-train.data";

    private static readonly int[] s_frequencies = [93, 191, 3488];

    /// <summary>The patients of a folder, or invented ones.</summary>
    /// <param name="folder">The folder, if there is one.</param>
    /// <exception cref="SampleException">The file is not there, or not as described.</exception>
    internal static Patients Of(string? folder)
    {
        if (folder is null)
        {
            long[] labels = [.. s_frequencies.SelectMany((count, label) => Enumerable.Repeat((long)label, count))];
            return new(Data.Normal(labels.Length, FeatureCount).ToArray<float>(), labels);
        }

        try
        {
            return Parse(File.ReadAllLines(Path.Combine(folder, FileName)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SampleException($"--data: {FileName} in {SampleException.Quote(folder)} cannot be read: " +
                $"{e.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static Patients Parse(string[] lines)
    {
        float[] features = new float[lines.Length * FeatureCount];
        long[] labels = new long[lines.Length];
        for (int i = 0; i < lines.Length; i++)
        {
            string[] values = lines[i].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            bool isRight = values.Length == FeatureCount + 1 && long.TryParse(values[^1], CultureInfo.InvariantCulture, out labels[i])
                && --labels[i] is >= 0 and < ClassCount;
            for (int j = 0; isRight && j < FeatureCount; j++)
            {
                isRight = float.TryParse(values[j], CultureInfo.InvariantCulture, out features[(i * FeatureCount) + j]);
            }

            if (!isRight)
            {
                throw new SampleException($"--data: {FileName}, line {i + 1}: expected {FeatureCount} numbers and the class 1, 2 or 3");
            }
        }

        return Enumerable.Range(0, ClassCount).All(c => labels.Contains(c))
            ? new(features, labels)
            : throw new SampleException($"--data: {FileName}: expected patients of the classes 1, 2 and 3, found {lines.Length} patients " +
                "without one of them");
    }
}
