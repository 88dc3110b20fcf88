using System.Globalization;
using Autograd.Core;
using Autograd.Nn;
using SampleTools;

namespace RareDisease;

/// <summary>
/// Reads the thyroid disease data in the form the neural-network community uses (UCI Machine Learning Repository, data set 102,
/// https://doi.org/10.24432/C5D010): no header, 21 features and the class 1, 2 or 3 in a line, separated by white space.
/// </summary>
internal static class ThyroidData
{
    private const string TrainFile = "ann-train.data", TestFile = "ann-test.data";

    /// <summary>Reads both files of a folder.</summary>
    /// <exception cref="SampleException">The folder or a file is missing or not as described; a place in a file is told as line and column,
    /// a column being one of the 22 values of a line, counted from 1.</exception>
    internal static Clinic Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            string found = File.Exists(folder) ? "is a file" : "does not exist";
            throw new SampleException(
                $"--data: expected a folder with {TrainFile} and {TestFile}, but {SampleException.Quote(folder)} {found}");
        }

        return new("thyroid", ["class 1", "class 2", "class 3 (normal)"], ReadFile(folder, TrainFile), ReadFile(folder, TestFile));
    }

    /// <summary>Reads the lines of a file.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <exception cref="SampleException">A line is not as described, or there is none of one class.</exception>
    internal static TensorDataset Parse(IEnumerable<string> lines, string file)
    {
        var features = new List<float>();
        var labels = new List<long>();
        foreach (string line in lines)
        {
            string place = $"{file}, line {labels.Count + 1}";
            string[] values = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (values.Length != Clinic.FeatureCount + 1)
            {
                throw new SampleException($"{place}: expected {Clinic.FeatureCount} features and a class, found {values.Length} values");
            }

            for (int i = 0; i < Clinic.FeatureCount; i++)
            {
                features.Add(Number(values[i], place, i + 1));
            }

            labels.Add(Class(values[^1], place) - 1);
        }

        int missing = Array.IndexOf(Clinic.ClassSizes(labels.ToArray()), 0);
        return missing < 0
            ? new(Tensor.From(features.ToArray(), [labels.Count, Clinic.FeatureCount]), Tensor.From(labels.ToArray()))
            : throw new SampleException(
                $"{file}: expected patients of the classes 1, 2 and 3, found {labels.Count} patients, none of class {missing + 1}");
    }

    private static TensorDataset ReadFile(string folder, string file)
    {
        try
        {
            return Parse(File.ReadLines(Path.Combine(folder, file)), file);
        }
        catch (FileNotFoundException)
        {
            throw new SampleException(
                $"--data: expected the files {TrainFile} and {TestFile} in {SampleException.Quote(folder)}, but there is no {file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SampleException(
                $"--data: {file} in {SampleException.Quote(folder)} cannot be read: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static float Number(string text, string place, int column)
    {
        if (!float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float number))
        {
            throw new SampleException($"{place}, column {column}: expected a number, found {SampleException.Quote(text)}");
        }

        return float.IsFinite(number)
            ? number
            : throw new SampleException($"{place}, column {column}: expected a finite number, found {SampleException.Quote(text)}");
    }

    private static long Class(string text, string place) => text switch
    {
        "1" => 1,
        "2" => 2,
        "3" => 3,
        _ => throw new SampleException(
            $"{place}, column {Clinic.FeatureCount + 1}: expected the class 1, 2 or 3, found {SampleException.Quote(text)}"),
    };
}
