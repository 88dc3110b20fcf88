namespace Autograd.Data;

/// <summary>What is predicted of a row: a class with the probability of each, or a number.</summary>
public sealed class TabularPrediction
{
    internal TabularPrediction(IReadOnlyList<string> classes, int label, double[] answers, double spread)
    {
        (Classes, LabelIndex, Spread) = (classes, label, spread);
        (Probabilities, Value) = classes.Count > 0 ? (answers, double.NaN) : ([], answers[0]);
    }

    /// <summary>The classes, in order; none where a number is predicted.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The class that is named, by the model's <see cref="LabelRule"/>; null where a number is predicted.</summary>
    public string? Label => Classes.Count > 0 ? Classes[LabelIndex] : null;

    /// <summary>The position of <see cref="Label"/> among <see cref="Classes"/>.</summary>
    public int LabelIndex { get; }

    /// <summary>The probability of each of <see cref="Classes"/>.</summary>
    public IReadOnlyList<double> Probabilities { get; }

    /// <summary>The number that is predicted; NaN where it is a class.</summary>
    public double Value { get; }

    /// <summary>
    /// How far the networks of an ensemble differ: the standard deviation over them of the label's probability, or of the number. 0 for a
    /// single network. It is no error: where all networks are wrong alike it is small; how far predictions are off the evaluation says.
    /// </summary>
    public double Spread { get; }

    /// <summary>The probability of a class.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">There is no such class.</exception>
    public double Probability(string name)
    {
        for (int i = 0; i < Classes.Count; i++)
        {
            if (Classes[i] == name)
            {
                return Probabilities[i];
            }
        }

        throw new ArgumentException($"The prediction was asked for the class {Quoted.Text(name)}; "
            + (Classes.Count > 0 ? $"there are {Quoted.List(Classes.Take(10))}." : "it is a number, without classes."), nameof(name));
    }

    /// <summary>The prediction in a line.</summary>
    public override string ToString() => Label is { } label
        ? FormattableString.Invariant($"{label} ({100 * Probabilities[LabelIndex]:F1}%")
            + (Spread > 0 ? FormattableString.Invariant($"; networks differ by {100 * Spread:F1})") : ")")
        : PlainNumber.Of(Value)
            + (Spread > 0 ? $" (networks differ by {PlainNumber.Of(Spread, 3)})" : "");
}
