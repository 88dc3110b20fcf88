using Autograd.Core;
using Autograd.Nn;

namespace RareDisease;

/// <summary>How well a network recognizes the test patients, and how often it expects each class.</summary>
/// <param name="Accuracy">The share of patients recognized.</param>
/// <param name="BalancedAccuracy">The mean of the recalls.</param>
/// <param name="Recalls">The share of each class's patients recognized.</param>
/// <param name="PredictedFrequencies">The probability of each class, averaged over the patients.</param>
/// <param name="ActualFrequencies">The share of each class. A calibrated network predicts it.</param>
internal sealed record Evaluation(
    double Accuracy, double BalancedAccuracy, double[] Recalls, double[] PredictedFrequencies, double[] ActualFrequencies)
{
    /// <summary>The largest difference between predicted and actual frequency; 0 where the network is calibrated in the mean.</summary>
    internal double LargestGap => PredictedFrequencies.Zip(ActualFrequencies, (predicted, actual) => Math.Abs(predicted - actual)).Max();

    /// <summary>Evaluates what a network answers.</summary>
    /// <param name="logits">A row per patient, a column per class.</param>
    /// <param name="test">The patients.</param>
    /// <exception cref="ArgumentException">A logit is not finite: no class is the largest then.</exception>
    internal static Evaluation Of(Tensor logits, Samples test)
    {
        ReadOnlySpan<float> all = logits.AsSpan<float>();
        var matrix = new ConfusionMatrix(Samples.ClassCount);
        double[] predicted = new double[Samples.ClassCount];
        Span<double> probabilities = stackalloc double[Samples.ClassCount];
        for (int i = 0; i < test.Count; i++)
        {
            ReadOnlySpan<float> row = all.Slice(i * Samples.ClassCount, Samples.ClassCount);
            int largest = 0;
            for (int c = 0; c < row.Length; c++)
            {
                if (!float.IsFinite(row[c]))
                {
                    throw new ArgumentException($"The logit of class {c} for patient {i} is {row[c]}.", nameof(logits));
                }

                largest = row[c] > row[largest] ? c : largest;
            }

            double sum = 0;
            for (int c = 0; c < row.Length; c++)
            {
                sum += probabilities[c] = Math.Exp(row[c] - (double)row[largest]);
            }

            for (int c = 0; c < row.Length; c++)
            {
                predicted[c] += probabilities[c] / (sum * test.Count);
            }

            matrix.Add(test.Labels[i], largest);
        }

        return new(
            matrix.Accuracy, matrix.BalancedAccuracy, [.. Enumerable.Range(0, Samples.ClassCount).Select(matrix.Recall)],
            predicted, test.ClassFrequencies);
    }
}
