using System.Globalization;
using SampleTools;

namespace RareDisease;

/// <summary>
/// Brings every feature to mean 0 and standard deviation 1, as measured on the training rows; the test rows are moved by the same numbers.
/// A feature that is constant in training carries nothing to learn from and becomes 0 everywhere.
/// </summary>
internal sealed class Standardizer
{
    private const int Width = Samples.FeatureCount;
    private readonly double[] _means = new double[Width];
    private readonly double[] _deviations = new double[Width];

    /// <summary>Measures the training rows.</summary>
    internal Standardizer(Samples train)
    {
        for (int column = 0; column < Width; column++)
        {
            double sum = 0, squares = 0;
            for (int i = column; i < train.Features.Length; i += Width)
            {
                sum += train.Features[i];
            }

            double mean = sum / train.Count;
            for (int i = column; i < train.Features.Length; i += Width)
            {
                squares += (train.Features[i] - mean) * (train.Features[i] - mean);
            }

            _means[column] = mean;
            _deviations[column] = Math.Sqrt(squares / train.Count);
        }
    }

    /// <summary>The same patients, standardized.</summary>
    /// <exception cref="SampleException">A value is so far from the training rows that it overflows.</exception>
    internal Samples Apply(Samples samples)
    {
        float[] standardized = new float[samples.Features.Length];
        for (int i = 0; i < standardized.Length; i++)
        {
            int column = i % Width;

            // Rounding leaves a constant column a deviation of about its last place; dividing by that would make noise of it.
            bool constant = _deviations[column] <= 1e-9 * Math.Abs(_means[column]);
            standardized[i] = constant ? 0 : (float)((samples.Features[i] - _means[column]) / _deviations[column]);
            if (!float.IsFinite(standardized[i]))
            {
                throw new SampleException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"patient {(i / Width) + 1}, column {column + 1}: expected a value near the training data's {_means[column]:G3} ± " +
                    $"{_deviations[column]:G3}, found {samples.Features[i]}"));
            }
        }

        return samples with { Features = standardized };
    }
}
