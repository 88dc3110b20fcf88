using Autograd.Core;

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
        Comparison comparison = Comparable(rows);
        return Compare(comparison, Encoder.EncodeInputs(comparison.Rows).ToArray<float>(), rule);
    }

    private Comparison Comparable(Table rows)
    {
        int[] known = Encoder.WithTarget(rows);
        if (known.Length == 0)
        {
            throw new TableException(rows.Name, null, Encoder.Target, "no row has a value to compare with.");
        }

        rows = known.Length == rows.RowCount ? rows : rows.Rows(known);
        return Encoder.Predicted.IsClass ? new(rows, Encoder.Predicted.Labels(rows), [])
            : new(rows, [], Encoder.Predicted.Numbers(rows).ToArray());
    }

    private TabularEvaluation Compare(Comparison with, float[] inputs, LabelRule rule)
    {
        int count = with.Rows.RowCount;
        double[][] answers = new double[count][];
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = ThreadLimit.Current }, row =>
        {
            answers[row] = new double[Encoder.Predicted.Outputs];
            _ = Answer(inputs.AsSpan(row * Encoder.Width, Encoder.Width), answers[row], out _);
        });
        return !Encoder.Predicted.IsClass ? TabularEvaluation.OfNumbers(Array.ConvertAll(answers, answer => answer[0]), with.Numbers)
            : TabularEvaluation.OfClasses(Classes, answers,
                Array.ConvertAll(answers, answer => Named(answer, rule, Description.Priors)), with.Labels);
    }

    // Rows that have a target, and what it is.
    private sealed record Comparison(Table Rows, int[] Labels, double[] Numbers);
}
