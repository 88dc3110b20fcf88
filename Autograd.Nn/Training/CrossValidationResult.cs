namespace Autograd.Nn;

/// <summary>What a <see cref="CrossValidation"/> came to.</summary>
public sealed class CrossValidationResult<TResult>
{
    private readonly Func<TResult, (string Name, double Value)[]> _values;

    internal CrossValidationResult(SweepResult<int, TResult> folds, Func<TResult, (string Name, double Value)[]> values) =>
        (Folds, _values) = (folds, values);

    /// <summary>The folds, counted from 1, with what each gave.</summary>
    public SweepResult<int, TResult> Folds { get; }

    /// <summary>The mean score over the folds, or the mean loss of evaluations; NaN unless all folds are done.</summary>
    public double Mean => Of(First).Mean;

    /// <summary>
    /// The standard deviation of the score, or of the loss, over the folds (with the divisor k − 1): how far a single fold is off, not
    /// the mean. NaN unless all folds are done.
    /// </summary>
    public double Deviation => Of(First).Deviation;

    /// <summary>Mean and standard deviation of a number of each fold's result, such as a metric; NaN unless all folds are done.</summary>
    /// <param name="value">The number.</param>
    public (double Mean, double Deviation) Of(Func<TResult, double> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        double[] values = [.. Folds.Results.Select(value)];
        if (values.Length < Folds.Count)
        {
            return (double.NaN, double.NaN);
        }

        double mean = values.Average();
        return (mean, Math.Sqrt(values.Sum(x => (x - mean) * (x - mean)) / (values.Length - 1)));
    }

    /// <summary>The table of the folds, and mean and deviation of each number.</summary>
    public override string ToString()
    {
        string text = Folds.ToString();
        (string Name, double Value)[] names = Folds.Results.Select(_values).FirstOrDefault() ?? [];
        for (int i = 0; i < names.Length; i++)
        {
            (double mean, double deviation) = Of(result => _values(result)[i].Value);
            text += FormattableString.Invariant($"\n{names[i].Name} {mean:G4} ± {deviation:G2}");
        }

        return text;
    }

    private double First(TResult result) => _values(result)[0].Value;
}
