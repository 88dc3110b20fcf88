using System.Text;

namespace Autograd.Nn;

/// <summary>What an epoch of training came to.</summary>
/// <param name="Epoch">Which one it was, counted from 1 through all phases.</param>
/// <param name="Phase">Which phase of the plan it belonged to, counted from 0.</param>
/// <param name="Steps">How many steps the trainer's optimizer had made by its end.</param>
/// <param name="LearningRate">The learning rate of its last step.</param>
/// <param name="Training">
/// Loss and metrics of the batches as they came by, each before its step and with the network in training: of a network that changed
/// meanwhile.
/// </param>
/// <param name="Validation">Loss and metrics on the validation data at its end; null without any.</param>
/// <param name="IsBest">Whether the network was better on the validation data than after each epoch of the phase before.</param>
/// <param name="Elapsed">The time since training began.</param>
public sealed record EpochReport(
    int Epoch, int Phase, long Steps, double LearningRate, Evaluation Training, Evaluation? Validation, bool IsBest, TimeSpan Elapsed)
{
    /// <summary>The mean loss of the epoch's batches.</summary>
    public double Loss => Training.Loss;

    /// <summary>The report in a line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(FormattableString.Invariant($"epoch {Epoch}: {Training}"));
        if (Validation is not null)
        {
            text.Append($"; validation: {Validation}").Append(IsBest ? " (best)" : "");
        }

        return text.ToString();
    }
}
