namespace Autograd.Data;

public sealed partial class TabularPredictor
{
    /// <summary>Compares predictions with what is known.</summary>
    /// <param name="rows">Rows with the target; those in which it is missing are left out.</param>
    /// <exception cref="TableException">A column is not there, of another kind, or no row has a target that the model knows.</exception>
    public TabularEvaluation Evaluate(Table rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Evaluate(rows, Labels);
    }

    internal TabularEvaluation Evaluate(Table rows, LabelRule rule)
    {
        if (!rows.TryGetColumn(Encoder.Target, out _))
        {
            throw new TableException(rows.Name, null, null,
                $"to compare it needs {Names.Unknown(Encoder.Target, [.. rows.Columns.Select(column => column.Name)])}");
        }

        int[] known = Encoder.WithTarget(rows);
        if (known.Length == 0)
        {
            throw new TableException(rows.Name, null, Encoder.Target, "no row has a value to compare with.");
        }

        rows = known.Length == rows.RowCount ? rows : rows.Rows(known);
        if (!Encoder.Predicted.IsClass)
        {
            return TabularEvaluation.OfNumbers(
                [.. Predict(rows).Select(each => each.Value)], Encoder.Predicted.Numbers(rows).ToArray());
        }

        int[] labels = Encoder.Predicted.Labels(rows);
        if (Array.IndexOf(labels, -2) is >= 0 and var unknown)
        {
            throw new TableException(rows.Name, null, Encoder.Target,
                FormattableString.Invariant($"row {known[unknown] + 1} is of a class that was not seen in training; ")
                + $"there were {Quoted.List(Classes.Take(10))}{(Classes.Count > 10 ? ", …" : "")}.");
        }

        IReadOnlyList<TabularPrediction> predictions = Predict(rows);
        double[][] probabilities = [.. predictions.Select(each => each.Probabilities.ToArray())];
        int[] named = rule == Labels ? [.. predictions.Select(each => each.LabelIndex)]
            : Array.ConvertAll(probabilities, each => Array.IndexOf(each, each.Max()));
        return TabularEvaluation.OfClasses(Classes, probabilities, named, labels);
    }
}
