using Autograd.Core;
using Autograd.Nn;

namespace RareDisease;

/// <summary>How well a network recognizes the test patients, and how often it expects each class.</summary>
/// <param name="Accuracy">The share of patients recognized.</param>
/// <param name="BalancedAccuracy">The mean of the recalls.</param>
/// <param name="Recalls">The share of each class's patients recognized.</param>
/// <param name="PredictedFrequencies">The probability of each class, averaged over the patients.</param>
/// <param name="ActualFrequencies">The share of each class. A calibrated network predicts it.</param>
internal sealed record Recognition(
    double Accuracy, double BalancedAccuracy, double[] Recalls, double[] PredictedFrequencies, double[] ActualFrequencies)
{
    /// <summary>The largest difference between predicted and actual frequency; 0 where the network is calibrated in the mean.</summary>
    internal double LargestGap => PredictedFrequencies.Zip(ActualFrequencies, (predicted, actual) => Math.Abs(predicted - actual)).Max();

    /// <summary>Evaluates what a network answers.</summary>
    /// <param name="logits">A row per patient, a column per class.</param>
    /// <param name="test">The patients.</param>
    /// <param name="costs">What mistakes cost; the likeliest class is decided for where all cost the same, which is null.</param>
    internal static Recognition Of(Tensor logits, TensorDataset test, CostMatrix? costs = null)
    {
        Tensor probabilities = logits.To(DType.Float64).Softmax(1);
        var matrix = new ConfusionMatrix(Clinic.ClassCount);
        matrix.Add((costs?.Decide(probabilities) ?? probabilities.ArgMax(1)).AsSpan<long>(), test.Labels);
        return new(
            matrix.Accuracy, matrix.BalancedAccuracy, [.. Enumerable.Range(0, Clinic.ClassCount).Select(matrix.Recall)],
            probabilities.Mean([0]).ToArray<double>(),
            Array.ConvertAll(Clinic.ClassSizes(test.Labels), size => (double)size / test.Count));
    }
}
