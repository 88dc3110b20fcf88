using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Tells a trained network that classes are more or less frequent than they were in training, in closed form and without training: the
/// logits, so the output layer's biases, move by log(actual prior / prior in training) (Saerens, Latinne and Decaestecker 2002, equation
/// 2.4). After balanced batches all priors in training are 1 / classes.
/// </summary>
/// <example><code>
/// PriorCorrection.FromBalanced(train.ClassFrequencies()).ApplyTo(outputLayer);
/// </code></example>
public sealed class PriorCorrection
{
    // What float32 shares of many classes sum to is as near to 1 as that.
    private const double Slack = 1e-3;

    private readonly double[] _shifts;

    /// <summary>A correction from some priors to others.</summary>
    /// <param name="training">The share of each class in the batches of the training.</param>
    /// <param name="actual">The share of each class where the network is used.</param>
    /// <exception cref="ArgumentException">
    /// A prior is not positive, priors do not sum to 1, or there are not as many of the one as of the other.</exception>
    public PriorCorrection(ReadOnlySpan<double> training, ReadOnlySpan<double> actual)
    {
        ExpectPriors(training, nameof(PriorCorrection), nameof(training));
        ExpectPriors(actual, nameof(PriorCorrection), nameof(actual));
        if (training.Length != actual.Length)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"PriorCorrection: there are {training.Length} priors in training and {actual.Length} ") +
                "actual ones; expected one for one.", nameof(actual));
        }

        _shifts = new double[actual.Length];
        for (int c = 0; c < _shifts.Length; c++)
        {
            _shifts[c] = Math.Log(actual[c] / training[c]);
        }
    }

    /// <summary>What is added to the logit of each class: log(actual / training).</summary>
    public IReadOnlyList<double> Shifts => _shifts;

    /// <summary>A correction of a network that was trained on balanced batches, where all classes are equally frequent.</summary>
    /// <param name="actual">The share of each class where the network is used, such as <see cref="TensorDataset.ClassFrequencies"/>
    /// gives.</param>
    /// <exception cref="ArgumentException">A prior is not positive, or they do not sum to 1.</exception>
    public static PriorCorrection FromBalanced(params ReadOnlySpan<double> actual)
    {
        double[] balanced = new double[actual.Length];
        Array.Fill(balanced, 1.0 / actual.Length);
        return new(balanced, actual);
    }

    /// <summary>
    /// Shifts the biases of the layer whose outputs are the logits. A layer of one output, the logit of the second of two classes, moves by
    /// the difference.
    /// </summary>
    /// <param name="output">The output layer. It is changed.</param>
    /// <exception cref="ArgumentException">The layer has no biases, or not one for each class.</exception>
    public void ApplyTo(Linear output)
    {
        ArgumentNullException.ThrowIfNull(output);
        bool isSingle = output.OutFeatures == 1 && _shifts.Length == 2;
        if (output.Bias is not { } bias || (output.OutFeatures != _shifts.Length && !isSingle))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"PriorCorrection: the layer has {(output.Bias is null ? "no biases" : "biases")} and ") +
                FormattableString.Invariant($"{output.OutFeatures} outputs; expected biases, and {_shifts.Length} outputs, one for each ") +
                "class.", nameof(output));
        }

        double[] biases = new double[bias.Value.Count];
        MetricNumbers.Read(bias.Value, biases);
        for (int i = 0; i < biases.Length; i++)
        {
            biases[i] += isSingle ? _shifts[1] - _shifts[0] : _shifts[i];
        }

        bias.Assign(Tensor.From(biases).To(bias.Value.DType));
    }

    /// <summary>The probabilities for the actual priors: p_c · actual_c / training_c, scaled to sum to 1.</summary>
    /// <param name="probabilities">What the network gives, [samples, classes].</param>
    /// <exception cref="ArgumentException">There are more or fewer classes.</exception>
    public Tensor Apply(Tensor probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        if (probabilities.Rank != 2 || probabilities.Shape[1] != _shifts.Length || !probabilities.DType.IsFloat())
        {
            throw new ArgumentException(
                FormattableString.Invariant($"PriorCorrection: the probabilities are {probabilities.DType} {probabilities.Shape}; ") +
                FormattableString.Invariant($"expected [samples, {_shifts.Length}]."), nameof(probabilities));
        }

        Tensor moved = probabilities * Tensor.From(Array.ConvertAll(_shifts, Math.Exp)).To(probabilities.DType);
        return moved / moved.Sum(1, keepDims: true);
    }

    /// <summary>The shifts.</summary>
    public override string ToString() =>
        $"PriorCorrection({string.Join(", ", _shifts.Select(shift => FormattableString.Invariant($"{shift:+0.###;-0.###;0}")))})";

    internal static void ExpectPriors(ReadOnlySpan<double> priors, string owner, string argument)
    {
        double sum = 0;
        for (int c = 0; c < priors.Length; c++)
        {
            sum += priors[c];
            if (!(priors[c] > 0))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"{owner}: in {argument} the prior of class {c} is {priors[c]}; expected a share ") +
                    "above 0. Of a class that never occurs nothing can be said: leave it out of the network.", argument);
            }
        }

        if (!(Math.Abs(sum - 1) <= Slack))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{owner}: in {argument} the priors of {priors.Length} classes sum to {sum}; expected 1."),
                    argument);
        }
    }
}
