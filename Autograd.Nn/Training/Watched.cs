namespace Autograd.Nn;

/// <summary>Compares the validation of each epoch with the best before it.</summary>
internal sealed class Watched(EarlyStopping stopping)
{
    private double _best = double.NaN, _bar = double.NaN;
    private int _epochsWithout;

    /// <summary>What is watched.</summary>
    public string Name => stopping.Metric?.ToString() ?? "loss";

    /// <summary>What was watched last.</summary>
    public double Last { get; private set; } = double.NaN;

    /// <summary>How many epochs in a row were not better.</summary>
    public long EpochsWithout => _epochsWithout;

    /// <summary>What is compared with.</summary>
    public double[] Numbers => [_best, _bar, Last];

    /// <summary>Goes on from what was compared with, and how many epochs were not better.</summary>
    public void Load(double[] numbers, long epochsWithout) =>
        (_best, _bar, Last, _epochsWithout) = (numbers[0], numbers[1], numbers[2], (int)epochsWithout);

    /// <summary>Whether patience is at its end.</summary>
    /// <exception cref="InvalidOperationException">There was nothing to compare.</exception>
    public bool IsOver => _epochsWithout >= stopping.Patience && (!double.IsNaN(_best) ? true : throw new InvalidOperationException(
        $"Trainer: EarlyStopping watches the {Name}, which was NaN after each epoch, so that none was " +
        "better than another. It may be undefined on the validation data, as where a class does not occur there."));

    /// <summary>Takes an epoch, and says whether none was better.</summary>
    public bool IsBest(Evaluation evaluation)
    {
        Last = stopping.Of(evaluation);
        _epochsWithout++;
        if (stopping.IsBetter(Last, _bar, stopping.MinimumImprovement))
        {
            (_bar, _epochsWithout) = (Last, 0);
        }

        bool isBest = stopping.IsBetter(Last, _best, 0);
        _best = isBest ? Last : _best;
        return isBest;
    }
}
