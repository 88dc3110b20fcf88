namespace Autograd.Nn;

/// <summary>One fold of a cross-validation: a part of the samples to validate with, and all others to train on.</summary>
public sealed class Fold
{
    private readonly TensorDataset _dataset;

    internal Fold(TensorDataset dataset, long[] validation)
    {
        _dataset = dataset;
        HashSet<long> held = [.. validation];
        ValidationIndices = validation;
        TrainIndices = [.. dataset.AllIndices().Where(i => !held.Contains(i))];
    }

    /// <summary>Which samples of the whole are trained on, in ascending order.</summary>
    public IReadOnlyList<long> TrainIndices { get; }

    /// <summary>Which samples of the whole are validated with, in ascending order.</summary>
    public IReadOnlyList<long> ValidationIndices { get; }

    /// <summary>The samples to train on, copied when first asked for.</summary>
    public TensorDataset Train => field ??= _dataset.Subset([.. TrainIndices]);

    /// <summary>The samples to validate with, copied when first asked for.</summary>
    public TensorDataset Validation => field ??= _dataset.Subset([.. ValidationIndices]);

    /// <summary>Takes the fold apart.</summary>
    /// <param name="train">The samples to train on.</param>
    /// <param name="validation">The samples to validate with.</param>
    public void Deconstruct(out TensorDataset train, out TensorDataset validation) => (train, validation) = (Train, Validation);

    /// <summary>How many samples are in each part.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"Fold({TrainIndices.Count} samples to train on, {ValidationIndices.Count} to validate with)");
}
