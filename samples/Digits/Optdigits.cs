using System.Globalization;
using Autograd.Core;
using Autograd.Nn;
using SampleTools;

namespace Digits;

/// <summary>
/// Reads the digits of 43 writers that Alpaydin and Kaynak (1998) collected (UCI Machine Learning Repository, data set 80,
/// https://doi.org/10.24432/C50P49): a line a digit, of the numbers 0 to 16 of ink in the 64 squares of a picture, and the digit.
/// </summary>
internal static class Optdigits
{
    internal const int Side = 8, MostInk = 16;

    private const int Squares = Side * Side;

    /// <summary>Reads a file.</summary>
    /// <exception cref="SampleException">A line is not as described.</exception>
    internal static TensorDataset Read(string file) => Parse(File.ReadLines(file), Path.GetFileName(file));

    /// <summary>Reads lines.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <exception cref="SampleException">A line is not as described, or there is none.</exception>
    internal static TensorDataset Parse(IEnumerable<string> lines, string file)
    {
        var ink = new List<float>();
        var labels = new List<long>();
        foreach (string line in lines)
        {
            string place = $"{file}, line {labels.Count + 1}";
            string[] values = line.Split(',');
            if (values.Length != Squares + 1)
            {
                throw new SampleException(
                    $"{place}: expected {Squares} numbers and a digit, separated by commas, found {values.Length} values");
            }

            for (int i = 0; i < Squares; i++)
            {
                ink.Add((float)Number(values[i], MostInk, place, i) / MostInk);
            }

            labels.Add(Number(values[Squares], 9, place, Squares));
        }

        return labels.Count > 0
            ? new(Tensor.From(ink.ToArray(), [labels.Count, 1, Side, Side]), Tensor.From(labels.ToArray()))
            : throw new SampleException($"{file}: expected a digit in each line, found no line");
    }

    private static int Number(string text, int most, string place, int column) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= most
            ? number
            : throw new SampleException(
                $"{place}, column {column + 1}: expected a whole number from 0 to {most}, found {SampleException.Quote(text)}");
}
